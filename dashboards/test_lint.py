"""Each rule passes a good dashboard, and finds the fault of a bad one."""

import copy
import unittest
from collections.abc import Callable

import lint
from model import Json

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
MATCHERS = '{job=~"$job", instance=~"$instance"}'


def good() -> Json:
    def variable(name: str) -> Json:
        return {
            "name": name, "label": name.title(), "type": "query", "datasource": SOURCE, "refresh": 2, "multi": True,
            "includeAll": True, "allValue": ".+", "query": f"label_values(gluster_volume_up, {name})",
        }  # fmt: skip

    expression = f"sum by (volume) (rate(gluster_a_total{MATCHERS}[$__rate_interval]))"
    target = {"refId": "A", "expr": expression, "datasource": SOURCE}
    panel = {"id": 1, "type": "timeseries", "title": "Rate", "description": "A rate.", "datasource": SOURCE}
    panel |= {"fieldConfig": {"defaults": {"unit": "ops"}, "overrides": []}, "targets": [target]}
    source = {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"}
    return {
        "title": "T", "editable": False, "panels": [{"type": "row", "title": "R", "panels": [panel]}],
        "templating": {"list": [source, variable("job"), variable("instance")]},
    }  # fmt: skip


def panel(board: Json) -> Json:
    return board["panels"][0]["panels"][0]


def variable(board: Json, number: int) -> Json:
    return board["templating"]["list"][number]


def ask(expression: str) -> Callable[[Json], None]:
    return lambda board: panel(board)["targets"][0].update(expr=expression)


BAD: dict[str, list[Callable[[Json], None]]] = {
    "template-datasource-rule": [
        lambda board: board["templating"]["list"].pop(0),
        lambda board: variable(board, 0).update(name="source"),
        lambda board: variable(board, 0).update(label="Source"),
    ],
    "template-job-rule": [
        lambda board: board["templating"]["list"].pop(1),
        lambda board: variable(board, 1).update(multi=False),
        lambda board: variable(board, 1).update(allValue=".*"),
        lambda board: variable(board, 1).update(datasource={"uid": "fixed"}),
        lambda board: variable(board, 1).update(label="Task"),
    ],
    "template-instance-rule": [lambda board: board["templating"]["list"].pop(2)],
    "template-label-promql-rule": [
        lambda board: variable(board, 2).update(query="gluster_volume_up"),
        lambda board: variable(board, 2).update(query="label_values(up{, instance)"),
    ],
    "template-on-time-change-reload-rule": [lambda board: variable(board, 2).update(refresh=1)],
    "panel-datasource-rule": [lambda board: panel(board).update(datasource={"uid": "fixed"})],
    "panel-title-description-rule": [
        lambda board: panel(board).update(title=""),
        lambda board: panel(board).pop("description"),
    ],
    "panel-units-rule": [
        lambda board: panel(board)["fieldConfig"]["defaults"].pop("unit"),
        lambda board: panel(board)["fieldConfig"]["defaults"].update(unit="parsecs"),
    ],
    "panel-no-targets-rule": [lambda board: panel(board).update(targets=[])],
    "target-promql-rule": [ask(f"sum(gluster_volume_up{MATCHERS}")],
    "target-rate-interval-rule": [ask(f"rate(gluster_a_total{MATCHERS}[5m])")],
    "target-job-rule": [ask('gluster_volume_up{instance=~"$instance"}'), ask("sum(gluster_volume_up)")],
    "target-instance-rule": [ask('gluster_volume_up{job=~"$job"}')],
    "target-counter-agg-rule": [ask(f"gluster_a_total{MATCHERS}"), ask(f"sum(gluster_a_total{MATCHERS})")],
    "target-logql-rule": [lambda board: panel(board)["targets"][0].update(datasource={"type": "loki"})],
    "target-logql-auto-rule": [ask(f"rate(gluster_a_total{MATCHERS}[$__auto])")],
    "uneditable-dashboard": [lambda board: board.update(editable=True)],
}


class Rules(unittest.TestCase):
    def test_good(self) -> None:
        for rule, function in lint.RULES.items():
            with self.subTest(rule):
                self.assertEqual(list(function(good())), [])

    def test_bad(self) -> None:
        self.assertEqual(BAD.keys(), lint.RULES.keys())
        for rule, changes in BAD.items():
            for number, change in enumerate(changes):
                with self.subTest(rule, number=number):
                    board = copy.deepcopy(good())
                    change(board)
                    self.assertTrue(list(lint.RULES[rule](board)))

    def test_exceptions(self) -> None:
        entry = {"dashboard": "T", "panel": "Rate"}
        settings = {"exclusions": {"a-rule": {"reason": "so", "entries": [entry]}, "b-rule": None}}
        self.assertTrue(lint.excepted("a-rule", good(), "Rate", settings))
        self.assertFalse(lint.excepted("a-rule", good(), "Other", settings))
        self.assertTrue(lint.excepted("b-rule", good(), "Other", settings))
        self.assertFalse(lint.excepted("c-rule", good(), "Rate", settings))


if __name__ == "__main__":
    unittest.main()
