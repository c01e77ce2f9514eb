"""What a single event costs: each kind of injection alone, some times, and what the processes hold before and after."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import usage
from injection import Injection
from rest import Rest, wait_for_calm
from watch import Watch
from world import QUIET, World

IDLE_SECONDS = 30.0


@dataclass(frozen=True)
class Cost:
    """Of one event; the worker's is None where it has been replaced meanwhile."""

    what: str
    times: int
    daemon: usage.Usage
    daemon_after: usage.Usage
    worker: usage.Usage
    worker_after: usage.Usage

    def row(self) -> str:
        cells = [self.what, str(self.times)]
        for before, after in ((self.daemon, self.daemon_after), (self.worker, self.worker_after)):
            if before.pid != after.pid:
                cells += ["replaced", "", ""]
                continue
            cells.append(f"{(after.private - before.private) / self.times:.0f}")
            cells.append(f"{after.descriptors - before.descriptors:+d}")
            cells.append(f"{after.own_threads - before.own_threads:+d}")
        return f"| {' | '.join(cells)} |"


HEAD = (
    "| event | times | daemon: kB each | descriptors | own threads | worker: kB each | descriptors | own threads |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def held(world: World, watch: Watch) -> tuple[usage.Usage, usage.Usage]:
    """Of the daemon and its worker, when all is calm and nobody asks."""
    wait_for_calm(watch, Rest(0, 0, 0))
    QUIET.touch()
    try:
        time.sleep(2.5)
        return usage.usage(world.pid), usage.usage(next(iter(usage.children(world.pid))))
    finally:
        with suppress(FileNotFoundError):
            QUIET.unlink()


def measure(world: World, watch: Watch, found: Sequence[Injection], times: int) -> list[Cost]:
    """Once before it counts, then `times`: what comes with the first is no growth."""
    costs = []
    before = held(world, watch)
    time.sleep(IDLE_SECONDS)
    after = held(world, watch)
    costs.append(Cost(f"{IDLE_SECONDS:g} s of polls and scrapes", 1, before[0], after[0], before[1], after[1]))
    print(HEAD, costs[0].row(), sep="\n", flush=True)
    for injection in found:
        outcome = injection.run(world, watch, "measure")
        before = held(world, watch)
        for number in range(times):
            outcome = injection.run(world, watch, f"measure {number}")
        after = held(world, watch)
        costs.append(Cost(outcome.name, times, before[0], after[0], before[1], after[1]))
        print(costs[-1].row(), *outcome.faults, *outcome.flaws, sep="\n", flush=True)
    return costs
