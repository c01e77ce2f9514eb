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
