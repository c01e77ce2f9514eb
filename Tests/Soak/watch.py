"""The one who looks all the time: keeps the last scrape for whoever waits for something, and minds bystanders."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from series import Snapshot
from world import World

PATIENCE = 20.0  # seconds that a brick which nobody touched may seem down: on a machine that is busy, some do
AFTERMATH = 90.0  # seconds after an injection in which its volume counts as touched


class Ended(Exception):
    """The exporter has ended: there is nothing more to watch."""


class Watch:
    def __init__(self, world: World, pause: float = 0.4) -> None:
        self.world, self.pause = world, pause
        self.last: Snapshot | None = None
        self.news = threading.Condition()
        self.ended = threading.Event()
        self.scrapes = 0
        self.misses: list[tuple[float, float, str]] = []  # from, to, why; time.time()
        self.touched: dict[str, float] = {}  # claim → until when, time.monotonic(); inf while it goes on
        self.down_since: dict[tuple[str, str], float] = {}
        self.faults: set[str] = set()
        self.slowest = 0.0
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self) -> "Watch":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join(30)

    def run(self) -> None:
        while not self.ended.wait(self.pause):
            began = time.time()
            try:
                snapshot = self.world.scrape()
            except (OSError, http.client.HTTPException) as error:
                self.misses.append((began, time.time(), f"{type(error).__name__}: {error}"))
                continue
            self.slowest = max(self.slowest, time.monotonic() - snapshot.at)
            self.mind(snapshot)
            with self.news:
                self.last = snapshot
                self.scrapes += 1
                self.news.notify_all()

    def after(self, moment: float, seconds: float) -> Snapshot:
        """The first scrape that was asked for after a moment (time.monotonic()), or TimeoutError.

        The exporter's end is the soak's."""
        if not self.world.is_alive:
            raise Ended
        with self.news:
            if not self.news.wait_for(lambda: self.last is not None and self.last.at > moment, seconds):
                raise TimeoutError(f"no scrape within {seconds:g} s")
            assert self.last is not None
            return self.last

    @contextmanager
    def touching(self, claims: frozenset[str]) -> Iterator[None]:
        for claim in claims:
            self.touched[claim] = float("inf")
        try:
            yield
        finally:
            for claim in claims:
                self.touched[claim] = time.monotonic() + AFTERMATH

    def mind(self, snapshot: Snapshot) -> None:
        """A brick that nobody has touched, and that is told down for long, is told wrongly."""
        down = set()
        for labels, value in snapshot.all("gluster_brick_up"):
            key = labels["volume"], labels["brick"]
            if value == 0 and self.touched.get(key[0], 0) < snapshot.at:
                down.add(key)
                since = self.down_since.setdefault(key, snapshot.at)
                if snapshot.at - since > PATIENCE:
                    self.faults.add(f"told down for more than {PATIENCE:g} s, and nobody had touched it: {key}")
        self.down_since = {key: since for key, since in self.down_since.items() if key in down}
