"""The committed dashboards as values: panels, targets, variables, and expressions as Grafana sends them."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Json = dict[str, Any]
REFERENCE = re.compile(r"\$\{(\w+)(?::\w+)?\}|\$(\w+)")
VALUES = re.compile(r"^label_values\((?:(?P<series>.+),\s*)?(?P<label>\w+)\)$", re.DOTALL)


def load() -> dict[str, Json]:
    """All committed dashboards by the name of their file."""
    return {path.name: json.loads(path.read_text()) for path in sorted(HERE.glob("*.json"))}


def panels(board: Json) -> Iterator[Json]:
    """All panels but rows, also those in folded rows."""
    for panel in board.get("panels", []):
        if panel["type"] == "row":
            yield from panels(panel)
        else:
            yield panel


def targets(board: Json) -> Iterator[tuple[Json, Json]]:
    """Each panel with each of its queries."""
    return ((panel, target) for panel in panels(board) for target in panel.get("targets", []))


def variables(board: Json, kind: str = "query") -> list[Json]:
    return [one for one in board.get("templating", {}).get("list", []) if one["type"] == kind]


def events(board: Json) -> list[Json]:
    """The annotations that ask Prometheus."""
    return [one for one in board.get("annotations", {}).get("list", []) if one.get("expr")]


def query_text(variable: Json) -> str:
    query = variable.get("query", "")
    return str(query.get("query", "")) if isinstance(query, dict) else str(query)


def label_values(variable: Json) -> tuple[str, str] | None:
    """The series and the label of a variable's query."""
    found = VALUES.match(query_text(variable).strip())
    return (found["series"] or "", found["label"]) if found else None


def substituted(text: str, values: Mapping[str, str]) -> str:
    """The text with all variables replaced; unknown ones stay as they are."""
    return REFERENCE.sub(lambda found: values.get(found[1] or found[2], found[0]), text)


def references(text: str) -> set[str]:
    """The names of the variables in a text."""
    return {one or other for one, other in REFERENCE.findall(text)}


def built_in(step: float, span: float, scrape: float) -> dict[str, str]:
    """What Grafana itself puts in: intervals and the chosen time, in whole seconds."""
    rate = max(step + scrape, 4 * scrape)
    return {
        "__interval": f"{max(1, round(step))}s",
        "__interval_ms": str(round(1000 * step)),
        "__rate_interval": f"{max(1, round(rate))}s",
        "__range": f"{max(1, round(span))}s",
        "__range_s": str(max(1, round(span))),
        "__range_ms": str(round(1000 * span)),
    }


def one_value(value: str) -> str:
    """A chosen value of a multi-value variable: a regular expression inside a PromQL string."""
    return re.sub(r"([\\^$*+?.()|\[\]{}])", r"\\\\\1", value)
