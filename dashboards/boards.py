"""The committed dashboards as values: their panels, queries and variables, and expressions as Grafana would send them."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "alerts"))
from rules import SERIES, Token, tokens  # noqa: E402

Body = dict[str, Any]


def load() -> dict[str, Body]:
    """File name → dashboard."""
    return {path.name: json.loads(path.read_text()) for path in sorted(HERE.glob("*.json"))}


def panels(board: Body) -> list[Body]:
    """All panels but rows, those in folded rows too, in the order of the page."""
    found: list[Body] = []
    for panel in board["panels"]:
        found += panels(panel) if panel["type"] == "row" else [panel]
    return found


def targets(panel: Body) -> list[Body]:
    return list(panel.get("targets") or [])


def variables(board: Body) -> list[Body]:
    return list(board["templating"]["list"])


def annotations(board: Body) -> list[Body]:
    return [one for one in board["annotations"]["list"] if one.get("expr")]


@dataclass(frozen=True)
class Selector:
    """A series in an expression: its name, the text in its braces, and what stands around it."""

    name: str
    matchers: str
    function: str  # the word before the parenthesis that it stands in
    is_range: bool


def selectors(expression: str) -> Iterator[Selector]:
    found = list(tokens(expression))
    for index, token in enumerate(found):
        if token.kind != "word" or not (SERIES.search(token.text) or token.text in ("ALERTS", "scrape_duration_seconds")):
            continue
        if is_label(found, index):
            continue
        end, matchers = index + 1, ""
        if found[end : end + 1] and found[end].text == "{":
            close = next((at for at in range(end, len(found)) if found[at].text == "}"), len(found) - 1)
            matchers = expression[found[end].end : found[close].start]
            end = close + 1
        before = [one.text for one in found[max(0, index - 2) : index]]
        function = before[0] if before[-1:] == ["("] and len(before) == 2 else ""
        is_range = bool(found[end : end + 1]) and found[end].text == "["
        yield Selector(token.text, matchers, function, is_range)


def is_label(found: list[Token], index: int) -> bool:
    """Whether a word stands in a list of labels, or in braces."""
    depth = sum({"{": 1, "}": -1}.get(token.text, 0) for token in found[:index])
    return depth > 0


def substituted(expression: str, chosen: dict[str, str], interval: str = "1m") -> str:
    """The expression with a regular expression for each variable, and intervals as Grafana fills them in."""
    text = expression
    for name, value in {"__rate_interval": interval, "__interval": interval, "__range": "1h", **chosen}.items():
        text = re.sub(rf"\$\{{{name}(:\w+)?\}}|\${name}\b", lambda _: value, text)
    return text


def chosen(board: Body) -> dict[str, str]:
    """All of each variable."""
    return {one["name"]: one.get("allValue") or ".+" for one in variables(board) if one["type"] == "query"}


def label_values(variable: Body) -> tuple[str, str]:
    """The series and the label that a variable's choices come from."""
    query = variable["query"]
    text = query if isinstance(query, str) else query["query"]
    match = re.fullmatch(r"label_values\((.*),\s*(\w+)\)", text, re.DOTALL)
    return (match[1], match[2]) if match else ("", "")
