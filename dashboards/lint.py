#!/usr/bin/env python3
"""The rules of Grafana's dashboard linter, on all committed dashboards. Exceptions, with reasons, stand in .lint."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import model
import yaml
from model import Json

Fault = tuple[str, str]  # the panel, or "", and what is wrong
Rule = Callable[[Json], Iterator[Fault]]
SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?\s*(\[[^\]]*\])?")
UNITS = set(
    "none string short percent percentunit bytes decbytes Bps binBps bps reqps ops iops rps wps cps cpm opm rpm wpm"
    " hertz ns µs ms s m h d dtdurations dtdurationms dthms dateTimeAsIso dateTimeFromNow dateTimeAsSystem"
    " dateTimeAsLocal dateTimeAsLocalNoDateIfToday bool bool_yes_no bool_on_off locale sci".split()
)
PROBE = model.built_in(60, 3600, 15)


def template_datasource(board: Json) -> Iterator[Fault]:
    """One variable for the data source, with the usual name and label."""
    found = model.variables(board, "datasource")
    if len(found) != 1:
        yield "", f"{len(found)} variables for the data source"
    for one in found:
        if one["name"] not in ("datasource", "prometheus_datasource"):
            yield "", f"the data source is called {one['name']}"
        if one.get("label") not in ("Data source", "Prometheus data source"):
            yield "", f"the data source's label is {one.get('label')}"


def filter_variable(board: Json, name: str) -> Iterator[Fault]:
    """A variable of several values for a label that every series has."""
    found = [one for one in model.variables(board) if one["name"] == name]
    if not found:
        yield "", f"no variable {name}"
    for one in found:
        if (one.get("datasource") or {}).get("uid") not in ("$datasource", "${datasource}"):
            yield "", f"{name} does not ask $datasource"
        if (one.get("label") or "").lower() != name:
            yield "", f"{name} has the label {one.get('label')}"
        if not one.get("multi") or not one.get("includeAll") or one.get("allValue") != ".+":
            yield "", f"{name} takes not several values, or its All is not .+"


def template_job(board: Json) -> Iterator[Fault]:
    yield from filter_variable(board, "job")


def template_instance(board: Json) -> Iterator[Fault]:
    yield from filter_variable(board, "instance")


def template_label_promql(board: Json) -> Iterator[Fault]:
    """Variables ask for the values of a label, of a selector that is one."""
    for one in model.variables(board):
        asked = model.label_values(one)
        if not asked:
            yield "", f"{one['name']} is not label_values(series, label)"
        elif asked[0] and not parses(asked[0], board):
            yield "", f"{one['name']}: no PromQL: {asked[0]}"


def template_on_time_change_reload(board: Json) -> Iterator[Fault]:
    for one in model.variables(board):
        if one.get("refresh") != 2:
            yield "", f"{one['name']} is not read again when the time changes"


def panel_datasource(board: Json) -> Iterator[Fault]:
    for panel in model.panels(board):
        if (panel.get("datasource") or {}).get("uid") not in ("$datasource", "${datasource}"):
            yield panel["title"], "does not ask $datasource"


def panel_title_description(board: Json) -> Iterator[Fault]:
    for panel in model.panels(board):
        if not panel.get("title") or not panel.get("description"):
            yield panel.get("title") or f"number {panel.get('id')}", "no title or no description"


def panel_units(board: Json) -> Iterator[Fault]:
    """A unit that Grafana has, for whatever shows numbers; values that are mapped to words need none."""
    for panel in model.panels(board):
        config = panel.get("fieldConfig", {})
        own = [config.get("defaults", {}).get("unit", "")]
        rest = [p["value"] for o in config.get("overrides", []) for p in o["properties"] if p["id"] == "unit"]
        shown = panel["type"] in ("stat", "table", "timeseries", "gauge", "bargauge")
        for unit in own * shown + rest:
            if unit not in UNITS and not re.match(r"^(suffix|prefix|time):.", unit):
                yield panel["title"], f"the unit is '{unit}'"


def panel_no_targets(board: Json) -> Iterator[Fault]:
    for panel in model.panels(board):
        if panel["type"] != "text" and not panel.get("targets"):
            yield panel["title"], "asks nothing"


def target_promql(board: Json) -> Iterator[Fault]:
    for panel, target in model.targets(board):
        if not parses(target["expr"], board):
            yield panel["title"], f"no PromQL: {target['expr']}"


def target_rate_interval(board: Json) -> Iterator[Fault]:
    """Rates are over $__rate_interval; an increase may also be in the hour before, or, at the end, over $__range."""
    for panel, target in model.targets(board):
        for function, window in re.findall(r"\b(rate|irate|increase)\s*\([^\[\]]*\[([^\]]*)\]", target["expr"]):
            fixed = function == "increase" and (window == "1h" or window == "$__range" and target.get("instant"))
            if window != "$__rate_interval" and not fixed:
                yield panel["title"], f"{function} over {window}"


def matchers(board: Json, label: str) -> Iterator[Fault]:
    for panel, target in model.targets(board):
        for name, braces, _ in selectors(target["expr"]):
            if not re.search(rf'\b{label}=~"\${label}"', braces):
                yield panel["title"], f'{name} without {label}=~"${label}"'


def target_job(board: Json) -> Iterator[Fault]:
    yield from matchers(board, "job")


def target_instance(board: Json) -> Iterator[Fault]:
    yield from matchers(board, "instance")


def target_counter_agg(board: Json) -> Iterator[Fault]:
    """A counter is only looked at through its rate or increase; a table may say how far it has come."""
    for panel, target in model.targets(board):
        if panel["type"] == "table" and target.get("instant"):
            continue
        for found in re.finditer(r"(\w+)?\s*(\(\s*)?\b(\w+_total)\b\s*(?:\{[^}]*\})?\s*(\[)?", target["expr"]):
            if found[1] not in ("rate", "irate", "increase") or not found[4]:
                yield panel["title"], f"{found[3]} without rate or increase"


def target_logql(board: Json) -> Iterator[Fault]:
    """All ask Prometheus, none Loki: there is no LogQL that could be wrong."""
    for panel, target in model.targets(board):
        if (target.get("datasource") or {}).get("type") != "prometheus":
            yield panel["title"], "does not ask Prometheus"


def target_logql_auto(board: Json) -> Iterator[Fault]:
    for panel, target in model.targets(board):
        if "$__auto" in target["expr"]:
            yield panel["title"], "$__auto is for LogQL"


def uneditable(board: Json) -> Iterator[Fault]:
    if board.get("editable") is not False:
        yield "", "can be edited"


RULES: dict[str, Rule] = {
    function.__name__.replace("_", "-") + "-rule": function
    for function in (
        template_datasource, template_job, template_instance, template_label_promql, template_on_time_change_reload,
        panel_datasource, panel_title_description, panel_units, panel_no_targets, target_promql, target_rate_interval,
        target_job, target_instance, target_counter_agg, target_logql, target_logql_auto,
    )
} | {"uneditable-dashboard": uneditable}


def selectors(expression: str) -> Iterator[tuple[str, str, str]]:
    """Names of series with their braces and ranges; functions, words and lists of labels are none."""
    lists = r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)"
    plain = re.sub(lists, r"\1", expression)
    for found in SELECTOR.finditer(re.sub(r'"[^"]*"', lambda s: s[0].replace("{", "(").replace("}", ")"), plain)):
        if found[2] or re.match(r"^(gluster|caddy|process|pool)[_:]|^(ALERTS|up)$", found[1]):
            yield found[1], found[2] or "", found[3] or ""


KNOWN: dict[str, bool] = {}


def parses(expression: str, board: Json) -> bool:
    """promtool takes it, with the variables replaced."""
    names = {one["name"]: "x" for one in model.variables(board)}
    text = model.substituted(expression, names | PROBE)
    if text not in KNOWN:
        KNOWN[text] = accepted([text])
    return KNOWN[text]


def accepted(texts: list[str]) -> bool:
    rules = [{"record": "probe:probe", "expr": text, "labels": {"n": str(n)}} for n, text in enumerate(texts)]
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        yaml.safe_dump({"groups": [{"name": "probe", "rules": rules}]}, file)
        file.flush()
        command = ["promtool", "check", "rules", "--lint=none", file.name]
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0


def prepare(boards: dict[str, Json]) -> None:
    """Asks promtool about all expressions at once; only when it finds a fault are they asked for one by one."""
    texts = set()
    for board in boards.values():
        names = {one["name"]: "x" for one in model.variables(board)}
        asked = [a[0] for a in map(model.label_values, model.variables(board)) if a]
        texts |= {model.substituted(e, names | PROBE) for e in [t["expr"] for _, t in model.targets(board)] + asked}
    if accepted(sorted(texts)):
        KNOWN.update(dict.fromkeys(texts, True))


def excepted(rule: str, board: Json, panel: str, settings: Json) -> bool:
    given: Any = (settings.get("exclusions") or {}).get(rule, False)
    if given is False:
        return False
    entries = (given or {}).get("entries")
    return not entries or any(
        one.get("dashboard", board["title"]) == board["title"] and one.get("panel", panel) == panel for one in entries
    )


def main() -> int:
    boards = model.load()
    prepare(boards)
    file = model.HERE / ".lint"
    settings = yaml.safe_load(file.read_text()) if file.exists() else {}
    faults = sorted(
        f"dashboards/{name}: {panel or '-'}: {rule}: {what}"
        for name, board in boards.items()
        for rule, function in RULES.items()
        for panel, what in function(board)
        if not excepted(rule, board, panel, settings)
    )
    print("\n".join(faults) or f"{len(boards)} dashboards, {len(RULES)} rules")
    return 1 if faults or not boards else 0


if __name__ == "__main__":
    sys.exit(main())
