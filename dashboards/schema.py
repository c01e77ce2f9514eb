#!/usr/bin/env python3
"""Reads each dashboard strictly, by the SDK's own types, and writes it back: what is lost or changed is no part of them.

Exits with 1, and prints `file: path: what`, when there is any.
"""

import importlib
import json
import sys
from collections.abc import Iterator
from typing import Any

from boards import Body, load, panels, targets
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models import prometheus
from typed import misfits

# Keys of annotations for Prometheus, which the SDK has no type for.
ANNOTATION_KEYS = {"titleFormat", "textFormat", "step", "tagKeys", "useValueForTime", "expr"}


def differences(path: str, before: Any, after: Any) -> Iterator[str]:
    """Where what was written back is something else than what was read."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            if key not in after:
                yield f"{path}.{key}: no such key"
            elif key in before:
                yield from differences(f"{path}.{key}", before[key], after[key])
            elif after[key] not in (None, [], {}, False, ""):
                yield f"{path}.{key}: it is missing"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after)):
            yield from differences(f"{path}[{index}]", one, other)
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield f"{path}: {json.dumps(before)} became {json.dumps(after)}"


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=JSONEncoder))


def without_annotation_keys(board: Body) -> Body:
    copy = json.loads(json.dumps(board))
    for one in copy["annotations"]["list"]:
        for key in ANNOTATION_KEYS & one.keys():
            del one[key]
    return dict(copy)


def faults_of_part(kind: Any, part: Any) -> list[str]:
    try:
        read = kind.from_json(part)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [f": it cannot be read: {error!r}"]
    return [*misfits("", read, kind), *differences("", part, plain(read))]


def faults(board: Body) -> list[str]:
    """Of the whole, and of the options of each panel by the types of its kind."""
    found = faults_of_part(model.Dashboard, without_annotation_keys(board))
    for panel in panels(board):
        kind = panel["type"].replace("-", "")
        types = importlib.import_module(f"grafana_foundation_sdk.models.{kind}")
        parts = {"Options": panel.get("options"), "FieldConfig": panel["fieldConfig"]["defaults"].get("custom")}
        for name, part in parts.items():
            if part and hasattr(types, name):
                found += [f"{panel['title']}: {name}{fault}" for fault in faults_of_part(getattr(types, name), part)]
        for target in targets(panel):
            found += [f"{panel['title']}: query{fault}" for fault in faults_of_part(prometheus.Dataquery, target)]
    return found


def main() -> int:
    found = [f"{file}: {fault}" for file, board in load().items() for fault in faults(board)]
    print("\n".join([*found, f"{len(load())} dashboards, {len(found)} schema errors"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
