"""What a process holds of the system, and whether it grows."""

import os
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """At the quietest of some moments: connections come and go, and pools of threads breathe."""

    pid: int
    descriptors: int
    own_threads: int  # those that the program has started itself: libdispatch names its own by their quality of service
    pool_threads: int
    private: int  # kB that it has written to; a library's pages become its own alone when other programs end
    rss: int
    pss: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def count(folder: Path) -> int:
    return len(os.listdir(folder))


def threads(pid: int) -> tuple[int, int]:
    """How many are our own, and how many are libdispatch's."""
    names = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            names.append((task / "comm").read_text())
    pool = sum("qos" in name for name in names)
    return len(names) - pool, pool


def usage(pid: int, looks: int = 40) -> Usage:
    """Raises FileNotFoundError when the process is gone."""
    descriptors, own, pool = [], [], []
    for _ in range(looks):
        descriptors.append(count(Path(f"/proc/{pid}/fd")))
        mine, others = threads(pid)
        own.append(mine)
        pool.append(others)
        time.sleep(0.02)
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()

    def kilobytes(name: str) -> int:
        return sum(int(number) for number in re.findall(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE))

    private = kilobytes("Private_Dirty")
    return Usage(pid, min(descriptors), min(own), min(pool), private, kilobytes("Rss"), kilobytes("Pss"))


def children(pid: int) -> dict[int, str]:
    """The processes that it has started: pid → state letter."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            for child in (task / "children").read_text().split():
                stat = Path(f"/proc/{child}/stat").read_text()
                found[int(child)] = stat.rpartition(")")[2].split()[0]
    return found


def size_of(folder: Path) -> tuple[int, int]:
    """How many files a folder has, and how many bytes are in them."""
    sizes = []
    for file in folder.rglob("*"):
        with suppress(OSError):
            if file.is_file():
                sizes.append(file.stat().st_size)
    return len(sizes), sum(sizes)


@dataclass(frozen=True)
class Line:
    """Fitted by least squares; `error` is the standard error of the slope."""

    slope: float
    error: float


def fit(x: Sequence[float], y: Sequence[float]) -> Line | None:
    """None for less than four points: no line can be judged by so few."""
    size = len(x)
    if size < 4 or len(set(x)) < 2:
        return None
    mean_x, mean_y = sum(x) / size, sum(y) / size
    width = sum((each - mean_x) ** 2 for each in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / width
    rest = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y))
    return Line(slope, (rest / (size - 2) / width) ** 0.5)
