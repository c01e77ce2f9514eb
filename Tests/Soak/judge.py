"""Whether it grew, and whether what the scrapers have seen may be."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from injection import Outcome
from rest import Rest
from usage import Line, fit

WARM_UP = 1 / 3  # of the rest points, which are left out
# Of the daemon's own memory, for which nothing but noise may be said to be the cause.
KB_PER_HOUR, KB_PER_INJECTION = 2048.0, 16.0
# Of the worker's, in which what libgfapi has opened is never closed: what an event leaves, kB, at most. Measured alone
# (--measure): a replica volume that comes and goes 9,000, with 6 bricks 16,000; another graph and back 8,300; a brick
# that goes and comes 70; a backlog 215. Here is half as much again.
WORKER_KB = {"volume-created": 25_000, "volume-renewed": 50_000, "split-brain": 50_000, "option-set": 13_000}
WORKER_OTHER_KB, WORKER_BASE_KB = 700, 8_000  # any other event; and what comes in its first minutes
SLACK = 60.0  # seconds after an injection in which its traces may be seen

FRESH = ("broken", "fresh")


@dataclass
class Growth:
    """A line through what a process held at the rest points after the warm-up."""

    what: str
    values: list[float]
    per_hour: Line | None = None
    per_injection: Line | None = None
    faults: list[str] = field(default_factory=list)


def late(rests: Sequence[Rest]) -> list[Rest]:
    return [rest for rest in rests[int(len(rests) * WARM_UP) :] if rest.daemon]


def memory(rests: Sequence[Rest]) -> Growth:
    """Judged by the slope less twice its error, so that a few noisy points prove nothing."""
    points = late(rests)
    growth = Growth("private memory of the daemon, kB", [rest.daemon["private"] for rest in points])
    growth.per_hour = fit([rest.elapsed for rest in points], growth.values)
    growth.per_injection = fit([float(rest.injections) for rest in points], growth.values)
    for line, bound, unit in (
        (growth.per_hour, KB_PER_HOUR, "an hour"), (growth.per_injection, KB_PER_INJECTION, "an injection"),
    ):  # fmt: skip
        if line and line.slope - 2 * line.error > bound:
            growth.faults.append(f"the daemon grows by {line.slope:.0f} ± {line.error:.0f} kB {unit}: bound {bound:g}")
    return growth


def flat(rests: Sequence[Rest], key: str) -> Growth:
    """What may not be more at any rest point than at those of the warm-up."""
    growth = Growth(f"{key.replace('_', ' ')} of the daemon", [rest.daemon[key] for rest in late(rests)])
    early = [rest.daemon[key] for rest in rests if rest.daemon][: max(int(len(rests) * WARM_UP), 1)]
    if growth.values and early and max(growth.values) > max(early):
        growth.faults.append(f"{growth.what} rose from {max(early)} to {max(growth.values):.0f}")
    return growth


@dataclass(frozen=True)
class Life:
    """What a worker held at the first and the last rest point of its life, and what it may have come to hold."""

    pid: int
    rests: int
    first: int
    last: int
    allowed: int

    @property
    def faults(self) -> list[str]:
        grown = self.last - self.first
        return [] if grown <= self.allowed else [f"worker {self.pid} grew by {grown} kB: bound {self.allowed}"]


def lives(rests: Sequence[Rest], outcomes: Sequence[Outcome]) -> list[Life]:
    """Of all workers that were there at two rest points at least."""
    found: dict[int, list[Rest]] = {}
    for rest in rests:
        if rest.worker:
            found.setdefault(rest.worker["pid"], []).append(rest)
    made = []
    for pid, seen in found.items():
        events = outcomes[seen[0].injections : seen[-1].injections]
        allowed = WORKER_BASE_KB + sum(WORKER_KB.get(one.kind, WORKER_OTHER_KB) for one in events)
        held = seen[0].worker["private"], seen[-1].worker["private"]
        if len(seen) > 1:
            made.append(Life(pid, len(seen), *held, allowed))
    return made


def excuses(name: str, labels: dict[str, str]) -> set[str]:
    """What must have been broken for such a counter to go back."""
    if labels.get("volume") in FRESH:
        return {str(labels["volume"])}
    if re.match(r"gluster_brick_(fop|read|writ)", name):  # the brick's own counts
        return {labels["volume"]}
    if name.startswith("gluster_mount_"):
        directory = Path(labels["mountpoint"])
        return {"extra", "media"} if directory.name == "extra" else {directory.name.removeprefix(".fresh-")}
    if name.startswith("caddy_") and not name.startswith(("caddy_log_", "caddy_site_")):
        return {"caddy"}
    if labels.get("site", "").endswith(":8185"):  # the site of the other configuration
        return {"caddy"}
    return set()


class Judge:
    """Holds what scrapers saw against what was done at that time."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = outcomes

    def was_broken(self, claims: set[str], since: float, until: float) -> bool:
        """Whether something of that was, at any time in between."""
        return any(
            one.claims & claims and one.began - 1 < until and since < one.ended + SLACK for one in self.outcomes
        )

    def was_refused(self, moment: float) -> bool:
        """Whether nobody was to be let in then; a certificate that is renewed keeps nobody out."""
        return any(one.kind == "web" and one.began - 1 < moment < one.ended + 5 for one in self.outcomes)

    def faults(self, seen: dict[str, Any]) -> list[str]:
        """What is wrong with one line of a scraper."""
        who, at = seen["scraper"], seen["at"]
        if seen["what"] == "fault":
            return [f"scraper {who}: {seen['fault']}"]
        if seen["what"] == "fallen" and not self.was_broken(
            excuses(seen["name"], seen["labels"]), seen["seen"], at
        ):
            return [f"went back: {seen['name']} {seen['labels']}: {seen['before']:g} to {seen['now']:g}"]
        if seen["what"] == "miss" and not (self.was_refused(at) or self.was_refused(seen["began"])):
            return [f"scraper {who} got nothing: {seen['why']}"]
        return []


def read(files: Sequence[Path]) -> list[dict[str, Any]]:
    """All that the scrapers wrote; the last line of one that was killed may be torn."""
    found = []
    for file in files:
        for line in file.read_text().splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
    return found
