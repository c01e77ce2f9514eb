#!/usr/bin/env python3
"""Asks a Prometheus everything that the dashboards ask, as Grafana would, and says what has no good answer.

usage: verify.py PROMETHEUS_URL [--start SECONDS] [--end SECONDS] [--scrape SECONDS]
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
from dataclasses import dataclass
from typing import Any

import model
from model import Json

MOST_SERIES = 200
EMPTY = "no data"
CADDY, EXPORTER, VOLUME = "caddy-on-gluster.json", "gluster-caddy-exporter.json", "gluster-volume.json"
MAY_BE_EMPTY: dict[tuple[str, str], str] = {
    (CADDY, "Other errors of handlers, in each minute"): "no handler but those of files logged an error",
    (CADDY, "Last reload"): "a Caddy older than 2.9 does not tell",
    (CADDY, "Lines that do not count, in each minute"): "each line of the logs was counted",
    (EXPORTER, "Series dropped"): "none was dropped",
    (EXPORTER, "Series dropped, in each minute"): "none was dropped",
    (EXPORTER, "Worker restarts, in the hour before"): "no worker was replaced",
    (VOLUME, "The last rebalance on each node"): "no rebalance was ever started",
    (VOLUME, "First full in"): "the trend needs hours of data",
}


class NoAnswer(Exception):
    """Prometheus says no, and why."""


@dataclass(frozen=True)
class Prometheus:
    """One that is asked about a fixed time, with the scrape interval that Grafana's data source is told."""

    url: str
    start: float
    end: float
    scrape: float = 15
    looks_back: bool = True  # for what only a fault shows, to when it was last to be seen

    @property
    def step(self) -> float:
        return max(self.scrape, math.ceil((self.end - self.start) / 300))

    def get(self, path: str, **words: str | float) -> Any:
        data = urllib.parse.urlencode({name.rstrip("_"): value for name, value in words.items()})
        try:
            with urllib.request.urlopen(f"{self.url.rstrip('/')}/api/v1/{path}?{data}", timeout=60) as response:
                return json.load(response)["data"]
        except urllib.error.HTTPError as error:
            raise NoAnswer(error.read().decode(errors="replace")[:300]) from error

    def ask(self, expression: str, instant: bool) -> list[Json]:
        """The series of an answer, each with its values, also of an instant one."""
        over_time = {"query": expression, "start": self.start, "end": self.end, "step": self.step}
        if instant:
            answer = self.get("query", query=expression, time=self.end)
            if not answer["result"] and self.looks_back:
                moments = [one["values"][-1][0] for one in self.get("query_range", **over_time)["result"]]
                answer = self.get("query", query=expression, time=max(moments, default=self.end))
        else:
            answer = self.get("query_range", **over_time)
        if answer["resultType"] == "scalar":
            return [{"metric": {}, "values": [answer["result"]]}]
        return [{"metric": one["metric"], "values": one.get("values") or [one["value"]]} for one in answer["result"]]

    def values(self, series: str, label: str) -> list[str]:
        words = {"start": self.start, "end": self.end}
        return list(self.get(f"label/{label}/values", **(words | ({"match[]": series} if series else {}))))

    def built_in(self) -> dict[str, str]:
        return model.built_in(self.step, self.end - self.start, self.scrape)


def every(board: Json, prometheus: Prometheus) -> dict[str, str]:
    """What all variables stand for while All is chosen."""
    chosen = {one["name"]: one.get("allValue") or ".*" for one in model.variables(board)}
    return prometheus.built_in() | {"datasource": "prometheus"} | chosen


def choices(variable: Json, values: dict[str, str], prometheus: Prometheus) -> list[str]:
    asked = model.label_values(variable)
    if not asked:
        raise NoAnswer(f"not label_values: {model.query_text(variable)}")
    return prometheus.values(model.substituted(asked[0], values), asked[1])


def bad_numbers(series: list[Json]) -> int:
    return sum(not math.isfinite(float(value)) for one in series for _, value in one["values"])


