"""Makes docs/scale.md of what was measured. Usage: report.py FOLDER FILE"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fit
import prometheus
from text import INTRODUCTION, NOTES, PROMETHEUS

Sample = dict[str, Any]
TOLERANCE = 0.01
# Heading, value, and how it is written.
COLUMNS: tuple[tuple[str, Callable[[Sample], float], str], ...] = (
    ("series", lambda row: row["series"], "{:,.0f}"),
    ("kB", lambda row: row["plain bytes"] / 1e3, "{:,.0f}"),
    ("kB gzip", lambda row: row["gzip bytes"] / 1e3, "{:,.1f}"),
    ("PSS, MB", lambda row: row["pss"], "{:,.1f}"),
    ("threads", lambda row: row["threads"], "{:,.0f}"),
    ("CPU a round, ms", lambda row: (row["daemon"] + row["worker"]) * 1e3, "{:,.1f}"),
    ("a round takes, ms", lambda row: row["wall"] * 1e3, "{:,.0f}"),
    ("scrape, ms", lambda row: row["plain seconds"] * 1e3, "{:,.2f}"),
    ("with gzip, ms", lambda row: row["gzip seconds"] * 1e3, "{:,.2f}"),
    ("all there after, s", lambda row: row["complete"], "{:,.2f}"),
)
# File, sweep, heading, what grows, its unit, and columns before.
SWEEPS: tuple[tuple[str, str, str, str, str, tuple[str, ...]], ...] = (
    ("pools", "whole", "A pool that grows", "nodes", "node with a volume and 12 bricks", ("volumes", "bricks", "own")),
    ("pools", "peers", "Peers", "nodes", "peer", ("volumes", "own")),
    ("pools", "shared", "Own bricks in one process", "own", "own brick", ("volumes",)),
    ("pools", "single", "Own bricks, each a process", "own", "own brick", ("volumes",)),
    ("bricks", "volumes", "Volumes of 2 × 3 bricks, none watched", "volumes", "volume", ("bricks", "watched")),
    ("bricks", "all", "The same, all bricks watched", "watched", "brick, with a sixth of a volume", ("volumes",)),
    ("bricks", "width", "Bricks of one volume, none watched", "bricks", "brick", ("volumes",)),
    ("bricks", "hundred", "A hundred bricks", "watched", "watched brick", ("volumes", "bricks", "choice")),
    ("sites", "own", "Sites, each with a log of its own", "sites", "site with its log", ("logs",)),
    ("sites", "shared", "Sites with one log", "sites", "site", ("logs",)),
)


def output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def machine() -> str:
    info = Path("/proc/cpuinfo").read_text()
    model = next(line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name"))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    release = platform.freedesktop_os_release()["PRETTY_NAME"]
    load = os.environ.get("SCALE_LOAD", "?")
    commit = output("git", "-c", "safe.directory=*", "describe", "--always", "--dirty")
    gluster, caddy = (
        output("dpkg-query", "--show", "--showformat", "${Version}", name) for name in ("glusterfs-server", "caddy")
    )
    return (
        f"{os.cpu_count()} × {model}, {memory:.0f} GB; {release}, Linux {platform.release()}; "
        f"load {load} when the run began.  \nCommit {commit}; GlusterFS {gluster}, Caddy {caddy}."
    )


def table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def lines_of(samples: list[Sample], grows: str) -> list[fit.Line]:
    return [fit.line([(row[grows], value(row)) for row in samples]) for _, value, _ in COLUMNS]


def small(number: float) -> str:
    """Three figures that count."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}" if abs(number) >= 0.001 else "0"


def sweep(samples: list[Sample], title: str, grows: str, unit: str, before: tuple[str, ...]) -> Iterator[str]:
    yield f"### {title}"
    head = [grows, *before, *(name for name, _, _ in COLUMNS)]
    rows = []
    for row in samples:
        cells = [f"{row[grows]:,}", *(f"{row[name]:,}" if name != "choice" else row[name] for name in before)]
        rows.append(cells + [form.format(value(row)) for _, value, form in COLUMNS])
    fits = lines_of(samples, grows)
    blank = [""] * len(before)
    rows.append([f"each {unit}", *blank, *(small(line.slope) for line in fits)])
    rows.append(["off the line", *blank, *(f"{line.off:.1%}" for line in fits)])
    yield from table(head, rows)


