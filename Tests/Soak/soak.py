#!/usr/bin/env python3
"""Hours of faults under an exporter that polls and is scraped all the time, with rest points between them.

usage: lab run -- PYTHON Tests/Soak/soak.py EXPORTER [--minutes N] [--seed TEXT] [--interval 1s] [--report FILE]
           [--only KIND[:SUBJECT],...] [--measure TIMES] [--list]

Exits with 1 when something was told wrongly or not at all, when something grew, or when something could not be done.
"""

import argparse
import collections
import itertools
import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.dont_write_bytecode = True
from world import HOME, World  # noqa: E402, I001  # it says where the modules of the lab are
import brick_faults  # noqa: E402
import compare_counts  # noqa: E402
import host_faults  # noqa: E402
import judge  # noqa: E402
import measure  # noqa: E402
import own_faults  # noqa: E402
import pool_faults  # noqa: E402
import report  # noqa: E402
import rest  # noqa: E402
import usage  # noqa: E402
from injection import Injection, Outcome, rounds, run_all  # noqa: E402
from watch import Watch  # noqa: E402

REST_SECONDS = 150.0  # after so long, and a round, there is a rest


def say(text: str) -> None:
    print(f"soak: {time.strftime('%H:%M:%S')} {text}", flush=True)


def catalogue(only: list[str]) -> list[Injection]:
    modules = (brick_faults, pool_faults, host_faults, own_faults)
    found = [one for module in modules for one in module.catalogue()]
    names = {name for one in found for name in (one.kind, f"{one.kind}:{one.subject}")}
    if unknown := set(only) - names:
        sys.exit(f"soak: no such kind: {', '.join(sorted(unknown))}")
    return [one for one in found if not only or {one.kind, f"{one.kind}:{one.subject}"} & set(only)]


def endless(found: list[Injection], seed: str) -> Iterator[list[Injection]]:
    for number in itertools.count():
        yield from rounds(found, f"{seed} {number}")


class Soak:
    def __init__(self, world: World, watch: Watch, seed: str) -> None:
        self.world, self.watch, self.seed = world, watch, seed
        self.ledger = compare_counts.Ledger()
        self.outcomes: list[Outcome] = []
        self.rests: list[rest.Rest] = []
        self.samples: list[report.Sample] = []
        self.began = time.time()

    def rest(self) -> None:
        now = time.time()
        point = rest.Rest(now, (now - self.began) / 3600, len(self.outcomes))
        rest.reach(self.world, self.watch, self.ledger, point)
        self.rests.append(point)
        held = ", ".join(f"{key} {point.daemon.get(key)}" for key in ("private", "descriptors", "own_threads"))
        worker = f"worker {point.worker.get('private')} kB, {point.worker.get('own_threads')} threads"
        say(f"rest {len(self.rests)}: {point.compared} comparisons, {point.series} series; daemon: {held}; {worker}")
        for line in point.faults + point.flaws + [f"mended: {what}" for what in point.mended]:
            say(f"  {line}")

    def round(self, number: int, injections: list[Injection]) -> None:
        done = run_all(injections, self.world, self.watch, f"{self.seed} {number}")
        self.outcomes += done
        for one in done:
            told = ", ".join("never" if each.after is None else f"{each.after:.1f} s" for each in one.tellings)
            say(f"{one.name}: {told}")
            for line in one.faults + one.flaws:
                say(f"  {one.name}: {line}")

    def run(self, found: list[Injection], seconds: float) -> None:
        self.rest()
        deadline, rested = time.monotonic() + seconds, time.monotonic()
        for number, injections in enumerate(endless(found, self.seed)):
            if time.monotonic() > deadline or not self.world.is_alive:
                break
            self.round(number, injections)
            if time.monotonic() - rested > REST_SECONDS:
                self.rest()
                rested = time.monotonic()
        if self.world.is_alive and self.rests[-1].injections < len(self.outcomes):
            self.rest()


def sampled(soak: Soak) -> None:
    """What both processes hold, once a second or so."""
    while not soak.watch.ended.wait(2):
        try:
            daemon = usage.usage(soak.world.pid, looks=1)
            children = list(usage.children(soak.world.pid))
            worker = usage.usage(children[0], looks=1) if children else None
        except (OSError, KeyError):
            continue
        soak.samples.append(report.Sample(time.time(), daemon, worker))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exporter", type=Path)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--seed", default=str(random.randrange(1_000_000)))
    parser.add_argument("--interval", default="1s")
    parser.add_argument("--report", type=Path, help="where the report goes; the picture beside it")
    parser.add_argument("--only", default="", metavar="KIND[:SUBJECT],...", help="these kinds of injections alone")
    parser.add_argument("--measure", type=int, metavar="TIMES", help="no soak: each kind so often, and what it costs")
    parser.add_argument("--list", action="store_true", help="the kinds, and end")
    given = parser.parse_args()
    found = catalogue([kind for kind in given.only.split(",") if kind])
    if given.list:
        kinds = collections.Counter(one.kind for one in found)
        print("\n".join(f"{kind:<16} {count}" for kind, count in sorted(kinds.items())))
        return 0
    if given.measure:
        with World(given.exporter, given.interval) as world, Watch(world) as watch:
            measure.measure(world, watch, found, given.measure)
        return 0
    say(f"seed {given.seed}, {given.minutes:g} minutes, {len(found)} injections")
    with World(given.exporter, given.interval) as world, Watch(world) as watch:
        soak = Soak(world, watch, given.seed)
        threading.Thread(target=sampled, args=[soak], daemon=True).start()
        try:
            soak.run(found, given.minutes * 60)
        finally:
            alive = world.is_alive
            log = (HOME / "exporter.log").read_text(errors="replace")
            seen = judge.read(sorted(HOME.glob("scraper-*.jsonl")))
            made = report.Report(given.seed, soak.outcomes, soak.rests, soak.samples, watch, seen, alive, log)
            text = made.text()
            print(text)
            if given.report:
                given.report.write_text(text)
                report.draw(made, given.report.with_suffix(".png"))
                given.report.with_suffix(".log").write_text(log)
    say(f"{len(made.faults)} faults, {len(made.flaws)} things that could not be done")
    return 1 if made.faults or made.flaws else 0


if __name__ == "__main__":
    sys.exit(main())
