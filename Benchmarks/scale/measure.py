"""One exporter at one size: how long it takes, what it costs, what it sends."""

import gzip
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness import ACCEPT, PORT, cpu, exporter, get, say, worker

Sample = dict[str, Any]
ROUNDS = 4
INTERVAL = 3  # seconds between polls


def body() -> str:
    return str(get(PORT, "/metrics", Accept=ACCEPT)[2].decode())


def names(text: str) -> dict[str, int]:
    """How many series each family has."""
    found: dict[str, int] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name = re.split(r"[{ ]", line, maxsplit=1)[0]
            found[name] = found.get(name, 0) + 1
    return found


def count(text: str, family: str) -> int:
    return text.count(f"\n{family}{{")


def values(text: str, name: str) -> dict[str, float]:
    found = re.findall(rf"^{name}({{.*}})? (\S+)$", text, re.MULTILINE)
    return {labels: float(value) for labels, value in found}


def memory(pids: list[int]) -> Sample:
    """Of the daemon and its worker together; MB are 10⁶ bytes."""
    total: Sample = {"pss": 0.0, "threads": 0, "descriptors": 0}
    for pid in pids:
        rollup = dict(re.findall(r"^(\w+):\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE))
        total["pss"] += int(rollup["Pss"]) * 1024 / 1e6
        total["threads"] += len(list(Path(f"/proc/{pid}/task").iterdir()))
        total["descriptors"] += len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return total


def scrapes(turns: int = 9) -> Sample:
    """Seconds that a scrape takes, plain and with gzip, and the bytes that come."""
    found: Sample = {}
    for name, headers in (("plain", {}), ("gzip", {"Accept_Encoding": "gzip"})):
        times = []
        for _ in range(turns):
            start = time.monotonic()
            data = get(PORT, "/metrics", Accept=ACCEPT, **headers)[2]
            times.append(time.monotonic() - start)
        found |= {f"{name} bytes": len(data), f"{name} seconds": statistics.median(times)}
    gzip.decompress(data)
    return found


def round_cost(daemon: int, workers: list[int], interval: float, others: list[int]) -> Sample:
    """Seconds of CPU of the daemon, its worker and others for a round, and how long the slowest collector takes."""
    start, before = time.monotonic(), (cpu([daemon]), cpu(workers), cpu(others))
    time.sleep(ROUNDS * interval)
    polls = (time.monotonic() - start) / interval
    after = cpu([daemon]), cpu(workers), cpu(others)
    took = walls(interval)
    slowest = max(took, key=lambda name: took[name])
    if took[slowest] > interval:
        say(f"{slowest} takes {took[slowest]:.1f} s, longer than the interval of {interval} s: its CPU is too low")
    costs = {name: (after[i] - before[i]) / polls for i, name in enumerate(("daemon", "worker", "others"))}
    return costs | {"wall": took[slowest], "slowest": slowest, "walls": took}


def walls(interval: float) -> dict[str, float]:
    """Seconds that each collector takes."""
    found: dict[str, list[float]] = {}
    for _ in range(2):
        time.sleep(interval)
        for labels, value in values(body(), "gluster_caddy_exporter_collector_duration_seconds").items():
            found.setdefault(labels.split('"')[1], []).append(value)
    return {name: statistics.median(times) for name, times in found.items()}


def wait_until(complete: Callable[[str], bool], start: float, patience: float = 120) -> float:
    """Seconds from the start until a scrape has everything."""
    while time.monotonic() - start < patience:
        if complete(body()):
            return time.monotonic() - start
        time.sleep(0.1)
    raise SystemExit(f"scale: not everything was there after {patience:g} s")


def observe(
    flags: list[str],
    complete: Callable[[str], bool],
    *,
    bricks: str = "none",
    interval: float = INTERVAL,
    others: list[int] | None = None,
    meanwhile: Callable[[], Sample] = dict,
) -> Sample:
    """Starts an exporter, waits until it tells everything, and measures some rounds."""
    start = time.monotonic()
    with exporter(*flags, bricks=bricks, interval=f"{interval:g}s") as daemon:
        ready = time.monotonic() - start
        full = wait_until(complete, start)
        time.sleep(interval)
        workers = worker(daemon)
        sample = round_cost(daemon, workers, interval, others or []) | scrapes() | memory([daemon, *workers])
        sample |= {"ready": ready, "complete": full, "text": body()} | meanwhile()
    say(
        f"{sum(names(sample['text']).values())} series, {sample['pss']:.0f} MB, {sample['threads']} threads, "
        f"{(sample['daemon'] + sample['worker']) * 1000:.1f} ms CPU a round, {sample['wall'] * 1000:.0f} ms"
    )
    return sample


def resting(flags: list[str]) -> float:
    """Seconds of CPU of the daemon in a second between its first two polls."""
    with exporter(*flags, bricks="none", interval="60s") as daemon:
        time.sleep(5)
        start, before = time.monotonic(), cpu([daemon])
        time.sleep(8)
        return (cpu([daemon]) - before) / (time.monotonic() - start)


def finished(sample: Sample) -> Sample:
    """What is kept of a sample: numbers of series in place of the series."""
    found = names(sample.pop("text"))
    return sample | {"families": found, "series": sum(found.values())}