def without_labels(legend: str, series: list[Json]) -> set[str]:
    """The labels of a legend that some series does not have."""
    wanted = set(re.findall(r"\{\{\s*(\w+)\s*\}\}", legend))
    return {label for label in wanted for one in series if not one["metric"].get(label)}


def panel_faults(name: str, panel: Json, values: dict[str, str], prometheus: Prometheus) -> Iterator[str]:
    """What is wrong with the answers of one panel; that it has none at all is one of these."""
    count = 0
    for target in panel.get("targets", []):
        expression = model.substituted(target["expr"], values)
        try:
            series = prometheus.ask(expression, bool(target.get("instant")))
        except NoAnswer as error:
            yield f"{target['refId']}: {error}: {expression}"
            continue
        count += len(series)
        bad = bad_numbers(series)
        if bad:
            yield f"{target['refId']}: {bad} values are no numbers: {expression}"
        for label in sorted(without_labels(target.get("legendFormat") or "", series)):
            yield f"{target['refId']}: the legend's {label} is not in every series: {expression}"
    if count > MOST_SERIES:
        yield f"{count} series"
    if not count:
        reason = MAY_BE_EMPTY.get((name, panel["title"]))
        yield f"{EMPTY}, as it may be: {reason}" if reason else EMPTY


def variable_faults(board: Json, values: dict[str, str], prometheus: Prometheus) -> Iterator[tuple[str, str]]:
    """Variables without choices, and what fails once a single one of these is chosen."""
    for variable in model.variables(board):
        name = variable["name"]
        try:
            found = choices(variable, values, prometheus)
        except NoAnswer as error:
            yield f"variable {name}", str(error)
            continue
        if not found:
            yield f"variable {name}", "no values"
        for value in found:
            yield from alone(board, values | {name: model.one_value(value)}, name, value, prometheus)


def alone(
    board: Json, values: dict[str, str], name: str, value: str, prometheus: Prometheus
) -> Iterator[tuple[str, str]]:
    """The questions that Prometheus refuses with one value of one variable, at the end of the time."""
    for panel, target in model.targets(board):
        if name in model.references(target["expr"]):
            try:
                prometheus.ask(model.substituted(target["expr"], values), True)
            except NoAnswer as error:
                yield panel["title"], f"with {name} = {value}: {error}"


def event_faults(board: Json, values: dict[str, str], prometheus: Prometheus) -> Iterator[tuple[str, str]]:
    for event in model.events(board):
        try:
            prometheus.ask(model.substituted(event["expr"], values), False)
        except NoAnswer as error:
            yield f"event {event['name']}", str(error)


def verify(prometheus: Prometheus) -> int:
    """Prints the faults and the sum; 1 when there is any."""
    total, empty, allowed, wrong = 0, 0, 0, 0
    for name, board in model.load().items():
        values = every(board, prometheus)
        found = [*variable_faults(board, values, prometheus), *event_faults(board, values, prometheus)]
        for panel in model.panels(board):
            faults = list(panel_faults(name, panel, values, prometheus))
            total, empty = total + 1, empty + any(fault.startswith(EMPTY) for fault in faults)
            allowed += any(fault.startswith(f"{EMPTY}, ") for fault in faults)
            found += [(panel["title"], fault) for fault in faults]
        for title, fault in found:
            print(f"dashboards/{name}: {title}: {fault}", flush=True)
        wrong += sum(not fault.startswith(f"{EMPTY}, ") for _, fault in found)
    share = 100 * (total - empty) / max(total, 1)
    print(f"{total} panels, {share:.1f} % with data, {allowed} of {empty} empty ones may be empty, {wrong} faults")
    return 1 if wrong or not total else 0


def asked() -> Prometheus:
    """The Prometheus of the command line, and the time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--start", type=float, default=time.time() - 600)
    parser.add_argument("--end", type=float, default=time.time())
    parser.add_argument("--scrape", type=float, default=15)
    given = parser.parse_args()
    return Prometheus(given.url, given.start, given.end, given.scrape)


if __name__ == "__main__":
    sys.exit(verify(asked()))
