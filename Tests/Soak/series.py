"""What a scrape says, as numbers that can be asked for."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

LINE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}

Labels = dict[str, str]


def unescape(text: str) -> str:
    return re.sub(r'\\[\\"n]', lambda match: ESCAPES[match.group()], text) if "\\" in text else text


@dataclass
class Snapshot:
    """One scrape in the text format: every sample by its name."""

    at: float  # time.monotonic() when it was asked for
    samples: dict[str, list[tuple[Labels, float]]] = field(default_factory=dict)

    @staticmethod
    def parsed(text: str, at: float) -> "Snapshot":
        snapshot = Snapshot(at)
        for line in text.splitlines():
            if match := LINE.match(line):
                labels = {name: unescape(value) for name, value in LABEL.findall(match.group(2) or "")}
                snapshot.samples.setdefault(match.group(1), []).append((labels, float(match.group(3))))
        return snapshot

    def all(self, name: str, /, **labels: str) -> list[tuple[Labels, float]]:
        """The samples of that name that have these labels, and maybe others."""
        return [one for one in self.samples.get(name, []) if labels.items() <= one[0].items()]

    def get(self, name: str, /, **labels: str) -> float | None:
        """The first of them; None when there is none."""
        found = self.all(name, **labels)
        return found[0][1] if found else None

    def sum(self, name: str, /, **labels: str) -> float:
        return sum(value for _, value in self.all(name, **labels))


@dataclass(frozen=True)
class Expectation:
    """Something that a snapshot must show within so many seconds."""

    what: str
    holds: Callable[[Snapshot], bool]
    within: float


def text_of(name: str, labels: Labels) -> str:
    return f"{name}{{{','.join(f'{key}={value}' for key, value in labels.items())}}}"


def equals(value: float, within: float, name: str, /, **labels: str) -> Expectation:
    """A series with this value."""
    return Expectation(f"{text_of(name, labels)} = {value:g}", lambda now: now.get(name, **labels) == value, within)


def absent(within: float, name: str, /, **labels: str) -> Expectation:
    return Expectation(f"{text_of(name, labels)} absent", lambda now: not now.all(name, **labels), within)


def above(value: float, within: float, name: str, /, **labels: str) -> Expectation:
    """The sum of such series is more than it was."""
    return Expectation(
        f"sum {text_of(name, labels)} > {value:g}", lambda now: now.sum(name, **labels) > value, within
    )


def other(value: float | None, within: float, name: str, /, **labels: str) -> Expectation:
    """The series is there, with another value than before."""
    return Expectation(
        f"{text_of(name, labels)} is not {value}", lambda now: now.get(name, **labels) not in (None, value), within
    )
