#!/usr/bin/env python3
"""Each check of the dashboards finds what it is for."""

import copy
import json
import unittest
from collections.abc import Callable

import lint
import schema
from boards import Body, load, panels, selectors, substituted, targets, variables

BOARD = load()["gluster-heal.json"]


def changed(change: Callable[[Body], object]) -> Body:
    board = copy.deepcopy(BOARD)
    change(board)
    return board


def first(board: Body) -> Body:
    return panels(board)[0]


def query(board: Body) -> Body:
    return targets(first(board))[0]


def variable(board: Body, name: str) -> Body:
    return next(one for one in variables(board) if one["name"] == name)


BREACHES: dict[str, Callable[[Body], object]] = {
    "template-datasource-rule": lambda board: variable(board, "datasource").update(label="Source"),
    "template-job-rule": lambda board: variable(board, "job").update(multi=False),
    "template-instance-rule": lambda board: variable(board, "instance").update(allValue=".*"),
    "template-label-promql-rule": lambda board: variable(board, "volume").update(query="query_result(up)"),
    "template-on-time-change-reload-rule": lambda board: variable(board, "volume").update(refresh=1),
    "panel-datasource-rule": lambda board: query(board)["datasource"].update(uid="prometheus"),
    "panel-title-description-rule": lambda board: first(board).update(description=""),
    "panel-units-rule": lambda board: first(board)["fieldConfig"]["defaults"].update(unit="parrots"),
    "panel-no-targets-rule": lambda board: first(board).update(targets=[]),
    "target-promql-rule": lambda board: query(board).update(expr='up{job=~"$job", instance=~"$instance"} +'),
    "target-rate-interval-rule": lambda board: query(board).update(
        expr='rate(gluster_x_total{job=~"$job", instance=~"$instance"}[5m])'
    ),
    "target-job-rule": lambda board: query(board).update(expr='gluster_x{instance=~"$instance"}'),
    "target-instance-rule": lambda board: query(board).update(expr='gluster_x{job=~"$job"}'),
    "target-counter-agg-rule": lambda board: query(board).update(
        expr='gluster_x_total{job=~"$job", instance=~"$instance"}'
    ),
    "uneditable-dashboard": lambda board: board.update(editable=True),
}


class Lint(unittest.TestCase):
    def test_good(self) -> None:
        self.assertEqual(lint.breaches(BOARD), [])

    def test_each_rule(self) -> None:
        self.assertEqual(BREACHES.keys(), lint.RULES.keys())
        for rule, change in BREACHES.items():
            with self.subTest(rule):
                found = lint.breaches(changed(change))
                self.assertTrue(found and all(f": {rule}: " in breach for breach in found), found)

    def test_what_passes_needlessly_is_told(self) -> None:
        said = lint.breaches(BOARD, {("Here", "panel-units-rule")})
        self.assertEqual(said, ["Here: panel-units-rule: .lint lets pass what is no breach"])


class Schema(unittest.TestCase):
    def test_good(self) -> None:
        self.assertEqual(schema.faults(BOARD), [])

    def test_bad(self) -> None:
        for change in [
            lambda board: board.update(colour="green"),
            lambda board: board.update(graphTooltip="1"),
            lambda board: first(board).update(width=3),
            lambda board: first(board)["options"].update(colour="green"),
            lambda board: query(board).update(interval_ms=3),
        ]:
            board = changed(change)
            with self.subTest(json.dumps(board)[:40]):
                self.assertNotEqual(schema.faults(board), [])


class Expressions(unittest.TestCase):
    def test_selectors(self) -> None:
        found = list(selectors('sum by (gluster_up) (rate(gluster_x_total{job="a"}[5m])) / on (job) gluster_up'))
        self.assertEqual([one.name for one in found if one.name != "gluster_up"], ["gluster_x_total"])
        self.assertEqual((found[1].function, found[1].matchers, found[1].is_range), ("rate", 'job="a"', True))

    def test_variables(self) -> None:
        text = substituted('a{b=~"$job", c=~"${job:regex}", d="$jobs"}[$__rate_interval]', {"job": ".+"}, "30s")
        self.assertEqual(text, 'a{b=~".+", c=~".+", d="$jobs"}[30s]')


if __name__ == "__main__":
    unittest.main()