# What is only held against the formula.
USUAL = ("usual", "usual", "A node of three, five volumes, mounts, a Caddy", "watched", "", ())


def check(data: dict[str, dict[str, list[Sample]]]) -> tuple[list[str], float]:
    """The formula beside what was measured, and the largest difference."""
    rows: list[list[str]] = []
    worst = 0.0
    for file, name, title, grows, _, _ in (*SWEEPS, USUAL):
        for row in data.get(file, {}).get(name, []):
            off = row["formula"] / row["series"] - 1
            worst = max(worst, abs(off))
            rows.append([title, f"{row[grows]:,} {grows}", f"{row['series']:,}", f"{row['formula']:,}", f"{off:+.2%}"])
    return list(table(["what", "size", "measured", "formula", "difference"], rows)), worst


def trips(samples: list[Sample]) -> Iterator[str]:
    """What the others have to do for it, and how long a brick takes to answer."""
    rows = []
    for row in samples:
        trip = f"{row['round trip'] * 1e3:.2f} ms" if row["round trip"] else ""
        cells = [str(row["watched"]), f"{row['daemon'] * 1e3:.1f} ms", f"{row['worker'] * 1e3:.1f} ms"]
        rows.append([*cells, f"{row['servers'] * 1e3:.0f} ms", trip, str(row["descriptors"])])
    head = ["bricks watched", "daemon", "worker", "Gluster's daemons, all nodes", "round trip, mean", "descriptors"]
    yield from table(head, rows)


def rests(samples: list[Sample]) -> Iterator[str]:
    """What following logs takes whether polls are many or few."""
    rows = [[f"{row['sites']:,}", f"{row['logs']:,}", f"{row['resting'] * 1e3:.1f} ms"] for row in samples]
    yield from table(["sites", "logs", "CPU a second between polls"], rows)


def ingested(sample: Sample) -> Iterator[str]:
    """What the largest one costs a real Prometheus."""
    found = sample["prometheus"]
    yield "### Scraped by a real Prometheus"
    rows = [
        ["series", f"{found['series']:,.0f}"],
        ["memory, for each series", f"{found['memory'] / found['series']:,.0f} bytes"],
        ["write-ahead log, for each sample", f"{found['written'] / found['samples']:.1f} bytes"],
        ["CPU for each scrape, with its start and the first one", f"{found['cpu'] * 1e3:.0f} ms"],
        ["a scrape takes", f"{found['duration'] * 1e3:.0f} ms"],
    ]
    yield from table(["what", "measured"], rows)


def document(data: dict[str, dict[str, list[Sample]]]) -> tuple[str, float]:
    parts = [INTRODUCTION.replace("MACHINE", machine())]
    last = ""
    for file, name, title, grows, unit, before in SWEEPS:
        samples = data.get(file, {}).get(name)
        if not samples:
            continue
        if file != last:
            parts.append(NOTES[file])
        last = file
        parts += sweep(samples, title, grows, unit, before)
        if name == "hundred":
            parts += ["CPU of a round of these, and what it takes of others:\n", *trips(samples)]
    if "sites" in data:
        every = [row for rows in data["sites"].values() for row in rows]
        parts += ["Logs are followed as they grow, and looked at once a second:\n", *rests(every)]
        parts += ingested(next(row for row in every if "prometheus" in row))
    rows, worst = check(data)
    parts += ["## Series: the formula\n" + NOTES["formula"], *rows]
    if "pools" in data:
        parts += [PROMETHEUS, *table(*prometheus.pools(data["pools"]["whole"][-1]))]
        parts += [prometheus.words(data["pools"]["whole"][-1]), ""]
    return "\n".join(parts).rstrip() + "\n" + NOTES["end"], worst


def main() -> None:
    folder, file = Path(sys.argv[1]), Path(sys.argv[2])
    data = {place.stem: json.loads(place.read_text()) for place in sorted(folder.glob("*.json"))}
    text, worst = document(data)
    file.write_text(text)
    print(text)
    if worst > TOLERANCE:
        sys.exit(f"scale: the formula is {worst:.1%} off")


main()
