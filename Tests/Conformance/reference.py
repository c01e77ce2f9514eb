"""What should be written of families: a second encoder, slow and plain, for comparison."""

import re
import string
from typing import Any

from prometheus_client.utils import floatToGoString

from subject import bits, number

# A line without its value, and the bits of the value; metadata has none.
Line = tuple[str, str | None]
Declared = dict[str, Any]

UNITS = ("seconds", "bytes", "ratio")


def lines(families: list[Declared], openmetrics: bool) -> list[Line]:
    """All lines of a document."""
    made: list[Line] = []
    for family in sorted(families, key=lambda family: family["name"]):
        rows = distinct(family)
        if rows:
            made += head(family, openmetrics)
            for row in rows:
                made += samples(family, row)
    return made + ([("# EOF", None)] if openmetrics else [])


def distinct(family: Declared) -> list[Declared]:
    """The samples in order of the bytes of their label values; of equal ones the first."""
    rows: dict[tuple[bytes, ...], Declared] = {}
    for row in family["samples"]:
        rows.setdefault(tuple(value.encode("utf-8") for value in row["labels"]), row)
    return [rows[key] for key in sorted(rows)]


def family_name(family: Declared) -> str:
    """The name of the family in OpenMetrics."""
    suffix = {"counter": "_total", "info": "_info"}.get(family["kind"], "")
    return family["name"].removesuffix(suffix)


def unit(family: Declared) -> str:
    """Its unit there; empty where it has none."""
    name = family_name(family)
    return next((unit for unit in UNITS if name.endswith("_" + unit) and family["kind"] != "info"), "")


def head(family: Declared, openmetrics: bool) -> list[Line]:
    """The metadata: its order is ours, and never changes."""
    kind, name, help = family["kind"], family["name"], escaped_help(family["help"], openmetrics)
    if not openmetrics:
        kind = {"info": "gauge", "unknown": "untyped"}.get(kind, kind)
        return [(f"# HELP {name} {help}", None), (f"# TYPE {name} {kind}", None)]
    name, of = family_name(family), unit(family)
    units: list[Line] = [(f"# UNIT {name} {of}", None)] if of else []
    return [(f"# TYPE {name} {kind}", None), *units, (f"# HELP {name} {help}", None)]


def samples(family: Declared, row: Declared) -> list[Line]:
    """The lines of one sample."""
    name, labels = family["name"], list(zip(family["labels"], row["labels"]))
    if row.get("counts") is None:
        return [(name + braces(labels), row["value"])]
    total, made = 0, []
    for bound, count in zip([*map(bound_text, family["bounds"]), "+Inf"], row["counts"]):
        total += count
        made.append((f"{name}_bucket" + braces([*labels, ("le", bound)]), bits(float(total))))
    ends = [(f"{name}_sum" + braces(labels), row["value"]), (f"{name}_count" + braces(labels), bits(float(total)))]
    return made + ends


def bound_text(bound: str) -> str:
    """A bound as Go writes it."""
    value = number(bound)
    text = floatToGoString(value)
    # prometheus_client puts a 0 before exponents of two digits too.
    return text.replace("e+0", "e+") if 1e10 <= value < 1e16 else text


def braces(labels: list[tuple[str, str]]) -> str:
    """The labels of a line."""
    return "{" + ",".join(f'{name}="{escaped(value)}"' for name, value in labels) + "}" if labels else ""


def escaped(text: str) -> str:
    """As label values have it, and helps in OpenMetrics."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def escaped_help(text: str, openmetrics: bool) -> str:
    """As helps have it: text 0.0.4 leaves quotes as they are."""
    return escaped(text) if openmetrics else text.replace("\\", "\\\\").replace("\n", "\\n")


def read_help(help: str, openmetrics: bool) -> str:
    """What prometheus_client makes of a help: it strips blanks, from the lines of text all kinds of them."""
    if openmetrics:
        return help.lstrip(" ")
    # As long as it is escaped, a line feed at the end is none.
    return unescaped(escaped_help(help, False).rstrip().lstrip(string.whitespace))


def unescaped(text: str) -> str:
    """The help that is meant in text 0.0.4."""
    return re.sub(r"\\([\\n])", lambda match: "\n" if match[1] == "n" else "\\", text)
