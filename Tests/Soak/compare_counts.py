"""Counters that go on while they are compared: ours lies between what another one says before and after it."""

import json
import subprocess
import urllib.request
import xml.etree.ElementTree as ElementTree
import zlib
from pathlib import Path

import caddy_site
from cluster import NODES, gluster
from compare import Comparison
from series import Snapshot
from world import CADDY, STDERR_LOG

LOGS = {str(caddy_site.LOG): caddy_site.LOG, str(STDERR_LOG): STDERR_LOG}
PROFILED = "photos"


def caddys_own() -> Snapshot:
    """What Caddy itself says."""
    with urllib.request.urlopen(f"{caddy_site.ADMIN}/metrics", timeout=10) as response:
        return Snapshot.parsed(response.read().decode(), 0)


def caddy(compare: Comparison, before: Snapshot, after: Snapshot) -> None:
    for name, samples in before.samples.items():
        if not name.startswith("caddy_") or not name.endswith(("_total", "_count", "_bucket", "_sum")):
            continue
        for labels, low in samples:
            high = exactly(after, name, labels)
            got = exactly(compare.now, name, labels | {"caddy": CADDY})
            fits = got is not None and high is not None and low <= got <= high
            compare.hold(fits, f"{name} {labels}: it is {low} to {high}, told is {got}")


def exactly(snapshot: Snapshot, name: str, labels: dict[str, str]) -> float | None:
    """The one with these labels and no others; Caddy writes the bound 1, and we 1.0."""
    wanted = numbered(labels)
    return next((value for one, value in snapshot.all(name) if numbered(one) == wanted), None)


def numbered(labels: dict[str, str]) -> dict[str, str | float]:
    return {name: float(value) if name == "le" else value for name, value in labels.items()}


def profiles() -> dict[tuple[str, str], float]:
    """Operations of the first node's bricks: brick and operation → how many, as `profile info` says."""
    root = ElementTree.fromstring(gluster("volume", "profile", PROFILED, "info", "cumulative", "--xml"))
    found: dict[tuple[str, str], float] = {}
    for brick in root.findall("volProfile/brick"):
        place = (brick.findtext("brickName") or "").strip()
        if place.startswith(f"{NODES[0].address}:"):
            for fop in brick.findall("cumulativeStats/fopStats/fop"):
                # Behind the operations, --xml lists notices to clients, by names of operations: the first one counts.
                name = (fop.findtext("name") or "").lower()
                found.setdefault((place, name), float(fop.findtext("hits") or 0))
    return found


def profile(compare: Comparison, before: dict[tuple[str, str], float], after: dict[tuple[str, str], float]) -> None:
    for (brick, fop), low in before.items():
        labels = {"volume": PROFILED, "brick": brick, "fop": fop}
        got, high = compare.now.get("gluster_brick_fop_operations_total", **labels), after.get((brick, fop))
        fits = got is not None and high is not None and low <= got <= high
        compare.hold(fits, f"gluster_brick_fop_operations_total {labels}: it is {low} to {high}, told is {got}")


class Ledger:
    """What Caddy has written to its logs, over all files that each was, against what was read and counted."""

    def __init__(self) -> None:
        self.rolled: dict[str, tuple[int, int]] = {}  # a file that does not change any more → bytes, entries
        self.begin: tuple[dict[str, int], int, Snapshot] | None = None

    def written(self, log: Path) -> tuple[int, int]:
        """Bytes and entries."""
        total, entries = measure(log.read_bytes())
        stem = log.stem if log == caddy_site.LOG else log.name
        for file in sorted(log.parent.glob(f"{stem}-*")):  # the plain one first, of one that is being compressed
            key = file.name.removesuffix(".gz")
            if key not in self.rolled and file.suffix != ".new":
                data = file.read_bytes()
                self.rolled[key] = measure(unpacked(data) if file.suffix == ".gz" else data)
            total += self.rolled[key][0]
            entries += self.rolled[key][1]
        return total, entries

    def compare(self, compare: Comparison) -> None:
        """The first time it is where we begin."""
        measured = {source: self.written(log) for source, log in LOGS.items()}
        written = {source: size for source, (size, _) in measured.items()}
        entries = sum(count for _, count in measured.values())
        if self.begin is None:
            self.begin = written, entries, compare.now
            return
        written_then, entries_then, then = self.begin
        for source, size in written.items():
            read = "caddy_log_read_bytes_total"
            got = compare.now.sum(read, source=source) - then.sum(read, source=source)
            compare.same(f"bytes written to {source}", size - written_then[source], got)
            for name in ("caddy_log_gaps_total", "caddy_log_lag_bytes"):
                compare.equal(0, name, source=source)
        got = compare.now.sum("caddy_log_entries_total") - then.sum("caddy_log_entries_total")
        compare.same("entries in the logs", entries - entries_then, got)


def unpacked(data: bytes) -> bytes:
    """As much as there is of a file that may just be being compressed."""
    return zlib.decompressobj(wbits=31).decompress(data)


def measure(data: bytes) -> tuple[int, int]:
    return len(data), sum(is_entry(line) for line in data.split(b"\n"))


def is_entry(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def certificate_end() -> float:
    """When the certificate of Caddy's TLS site ends, by openssl."""
    words = ["openssl", "x509", "-noout", "-enddate", "-in", str(caddy_site.CERTIFICATE)]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.partition("=")[2].strip()
    words = ["date", "--date", said, "+%s"]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def configuration(compare: Comparison) -> None:
    compare.equal(certificate_end(), "caddy_tls_certificate_not_after_timestamp_seconds", caddy=CADDY, name="localhost")
    roots = {labels["root"] for labels, _ in compare.now.all("caddy_site_root_info", caddy=CADDY)}
    compare.same("roots", {str(root) for root in (caddy_site.PHOTOS, caddy_site.WWW, caddy_site.EXTRA)}, roots)
    compare.equal(5, "caddy_config_sites", caddy=CADDY)
