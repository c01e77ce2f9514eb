"""Our encoder and our parsers, in a process of their own, asked line by line."""

import base64
import json
import struct
import subprocess
from typing import Any

Sample = tuple[str, tuple[tuple[str, str], ...], str, str | None]
Family = tuple[str, str, str, list[Sample]]


class Died(Exception):
    """The process ended where it should have answered."""


def bits(number: float) -> str:
    """A double, bit by bit."""
    return struct.pack(">d", number).hex()


def number(text: str) -> float:
    """The double of some bits."""
    return struct.unpack(">d", bytes.fromhex(text.rjust(16, "0")))[0]


class Subject:
    """Whoever is asked. Each answer is a list of byte strings."""

    def __init__(self, program: str) -> None:
        self.program = program
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _ask(self, request: str, **arguments: Any) -> list[bytes]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({request: arguments}).encode("ascii") + b"\n")
        self.process.stdin.flush()
        head = self.process.stdout.readline()
        if not head.endswith(b"\n"):
            code, self.process = self.process.wait(), self._start()
            raise Died(f"{request}: ended with {code}")
        return [self.process.stdout.read(int(length)) for length in head.split()]

    def encode(self, families: list[dict[str, Any]]) -> tuple[bytes, bytes]:
        """The same families in text and in OpenMetrics."""
        text, openmetrics = self._ask("encode", families=families)
        return text, openmetrics

    def faults(self, family: dict[str, Any]) -> list[str]:
        """What is wrong with a declaration."""
        return json.loads(self._ask("faults", family=family)[0])

    def parse(self, document: bytes, openmetrics: bool) -> list[Family] | str:
        """The families of a document, or why it is none."""
        read = json.loads(self._ask("parse", document=_base64(document), openMetrics=openmetrics)[0])
        return read if isinstance(read, str) else [_family(family) for family in read]

    def passed(
        self, documents: list[tuple[str, bytes]], openmetrics: bool, beside: list[dict[str, Any]]
    ) -> tuple[bytes, bytes, dict[str, int]]:
        """What becomes of several owners' documents: both formats, and what was left out."""
        wire = [{"owner": owner, "bytes": _base64(document)} for owner, document in documents]
        text, other, dropped = self._ask("pass", documents=wire, openMetrics=openmetrics, beside=beside)
        return text, other, json.loads(dropped)


def _base64(document: bytes) -> str:
    return base64.b64encode(document).decode("ascii")


def _family(read: dict[str, Any]) -> Family:
    return read["name"], read["kind"], read["help"], [_sample(sample) for sample in read["samples"]]


def _sample(read: dict[str, Any]) -> Sample:
    labels = tuple((name, value) for name, value in read["labels"])
    time = read.get("time")
    return read["name"], labels, read["value"].rjust(16, "0"), time and time.rjust(16, "0")


def declaration(
    kind: str, name: str, labels: list[str] | None = None, bounds: list[float] | None = None, help: str = "Help."
) -> dict[str, Any]:
    """A family without samples, as it is declared."""
    return {
        "kind": kind, "name": name, "labels": labels or [], "bounds": [bits(bound) for bound in bounds or []],
        "help": help, "samples": [],
    }  # fmt: skip
