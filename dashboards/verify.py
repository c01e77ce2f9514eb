#!/usr/bin/env python3
"""Runs every expression of the dashboards on a Prometheus, as Grafana would, and says which have no answer.

usage: verify.py PROMETHEUS_URL START [END] [--out FILE]   START, END: Unix time; END: now

Each must answer, with finite numbers, not too many series, and the labels that its legend names. A panel without data
must be in `verify.yml`, with a reason. --out keeps the answers, for preview.py. Exits with 1 when anything is wrong.
"""

import argparse
import json
import math
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from boards import HERE, Body, annotations, chosen, label_values, load, panels, substituted, targets, variables

MOST_SERIES = 200
POINTS = 240


@dataclass
class Answer:
    """What one query got: the series, each with labels and points, or why there is none."""

    series: list[Body] = field(default_factory=list)
    fault: str = ""

    @property
    def points(self) -> int:
        return sum(len(one["values"]) for one in self.series)


@dataclass(frozen=True)
class Prometheus:
    url: str
    start: float
    end: float

    @property
    def step(self) -> int:
        return max(1, int((self.end - self.start) / POINTS))

    def get(self, path: str, **arguments: Any) -> Any:
        query = urllib.parse.urlencode(arguments, doseq=True)
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=60) as response:
                return json.load(response)["data"]
        except urllib.error.HTTPError as error:
            raise ValueError(json.load(error).get("error", str(error))) from None

    def ask(self, expression: str, values: dict[str, str], instant: bool) -> Answer:
        interval = f"{max(4 * self.step, 8)}s"
        text = substituted(expression, values | {"__range": f"{int(self.end - self.start)}s"}, interval)
        try:
            if instant:
                found = self.get("query", query=text, time=self.end)["result"]
                return Answer([{"metric": one["metric"], "values": [one["value"]]} for one in found])
            return Answer(self.get("query_range", query=text, start=self.start, end=self.end, step=self.step)["result"])
        except ValueError as error:
            return Answer(fault=str(error))

    def label_values(self, series: str, label: str, values: dict[str, str]) -> list[str]:
        match = {"match[]": substituted(series, values)}
        return list(self.get(f"label/{label}/values", **match, start=self.start, end=self.end))


def faults_of_answer(target: Body, answer: Answer) -> Iterator[str]:
    if answer.fault:
        yield f"no answer: {answer.fault}"
    if len(answer.series) > MOST_SERIES:
        yield f"{len(answer.series)} series"
    for one in answer.series:
        numbers = [float(value) for _, value in one["values"]]
        if any(math.isnan(number) or math.isinf(number) for number in numbers):
            yield f"a number that is none in {one['metric']}"
            break
    for label in re.findall(r"\{\{\s*(\w+)\s*\}\}", target.get("legendFormat") or ""):
        if any(label not in one["metric"] for one in answer.series):
            yield f"its legend names {label}, which a series has not"


def faults_of_variables(prometheus: Prometheus, board: Body) -> Iterator[str]:
    """Each has choices; and each single choice of the others leaves some."""
    values = chosen(board)
    for one in variables(board):
        if one["type"] != "query":
            continue
        series, label = label_values(one)
        found = prometheus.label_values(series, label, values)
        if not found:
            yield f"variable {one['name']} has no choices"
        for choice in found:
            if not re.fullmatch(r"[^\"\\]+", choice):
                yield f"variable {one['name']}: {choice!r} needs care"


def faults_of_annotations(prometheus: Prometheus, board: Body) -> Iterator[str]:
    for one in annotations(board):
        answer = prometheus.ask(one["expr"], chosen(board), instant=False)
        if answer.fault:
            yield f"annotation {one['name']}: {answer.fault}"


@dataclass
class Outcome:
    faults: list[str] = field(default_factory=list)
    panels: int = 0
    filled: int = 0
    excused: int = 0
    answers: dict[str, dict[str, list[list[Body]]]] = field(default_factory=dict)


def verify(prometheus: Prometheus, excuses: dict[str, dict[str, str]]) -> Outcome:
    outcome = Outcome()
    for file, board in load().items():
        kept: dict[str, list[list[Body]]] = {}
        lines = [*faults_of_variables(prometheus, board), *faults_of_annotations(prometheus, board)]
        for panel in panels(board):
            answers = [prometheus.ask(one["expr"], chosen(board), bool(one.get("instant"))) for one in targets(panel)]
            for target, answer in zip(targets(panel), answers):
                lines += [f"{panel['title']}: {target['refId']}: {fault}" for fault in faults_of_answer(target, answer)]
            outcome.panels += 1
            if any(answer.points for answer in answers):
                outcome.filled += 1
            elif panel["title"] in excuses.get(file, {}):
                outcome.excused += 1
            else:
                lines.append(f"{panel['title']}: no data")
            kept[str(panel["id"])] = [answer.series for answer in answers]
        outcome.answers[file] = kept
        outcome.faults += [f"{file}: {line}" for line in lines]
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("start", type=float)
    parser.add_argument("end", type=float, nargs="?", default=None)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    prometheus = Prometheus(given.url, given.start, given.end or time.time())
    excuses = yaml.safe_load((HERE / "verify.yml").read_text()) or {}
    outcome = verify(prometheus, excuses)
    if given.out:
        frame = {"start": prometheus.start, "end": prometheus.end, "step": prometheus.step}
        given.out.write_text(json.dumps(frame | {"answers": outcome.answers}))
    share = 100 * outcome.filled / max(outcome.panels - outcome.excused, 1)
    said = f"{outcome.panels} panels, {outcome.filled} with data ({share:.0f} %), {outcome.excused} excused"
    print("\n".join([*outcome.faults, f"{said}, {len(outcome.faults)} faults"]))
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
