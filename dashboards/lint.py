#!/usr/bin/env python3
"""Holds the dashboards against the rules of Grafana's dashboard-linter: job and instance everywhere, units, intervals.

Prints `file: panel: rule: what` for each breach, and exits with 1 when there is any.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Set

import yaml
from boards import HERE, Body, annotations, chosen, label_values, load, panels, selectors, substituted, targets, variables
from grafana_foundation_sdk.models import units

UNITS = {value for name, value in vars(units).items() if isinstance(value, str) and not name.startswith("_")}
WITH_UNITS = {"stat", "timeseries", "gauge", "bargauge", "table", "heatmap", "histogram"}
SOURCE = "${datasource}"
OF_COUNTERS = {"rate", "irate", "increase", "changes", "resets"}
Rule = Callable[[Body], Iterator[tuple[str, str]]]


def variable(board: Body, name: str) -> Body:
    return next((one for one in variables(board) if one["name"] == name), {})


def template_datasource(board: Body) -> Iterator[tuple[str, str]]:
    found = variable(board, "datasource")
    if (found.get("type"), found.get("query"), found.get("label")) != ("datasource", "prometheus", "Data source"):
        yield "", "no variable datasource of type datasource, for prometheus, labelled Data source"


def template_of(name: str) -> Rule:
    def rule(board: Body) -> Iterator[tuple[str, str]]:
        found = variable(board, name)
        wanted = {"type": "query", "label": name.title(), "multi": True, "includeAll": True, "allValue": ".+"}
        for key, value in wanted.items():
            if found.get(key) != value:
                yield "", f"variable {name}: {key} is {found.get(key)!r}, not {value!r}"
        if (found.get("datasource") or {}).get("uid") != SOURCE:
            yield "", f"variable {name} does not use {SOURCE}"

    return rule


def template_label_promql(board: Body) -> Iterator[tuple[str, str]]:
    for one in variables(board):
        if one["type"] == "query" and label_values(one) == ("", ""):
            yield "", f"variable {one['name']} is no label_values(series, label)"


def template_on_time_change_reload(board: Body) -> Iterator[tuple[str, str]]:
    for one in variables(board):
        if one["type"] == "query" and one.get("refresh") != 2:
            yield "", f"variable {one['name']} is not read again when the time changes"


def panel_datasource(board: Body) -> Iterator[tuple[str, str]]:
    for panel in panels(board):
        for body in [panel, *targets(panel)] if targets(panel) else []:
            if (body.get("datasource") or {}).get("uid") != SOURCE:
                yield panel["title"], f"it does not use {SOURCE}"


def panel_title_description(board: Body) -> Iterator[tuple[str, str]]:
    for panel in panels(board):
        if not panel.get("title") or not panel.get("description"):
            yield panel.get("title") or str(panel["id"]), "no title, or no description"


def panel_units(board: Body) -> Iterator[tuple[str, str]]:
    for panel in panels(board):
        unit = panel.get("fieldConfig", {}).get("defaults", {}).get("unit")
        if panel["type"] in WITH_UNITS and unit not in UNITS:
            yield panel["title"], f"its unit is {unit!r}"


def panel_no_targets(board: Body) -> Iterator[tuple[str, str]]:
    for panel in panels(board):
        if panel["type"] != "text" and not targets(panel):
            yield panel["title"], "it has no query"


def expressions(board: Body) -> Iterator[tuple[str, str]]:
    for panel in panels(board):
        for target in targets(panel):
            yield panel["title"], target["expr"]
    for one in annotations(board):
        yield one["name"], one["expr"]
    for one in variables(board):
        if one["type"] == "query" and label_values(one)[0]:
            yield f"variable {one['name']}", label_values(one)[0]


def target_promql(board: Body) -> Iterator[tuple[str, str]]:
    every = list(expressions(board))
    rules = [{"record": f"a:{index}", "expr": substituted(text, chosen(board))} for index, (_, text) in enumerate(every)]
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}, file, width=10_000)
        file.flush()
        done = subprocess.run(["promtool", "check", "rules", file.name], capture_output=True, text=True)
    for line in done.stderr.splitlines() if done.returncode else []:
        yield "", line.strip().removeprefix(file.name)


def target_rate_interval(board: Body) -> Iterator[tuple[str, str]]:
    for title, text in expressions(board):
        for function in ("rate(", "irate("):
            if f"{function}" in text and "$__rate_interval" not in text:
                yield title, f"a {function}…) over something else than $__rate_interval: {text}"


def target_matcher(name: str) -> Rule:
    def rule(board: Body) -> Iterator[tuple[str, str]]:
        for title, text in expressions(board):
            for selector in selectors(text):
                of_itself = title == f"variable {name}" or (title == "variable job" and name == "instance")
                if f'{name}=~"${name}"' not in selector.matchers and not of_itself:
                    yield title, f'{selector.name} has no {name}=~"${name}"'

    return rule


def target_counter_agg(board: Body) -> Iterator[tuple[str, str]]:
    for title, text in expressions(board):
        for selector in selectors(text):
            is_counter = selector.name.endswith(("_total", "_bucket", "_sum"))
            if is_counter and selector.function not in OF_COUNTERS and not title.startswith("variable"):
                yield title, f"the counter {selector.name} stands in no rate or increase: {text}"


def uneditable(board: Body) -> Iterator[tuple[str, str]]:
    if board.get("editable") is not False:
        yield "", "it can be edited"


RULES: dict[str, Rule] = {
    "template-datasource-rule": template_datasource,
    "template-job-rule": template_of("job"),
    "template-instance-rule": template_of("instance"),
    "template-label-promql-rule": template_label_promql,
    "template-on-time-change-reload-rule": template_on_time_change_reload,
    "panel-datasource-rule": panel_datasource,
    "panel-title-description-rule": panel_title_description,
    "panel-units-rule": panel_units,
    "panel-no-targets-rule": panel_no_targets,
    "target-promql-rule": target_promql,
    "target-rate-interval-rule": target_rate_interval,
    "target-job-rule": target_matcher("job"),
    "target-instance-rule": target_matcher("instance"),
    "target-counter-agg-rule": target_counter_agg,
    "uneditable-dashboard": uneditable,
}


def excluded(board: Body) -> set[tuple[str, str]]:
    """(panel, rule): what `.lint` lets pass."""
    exclusions = yaml.safe_load((HERE / ".lint").read_text())["exclusions"]
    entries = [(rule, entry) for rule, one in exclusions.items() for entry in one["entries"]]
    return {(entry["panel"], rule) for rule, entry in entries if entry["dashboard"] == board["title"]}


def breaches(board: Body, let_pass: Set[tuple[str, str]] = frozenset()) -> list[str]:
    found = [(panel, name, what) for name, rule in RULES.items() for panel, what in rule(board)]
    unused = let_pass - {(panel, name) for panel, name, _ in found}
    lines = [f"{panel}: {name}: {what}" for panel, name, what in found if (panel, name) not in let_pass]
    return lines + [f"{panel}: {name}: .lint lets pass what is no breach" for panel, name in sorted(unused)]


def main() -> int:
    found = [f"{file}: {breach}" for file, board in load().items() for breach in breaches(board, excluded(board))]
    print("\n".join([*found, f"{len(load())} dashboards, {len(RULES)} rules, {len(found)} breaches"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
