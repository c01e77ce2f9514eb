#!/usr/bin/env python3
"""One of the scrapers of the soak: scrapes until it is ended, checks everything that it reads, and writes what it saw.

usage: scraper.py plain|gzip|openmetrics|page|slow OUT QUIET SECONDS

OUT gets a line of JSON for each thing that is not as it should be, and one with sums after each scrape. While the file
QUIET exists nothing is asked.
"""

import gzip
import http.client
import json
import socket
import sys
import time
from pathlib import Path
from typing import Any, TextIO

import checks
import client

SLOW_CHUNK, SLOW_SECONDS = 4096, 4.0  # a reader who takes as long for an answer as it may, and some


class Scraper:
    def __init__(self, kind: str, out: TextIO) -> None:
        self.kind, self.out = kind, out
        self.counters = checks.Counters()
        self.scrapes, self.samples, self.bytes, self.slowest = 0, 0, 0, 0.0

    def tell(self, what: str, **more: Any) -> None:
        self.out.write(json.dumps({"at": time.time(), "scraper": self.kind, "what": what, **more}) + "\n")
        self.out.flush()

    def once(self) -> None:
        began = time.monotonic()
        try:
            text = self.read_slowly() if self.kind == "slow" else self.read()
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.tell("miss", why=f"{type(error).__name__}: {error}", began=time.time() - (time.monotonic() - began))
            return
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.scrapes += 1
        self.bytes += len(text)
        if self.kind == "page":
            if "</html>" not in text[-20:]:
                self.tell("fault", fault=f"the page is cut short: …{text[-40:]!r}")
            return
        self.check(text)

    def read(self) -> str:
        accept = client.FORMATS.get("openmetrics" if self.kind == "openmetrics" else "plain", "")
        path, accept = ("/", "text/html") if self.kind == "page" else ("/metrics", accept)
        answer = client.get(path, accept, "gzip" if self.kind == "gzip" else "identity")
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        if self.kind == "gzip" and answer.encoding != "gzip":
            self.tell("fault", fault=f"asked for gzip, and got {answer.encoding}")
        body = gzip.decompress(answer.body) if answer.encoding == "gzip" else answer.body
        return body.decode("utf-8")

    def read_slowly(self) -> str:
        """Some kilobytes at a time, with a small window."""
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_CHUNK)
        raw.settimeout(20)
        with client.CONTEXT.wrap_socket(raw) as connection:
            connection.connect((client.HOST, client.PORT))
            request = f"GET /metrics HTTP/1.0\r\nAuthorization: {client.AUTHORIZATION}\r\n\r\n"
            connection.sendall(request.encode())
            body = b""
            while chunk := connection.recv(SLOW_CHUNK):
                body += chunk
                time.sleep(SLOW_SECONDS * SLOW_CHUNK / 400_000)
        head, _, text = body.partition(b"\r\n\r\n")
        status = head.split(b" ")[1:2]
        if status != [b"200"]:
            raise ValueError(f"status {b''.join(status).decode()}")
        return text.decode("utf-8")

    def check(self, text: str) -> None:
        is_openmetrics = self.kind == "openmetrics"
        try:
            found = checks.families(text, is_openmetrics)
        except (ValueError, IndexError, KeyError) as error:
            self.tell("fault", fault=f"refused by the parser: {error!r}")
            return
        self.samples += sum(len(family.samples) for family in found)
        for fault in checks.faults(text, found, is_openmetrics):
            self.tell("fault", fault=fault)
        for (name, labels), before, now, seen in self.counters.fallen(found, time.time()):
            self.tell("fallen", name=name, labels=dict(labels), before=before, now=now, seen=seen)

    def sum_up(self) -> None:
        sums = {"scrapes": self.scrapes, "samples": self.samples, "bytes": self.bytes, "slowest": self.slowest}
        self.tell("sum", **sums)


def main() -> int:
    kind, out, quiet, seconds = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4])
    with open(out, "a") as file:
        scraper = Scraper(kind, file)
        while True:
            if not quiet.exists():
                scraper.once()
                scraper.sum_up()
            time.sleep(seconds)


if __name__ == "__main__":
    sys.exit(main())
