"""A light load: a few requests and a small write a second, which wait for nobody and survive everything."""

import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path


class Load:
    """Requests to each URL; a thread each, as a hung site must not keep the others from being asked."""

    def __init__(self, urls: list[str], pause: float = 0.2) -> None:
        self.urls, self.pause = urls, pause
        self.ended = threading.Event()

    def start(self) -> None:
        for url in self.urls:
            threading.Thread(target=self.ask, args=[url], daemon=True).start()

    def stop(self) -> None:
        self.ended.set()

    def ask(self, url: str) -> None:
        while not self.ended.wait(self.pause):
            with suppress(OSError), urllib.request.urlopen(url, timeout=5) as response:
                response.read()


def write_for(folder: Path, seconds: float) -> None:
    """Small files, again and again."""
    end = time.monotonic() + seconds
    number = 0
    while time.monotonic() < end:
        number += 1
        with suppress(OSError):
            (folder / f"load-{number % 50}").write_text("x" * 4096)
        time.sleep(0.05)
