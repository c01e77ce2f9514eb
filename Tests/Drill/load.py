"""A light load: a few requests a second, which wait for nobody and survive everything."""

import threading
import urllib.request
from contextlib import suppress


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
