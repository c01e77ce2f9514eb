#!/usr/bin/env python3
"""Reads every committed dashboard with the models of Grafana's own SDK and writes it back: whatever is lost or
changed on the way is nothing that Grafana knows."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import model
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models import dashboard
from typed import misfits

# What Grafana's Prometheus data source takes in an annotation, and the SDK's general model of these does not have.
EVENT_FIELDS = {"expr", "step", "tagKeys", "textFormat", "titleFormat", "useValueForTime"}


def differences(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """What of the one is missing in the other, or is another value; defaults that were added are no fault."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key in after:
                yield from differences(value, after[key], f"{where}.{key}")
            elif value is not None and not (key in EVENT_FIELDS and where.startswith(".annotations.list")):
                yield f"{where}.{key}: not known"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after)):
            yield from differences(one, other, f"{where}[{number}]")
    elif before != after:
        yield f"{where}: {json.dumps(before)[:80]} becomes {json.dumps(after)[:80]}"


def faults(board: model.Json) -> list[str]:
    register_default_plugins()
    try:
        read = dashboard.Dashboard.from_json(board)
        written = json.loads(json.dumps(read, cls=JSONEncoder))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [f"cannot be read: {type(error).__name__}: {error}"]
    return [*differences(board, written), *misfits("", read, dashboard.Dashboard)]


def main() -> int:
    boards = model.load()
    found = [f"dashboards/{name}: {fault}" for name, board in boards.items() for fault in faults(board)]
    print("\n".join(found) or f"{len(boards)} dashboards are what the SDK's models know")
    return 1 if found or not boards else 0


if __name__ == "__main__":
    sys.exit(main())
