"""Rules with time shortened: every duration, and every `N * 60` or `N * 3600`, divided by one factor."""

import re
import sys
from pathlib import Path
from typing import Any

import yaml

ALERTS = Path(__file__).resolve().parents[2] / "alerts"
sys.path.insert(0, str(ALERTS))
from mutate import milliseconds  # noqa: E402
from rules import files, load, tokens  # noqa: E402

SHORTEST_WINDOW = 5_000  # ms: rates need some scrapes
SHORTEST_WAIT = 3_000  # ms: a poll, a scrape and an evaluation; what is true for less is no fault yet


def shortened(duration: str, factor: int, least: int) -> str:
    return f"{max(milliseconds(duration) // factor, least)}ms"


def scaled(expression: str, factor: int) -> str:
    """An expression with its windows, offsets and ages shortened."""
    found = list(tokens(expression))
    parts: list[str] = []
    end = 0
    for index, token in enumerate(found):
        before = [one.text for one in found[max(0, index - 2) : index]]
        text = token.text
        if token.kind == "duration":
            is_offset = before[-1:] in (["offset"], ["-"])
            text = shortened(text, factor, 0 if is_offset else SHORTEST_WINDOW)
        elif token.text in ("60", "3600") and before[-1:] == ["*"] and re.fullmatch(r"[\d.]+", before[0]):
            text = repr(int(token.text) / factor)
        parts += [expression[end : token.start], text]
        end = token.end
    return "".join([*parts, expression[end:]])


def scale(document: Any, factor: int) -> Any:
    """A rule file, in place."""
    for group in document["groups"]:
        group.pop("interval", None)
        for rule in group["rules"]:
            rule["expr"] = scaled(str(rule["expr"]), factor)
            for key in ("for", "keep_firing_for"):
                if key in rule:
                    rule[key] = shortened(rule[key], factor, SHORTEST_WAIT)
    return document


def write(folder: Path, factor: int) -> None:
    """All rule files, shortened, into a folder."""
    for file in files():
        (folder / file.name).write_text(yaml.safe_dump(scale(load(file), factor), width=10_000))
