"""What came of it: a text, and a picture."""

import collections
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import judge
from injection import Outcome
from rest import Rest
from usage import Line, Usage
from watch import Watch

POLLS = "gluster_volume_probe_duration_seconds_count"


@dataclass(frozen=True)
class Sample:
    at: float
    daemon: Usage
    worker: Usage | None


@dataclass
class Report:
    seed: str
    outcomes: Sequence[Outcome]
    rests: Sequence[Rest]
    samples: Sequence[Sample]
    watch: Watch
    seen: Sequence[dict[str, Any]]  # by the scrapers
    alive: bool
    log: str  # the exporter's

    @cached_property
    def growth(self) -> list[judge.Growth]:
        return [judge.memory(self.rests), *[judge.flat(self.rests, key) for key in ("descriptors", "own_threads")]]

    @cached_property
    def faults(self) -> list[str]:
        """Of the exporter."""
        found = [] if self.alive else ["the exporter has ended"]
        found += [f"{one.name}: {fault}" for one in self.outcomes for fault in one.faults]
        found += [f"rest {number}: {fault}" for number, one in enumerate(self.rests, 1) for fault in one.faults]
        found += [fault for growth in self.growth for fault in growth.faults]
        found += [fault for life in judge.lives(self.rests, self.outcomes) for fault in life.faults]
        found += sorted(self.watch.faults)
        court = judge.Judge(self.outcomes)
        scraped = collections.Counter(fault for seen in self.seen for fault in court.faults(seen))
        found += [f"{fault} ({count} times)" for fault, count in scraped.items()]
        for began, ended, why in self.watch.misses:
            if not (court.was_refused(began) or court.was_refused(ended)):
                found.append(f"nothing got: {why}")
        if match := re.search(r"(Fatal error|panic|AddressSanitizer).*", self.log):
            found.append(f"its log: {match.group()}")
        return found

    @cached_property
    def flaws(self) -> list[str]:
        """Of the soak itself, or of the lab."""
        found = [f"{one.name}: {flaw}" for one in self.outcomes for flaw in one.flaws]
        for number, one in enumerate(self.rests, 1):
            found += [f"rest {number}: {flaw}" for flaw in one.flaws + [f"mended: {what}" for what in one.mended]]
        return found

    @property
    def hours(self) -> float:
        return self.rests[-1].elapsed if self.rests else 0

    def text(self) -> str:
        parts = [self.summary(), self.tellings(), self.growth_table(), self.rest_table(), self.messages(), self.wrong()]
        return "\n".join(parts)

    def summary(self) -> str:
        sums: dict[str, dict[str, Any]] = {}
        for one in self.seen:
            if one["what"] == "sum":
                sums[one["scraper"]] = one
        snapshots = [rest.snapshot for rest in self.rests if rest.snapshot]
        polls = snapshots[-1].sum(POLLS, volume="photos", operation="statfs") if snapshots else 0
        requests = snapshots[-1].sum("gluster_caddy_exporter_http_requests_total") if snapshots else 0
        restarts = snapshots[-1].all("gluster_caddy_exporter_worker_restarts_total") if snapshots else []
        compared = sum(rest.compared for rest in self.rests) + sum(one.compared for one in self.outcomes)
        lines = [
            "# Soak\n",
            f"Seed {self.seed}, {self.hours:.2f} hours, {len(self.outcomes)} injections, "
            + f"{len(self.rests)} rest points, {compared} comparisons: **{len(self.faults)} faults**, "
            + f"{len(self.flaws)} things that could not be done.\n",
            f"{polls:.0f} polls of each volume, {requests:.0f} requests answered; workers replaced: "
            + ", ".join(f"{value:.0f} {labels['reason']}" for labels, value in restarts if value) + ".\n",
            "| scraper | scrapes | samples read | MB | slowest, s |\n| --- | --- | --- | --- | --- |",
        ]
        for kind, one in sums.items():
            lines.append(
                f"| {kind} | {one['scrapes']} | {one['samples']} | {one['bytes'] / 1e6:.0f} | {one['slowest']:.2f} |"
            )
        lines.append(f"| watch | {self.watch.scrapes} | | | {self.watch.slowest:.2f} |\n")
        return "\n".join(lines)

    def tellings(self) -> str:
        lines = [
            "| injection | times | told | not told | median, s | worst, s | gone | not gone | median, s | worst, s |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        kinds = sorted({one.kind for one in self.outcomes})
        for kind in kinds:
            ones = [one for one in self.outcomes if one.kind == kind]
            row = [kind, str(len(ones))]
            for is_repair in (False, True):
                told = [each for one in ones for each in one.tellings if each.is_repair == is_repair]
                times = [each.after for each in told if each.after is not None]
                row += [str(len(times)), str(len(told) - len(times))]
                row += [f"{statistics.median(times):.1f}", f"{max(times):.1f}"] if times else ["", ""]
            lines.append(f"| {' | '.join(row)} |")
        return "\n".join(lines) + "\n"

    def growth_table(self) -> str:
        def shown(line: Line | None) -> str:
            return f"{line.slope:.1f} ± {line.error:.1f}" if line else ""

        lines = ["| after the warm-up | from | to | an hour | an injection |\n| --- | --- | --- | --- | --- |"]
        for one in self.growth:
            if one.values:
                ends = f"{one.values[0]:.0f} | {one.values[-1]:.0f}"
                lines.append(f"| {one.what} | {ends} | {shown(one.per_hour)} | {shown(one.per_injection)} |")
        lines.append("\n| worker | rest points | from kB | to | may have grown by |\n| --- | --- | --- | --- | --- |")
        for life in judge.lives(self.rests, self.outcomes):
            lines.append(f"| {life.pid} | {life.rests} | {life.first} | {life.last} | {life.allowed} |")
        bounds = f"Bounds: {judge.KB_PER_HOUR:g} kB an hour, {judge.KB_PER_INJECTION:g} kB an injection, "
        return "\n".join(lines) + f"\n\n{bounds}no descriptor and no thread of its own.\n"

    def rest_table(self) -> str:
        lines = [
            "| rest | injections | series | compared | daemon: private kB | RSS | descriptors | own threads | pool "
            "| worker: pid | private kB | descriptors | threads | state |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for number, one in enumerate(self.rests, 1):
            held = ("private", "rss", "descriptors", "own_threads", "pool_threads")
            daemon = " | ".join(str(one.daemon.get(key, "")) for key in held)
            keys = ("pid", "private", "descriptors", "own_threads")
            worker = " | ".join(str(one.worker.get(key, "")) for key in keys)
            state = f"{one.state_files} files, {one.state_bytes} bytes"
            head = f"{number} | {one.injections} | {one.series} | {one.compared}"
            lines.append(f"| {head} | {daemon} | {worker} | {state} |")
        return "\n".join(lines) + "\n"

    def messages(self) -> str:
        """What it wrote to its own log, by kind: what happens again and again may not fill a disk."""
        pattern = r'level=(\S+) msg=(?:"((?:[^"\\]|\\.)*)"|(\S+))'
        found = collections.Counter(
            (match[1], match[2] or match[3]) for match in re.finditer(pattern, self.log)
        )
        lines = [f"{sum(found.values())} lines in its own log:\n", "| level | message | times |\n| --- | --- | --- |"]
        lines += [f"| {level} | {text.replace('|', '/')} | {count} |" for (level, text), count in found.most_common(25)]
        return "\n".join(lines) + "\n"

    def wrong(self) -> str:
        lines = [f"- fault: {fault}" for fault in self.faults] + [f"- not done: {flaw}" for flaw in self.flaws]
        return "\n".join(["What was wrong:\n", *lines]) + "\n" if lines else "Nothing was wrong.\n"


def draw(report: Report, file: Path) -> None:
    """Memory, descriptors and threads over time, with a mark for each injection."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(4, 1, figsize=(14, 13), sharex=True)
    began = report.samples[0].at if report.samples else 0
    for axis, (title, key) in zip(axes, (
        ("private memory, MB", "private"), ("descriptors", "descriptors"), ("own threads", "own_threads"),
    )):  # fmt: skip
        scale = 1 / 1024 if key == "private" else 1
        for name, colour in (("daemon", "tab:blue"), ("worker", "tab:orange")):
            points = [
                ((one.at - began) / 60, getattr(held, key) * scale)
                for one in report.samples
                if (held := getattr(one, name))
            ]
            axis.plot(*zip(*points) if points else ([], []), color=colour, linewidth=0.8, label=name)
        for rest in report.rests:
            axis.axvline((rest.at - began) / 60, color="tab:green", linewidth=0.5, alpha=0.6)
        axis.set_ylabel(title)
        axis.set_ylim(bottom=0)
        axis.legend(loc="upper left")
    kinds = sorted({one.kind for one in report.outcomes})
    for one in report.outcomes:
        colour = "tab:red" if one.faults else "tab:gray"
        axes[3].plot([(one.began - began) / 60, (one.ended - began) / 60], [kinds.index(one.kind)] * 2, color=colour,
                     linewidth=4, solid_capstyle="butt")
    axes[3].set_yticks(range(len(kinds)), kinds, fontsize=7)
    axes[3].set_xlabel("minutes; green: rest points")
    axes[0].set_title(f"Soak, seed {report.seed}: {len(report.outcomes)} injections, {len(report.faults)} faults")
    figure.tight_layout()
    figure.savefig(file, dpi=100)
