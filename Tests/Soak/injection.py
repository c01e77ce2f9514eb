"""What an injection is, and how it is held against what the exporter tells."""

import http.client
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from series import Expectation, Snapshot
from watch import Watch
from world import World


@dataclass
class Told:
    """One thing that had to be told, or had to be over."""

    what: str
    after: float | None  # seconds; None when it was not
    within: float
    is_repair: bool


@dataclass
class Outcome:
    kind: str
    subject: str
    claims: frozenset[str]
    began: float  # time.time()
    ended: float = 0
    tellings: list[Told] = field(default_factory=list)
    compared: int = 0
    faults: list[str] = field(default_factory=list)  # of the exporter
    flaws: list[str] = field(default_factory=list)  # of the soak or the lab: it could not be done

    @property
    def name(self) -> str:
        return f"{self.kind} {self.subject}".strip()


class Scene:
    """What an injection works with."""

    def __init__(self, world: World, watch: Watch, seed: str, outcome: Outcome) -> None:
        self.world, self.watch, self.random = world, watch, random.Random(seed)
        self.outcome = outcome
        self.path = Path()  # what is in split-brain

    def now(self) -> Snapshot:
        """A scrape that was asked for after now."""
        return self.watch.after(time.monotonic(), 60)

    def expect(self, expectations: list[Expectation], is_repair: bool) -> None:
        """Waits for all of them at the same time, and notes how long each took from now on."""
        began = time.monotonic()
        open_ones = list(expectations)
        last: Snapshot | None = None
        while open_ones:
            elapsed = time.monotonic() - began
            for one in [one for one in open_ones if elapsed > one.within]:
                self.note(one, None, is_repair)
                open_ones.remove(one)
            with suppress(TimeoutError):
                last = self.watch.after(last.at if last else began, 1)
                for one in [one for one in open_ones if one.holds(last)]:
                    self.note(one, last.at - began, is_repair)
                    open_ones.remove(one)

    def until(self, what: str, holds: Callable[[], bool], within: float, is_repair: bool = False) -> None:
        """The same for what is no series."""
        began = time.monotonic()
        expectation = Expectation(what, lambda _: False, within)
        while time.monotonic() - began < within:
            with suppress(OSError, http.client.HTTPException):
                if holds():
                    return self.note(expectation, time.monotonic() - began, is_repair)
            time.sleep(0.25)
        self.note(expectation, None, is_repair)

    def note(self, one: Expectation, after: float | None, is_repair: bool) -> None:
        self.outcome.tellings.append(Told(one.what, after, one.within, is_repair))
        if after is None:
            when = "after the repair" if is_repair else "of the fault"
            self.outcome.faults.append(f"not told {when} within {one.within:g} s: {one.what}")

    def equal(self, what: str, want: object, got: object) -> None:
        """A comparison in the midst of it."""
        self.outcome.compared += 1
        if want != got:
            self.outcome.faults.append(f"{what}: it is {want}, told was {got}")

    def fault(
        self,
        make: Callable[[], object],
        told: list[Expectation],
        repair: Callable[[], object],
        gone: list[Expectation],
        meanwhile: Callable[[], object] = lambda: None,
    ) -> None:
        """Makes it, waits until it is told, holds it for some seconds, repairs it, waits until that is told."""
        try:
            make()
            self.expect(told, is_repair=False)
            meanwhile()
            time.sleep(self.random.uniform(0, 4))
        finally:
            repair()
        self.expect(gone, is_repair=True)


@dataclass(frozen=True)
class Injection:
    kind: str
    subject: str
    act: Callable[[Scene], None]
    claims: frozenset[str]  # what it breaks
    needs: frozenset[str] = frozenset()  # what has to be whole meanwhile

    def goes_with(self, others: list["Injection"]) -> bool:
        return all(
            not self.claims & (other.claims | other.needs) and not other.claims & self.needs for other in others
        )

    def run(self, world: World, watch: Watch, seed: str) -> Outcome:
        outcome = Outcome(self.kind, self.subject, self.claims, time.time())
        try:
            self.act(Scene(world, watch, f"{seed} {self.kind} {self.subject}", outcome))
        except Exception as error:  # whatever it is, it must be told, and the others go on
            outcome.flaws.append(f"{type(error).__name__}: {error}")
        outcome.ended = time.time()
        return outcome


def run_all(injections: list[Injection], world: World, watch: Watch, seed: str) -> list[Outcome]:
    """Several at the same time, each begun a little after the other."""
    outcomes: list[Outcome] = []
    chance = random.Random(f"{seed} delays")

    def run(injection: Injection, delay: float) -> None:
        time.sleep(delay)
        with watch.touching(injection.claims):
            outcomes.append(injection.run(world, watch, seed))

    threads = []
    for injection in injections:
        threads.append(threading.Thread(target=run, args=[injection, chance.uniform(0, 4) * bool(threads)]))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return outcomes


def rounds(catalogue: list[Injection], seed: str, most: int = 3) -> "list[list[Injection]]":
    """All of the catalogue in an order of chance, as rounds of what may happen at the same time."""
    chance = random.Random(f"{seed} order")
    left = catalogue[:]
    chance.shuffle(left)
    made = []
    while left:
        one = [left.pop(0)]
        size = chance.choice(range(1, most + 1))
        for other in left[:]:
            if len(one) < size and other.goes_with(one):
                one.append(other)
                left.remove(other)
        made.append(one)
    return made
