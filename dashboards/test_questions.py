"""The schema, the expressions as Grafana sends them, and the check of answers against a Prometheus made of paper."""

import copy
import unittest
from typing import Any

import model
import schema
import verify
from units import written


class Paper(verify.Prometheus):
    """Answers everything with the same series."""

    series: list[model.Json] = []

    def ask(self, expression: str, instant: bool) -> list[model.Json]:
        if "refused" in expression:
            raise verify.NoAnswer("no")
        return self.series

    def values(self, series: str, label: str) -> list[str]:
        return ["a"]


def faults(series: list[model.Json], expression: str = "up", **extra: Any) -> list[str]:
    paper = type("Sheet", (Paper,), {"series": series})("http://x", 0, 600)
    panel = {"title": "P", "targets": [{"refId": "A", "expr": expression, **extra}]}
    return list(verify.panel_faults("b.json", panel, {}, paper))


def one(value: str = "1", **labels: str) -> model.Json:
    return {"metric": labels, "values": [[0, value]]}


class Schema(unittest.TestCase):
    def setUp(self) -> None:
        self.board = copy.deepcopy(next(iter(model.load().values())))

    def test_committed(self) -> None:
        self.assertEqual(schema.faults(self.board), [])

    def test_lost(self) -> None:
        self.board["sparkles"] = True
        next(model.panels(self.board))["options"]["sparkles"] = 1
        self.assertEqual(len(schema.faults(self.board)), 2)

    def test_unreadable(self) -> None:
        self.board["panels"] = [{"gridPos": 7, "type": "stat"}]
        self.assertTrue(schema.faults(self.board))


class Expressions(unittest.TestCase):
    def test_substituted(self) -> None:
        text = 'a{v=~"$v", w="${w:regex}"}[$__rate_interval] $unknown'
        values = {"v": "x", "w": "y"} | model.built_in(15, 600, 15)
        self.assertEqual(model.substituted(text, values), 'a{v=~"x", w="y"}[60s] $unknown')

    def test_one_value(self) -> None:
        self.assertEqual(model.one_value("n1:/a.b"), r"n1:/a\\.b")

    def test_label_values(self) -> None:
        self.assertEqual(model.label_values({"query": 'label_values(a{b="c, d"}, e)'}), ('a{b="c, d"}', "e"))
        self.assertIsNone(model.label_values({"query": "query_result(a)"}))


class Answers(unittest.TestCase):
    def test_good(self) -> None:
        self.assertEqual(faults([one(volume="v")], legendFormat="{{volume}}"), [])

    def test_empty(self) -> None:
        self.assertEqual(faults([]), ["no data"])

    def test_not_finite(self) -> None:
        self.assertIn("no numbers", faults([one("NaN"), one("+Inf")])[0])

    def test_legend(self) -> None:
        self.assertIn("brick", faults([one(volume="v")], legendFormat="{{brick}}")[0])

    def test_too_many(self) -> None:
        self.assertEqual(faults([one()] * 200), [])
        self.assertEqual(faults([one()] * 201), ["201 series"])

    def test_refused(self) -> None:
        self.assertEqual(faults([], "refused"), ["A: no: refused", "no data"])


class Units(unittest.TestCase):
    def test_written(self) -> None:
        for value, unit, text in (
            (1536, "bytes", "1.5 KiB"), (2e6, "Bps", "2 MB/s"), (0.25, "percentunit", "25 %"), (0.002, "s", "2 ms"),
            (7200, "s", "2 h"), (3, "none", "3"), (0, "s", "0 s"), (4, "cpm", "4 c/m"),
        ):  # fmt: skip
            self.assertEqual(written(value, unit), text)


if __name__ == "__main__":
    unittest.main()
