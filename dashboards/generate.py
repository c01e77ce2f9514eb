#!/usr/bin/env python3
"""Writes the dashboards' JSON beside it, always the same bytes. With --check it writes nothing, and exits with 1 when
what is there is something else."""

import json
import sys
from pathlib import Path

import caddy
import exporter
import heal
import latency
import overview
import volume
from common import Board
from grafana_foundation_sdk.cog.encoder import JSONEncoder

HERE = Path(__file__).resolve().parent
BOARDS = [overview.BOARD, volume.BOARD, heal.BOARD, latency.BOARD, caddy.BOARD, exporter.BOARD]


def text(board: Board) -> str:
    return json.dumps(board.built(), cls=JSONEncoder, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: generate.py [--check]", file=sys.stderr)
        return 2
    wanted = {HERE / f"{board.uid}.json": text(board) for board in BOARDS}
    present = {path: path.read_text() for path in HERE.glob("*.json")}
    other = sorted(path for path in wanted.keys() | present.keys() if wanted.get(path) != present.get(path))
    if arguments:
        print("\n".join(f"dashboards/{path.name} is not what dashboards/generate.py makes" for path in other), end="")
        return 1 if other else 0
    for path in other:
        path.write_text(wanted[path]) if path in wanted else path.unlink()
    print(f"{len(wanted)} dashboards, {len(other)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
