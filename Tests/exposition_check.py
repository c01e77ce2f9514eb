#!/usr/bin/env python3
"""Reads expositions with prometheus_client's strict parsers, and compares the two forms of each.

usage: exposition_check.py TEXTFILE OPENMETRICSFILE [TEXTFILE OPENMETRICSFILE ...]

Exits with 1, and says what is wrong, when a parser refuses a file or a pair does not carry the same.
Needs PyPI's prometheus_client.
"""

import struct
import sys
from itertools import zip_longest
from pathlib import Path

from prometheus_client import parser as text_parser
from prometheus_client.openmetrics import parser as openmetrics_parser


class Fault(Exception):
    """What is wrong with a pair of files."""


def document(path):
    """The text of a file; universal newlines would hide a carriage return."""
    return Path(path).read_bytes().decode("utf-8")


def families(path, parse):
    """What a parser makes of a file: a list of (name, type, help, samples), in order."""
    try:
        return [(f.name, f.type, f.documentation, [sample(s) for s in f.samples]) for f in parse(document(path))]
    except (ValueError, IndexError, KeyError) as error:
        raise Fault(f"{path}: refused: {error!r}") from error


def sample(parsed):
    """A sample as it compares: its number bit by bit, with one NaN."""
    number = float(parsed.value)
    bits = "NaN" if number != number else struct.pack(">d", number).hex()
    return parsed.name, tuple(sorted(parsed.labels.items())), bits, parsed.timestamp


def in_openmetrics_terms(family):
    """A family of the text format as OpenMetrics names it: it has no infos, only gauges called _info."""
    name, kind, documentation, samples = family
    if kind == "gauge" and name.endswith("_info"):
        return name.removesuffix("_info"), "info", documentation, samples
    return family


def is_of_its_own(name):
    """Whether a family is about the exporter, and so is read anew at each scrape."""
    return name.startswith(("gluster_caddy_exporter_", "process_"))


def check_text(path):
    """The rules that the lax parser of the text format does not look at."""
    text = document(path)
    if text and not text.endswith("\n"):
        raise Fault(f"{path}: does not end with a newline")
    names, series = set(), set()
    for name, kind, documentation, samples in families(path, text_parser.text_string_to_metric_families):
        if name in names:
            raise Fault(f"{path}: the family {name} stands in two places")
        names.add(name)
        if kind in ("untyped", "unknown") or not documentation:
            raise Fault(f"{path}: {name} has no TYPE or no HELP")
        for one in samples:
            if one[:2] in series:
                raise Fault(f"{path}: twice: {one[0]}{dict(one[1])!r}")
            series.add(one[:2])


def check_pair(text, openmetrics):
    """Both parsers take their file, and both files carry the same."""
    check_text(text)
    one = [in_openmetrics_terms(f) for f in families(text, text_parser.text_string_to_metric_families)]
    other = families(openmetrics, openmetrics_parser.text_string_to_metric_families)
    if [f[0] for f in one] != [f[0] for f in other]:
        difference = {f[0] for f in one} ^ {f[0] for f in other}
        raise Fault(f"{text}, {openmetrics}: other families, or in another order: {sorted(difference)}")
    for mine, theirs in zip(one, other):
        for what, left, right in zip(("name", "type", "help"), mine, theirs):
            if left != right:
                raise Fault(f"{text}, {openmetrics}: {mine[0]}: another {what}: {left!r} and {right!r}")
        if is_of_its_own(mine[0]) and "live-" in Path(text).name:
            continue  # Two scrapes of one daemon: what it says of itself moves in between.
        for left, right in zip_longest(mine[3], theirs[3]):
            if left != right:
                raise Fault(f"{text}, {openmetrics}: another sample: {left!r} and {right!r}")
    return sum(len(f[3]) for f in one)


def main(paths):
    """Checks each pair; one line for each that is wrong."""
    if not paths or len(paths) % 2:
        print(__doc__, file=sys.stderr)
        return 2
    faults, samples = 0, 0
    for text, openmetrics in zip(paths[::2], paths[1::2]):
        try:
            samples += check_pair(text, openmetrics)
        except (Fault, OSError, UnicodeDecodeError) as fault:
            print(f"exposition_check: {fault}", file=sys.stderr)
            faults += 1
    print(f"exposition_check: {len(paths) // 2} pairs, {samples} samples, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
