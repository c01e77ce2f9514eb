"""Tells from two lists of a heap, as heap.c has them written, what has grown with each cycle of the stress.

What comes of libgfapi is known to grow with each volume that comes and goes: it is counted apart, by the bytes.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

# Less than one allocation a cycle is a cache that fills, or a table that doubles.
LEAST = 0.9
FOREIGN = re.compile(r"lib(gfapi|glusterfs|gfrpc|gfxdr|tirpc)\.so|/glusterfs/[0-9.]+/")
ENTRY = re.compile(r"^(\d+) byte\(s\) \(\d+%\) in (\d+) allocation\(s\)$")
FRAME = re.compile(r"^\s+#\d+ 0x[0-9a-f]+\s+(?:in )?(.*)$")


@dataclass(frozen=True)
class Place:
    """Where memory was taken: the frames, the innermost first."""

    frames: tuple[str, ...]

    @property
    def is_foreign(self) -> bool:
        """Whether it was libgfapi that took it, or a library of its own."""
        return any(FOREIGN.search(frame) for frame in self.frames)


@dataclass(frozen=True)
class Heap:
    """What was there, by place."""

    bytes: Counter[Place]
    counts: Counter[Place]

    @classmethod
    def parse(cls, text: str) -> "Heap":
        """Reads one list."""
        heap = cls(Counter(), Counter())
        entry: tuple[int, int] | None = None
        frames: list[str] = []
        for line in [*text.splitlines(), "0 byte(s) (0%) in 0 allocation(s)"]:
            if match := ENTRY.match(line):
                if entry:
                    place = Place(tuple(frames))
                    heap.bytes[place] += entry[0]
                    heap.counts[place] += entry[1]
                entry, frames = (int(match[1]), int(match[2])), []
            elif match := FRAME.match(line):
                frames.append(match[1].split(" (BuildId")[0])
        return heap


def lists(text: str) -> list[Heap]:
    """The lists in a report, in their order."""
    return [Heap.parse(part.split("heap: end")[0]) for part in text.split("heap: begin")[1:]]


def grown(report: Path, cycles: int) -> int:
    """Says what has grown between the first list and the last; 1 when there is something of ours, else 0."""
    heaps = lists(report.read_text())
    first, last = heaps[0], heaps[-1]
    total = (sum(last.bytes.values()) - sum(first.bytes.values())) / cycles
    ours, foreign = [], 0
    for place, count in last.counts.items():
        more = (count - first.counts[place]) / cycles
        size = (last.bytes[place] - first.bytes[place]) / cycles
        if place.is_foreign:
            foreign += size
        elif more >= LEAST:
            ours.append((more, size, place))
    print(f"growth: {report.name}: {total:.0f} bytes a cycle in all, {foreign:.0f} of them libgfapi's")
    for more, size, place in sorted(ours, key=lambda entry: -entry[1])[:20]:
        print(f"  {more:.1f} a cycle, {size:.0f} bytes:")
        for frame in place.frames[:14]:
            print(f"    {frame[:150]}")
    return 1 if ours else 0
