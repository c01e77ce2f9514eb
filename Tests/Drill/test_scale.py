#!/usr/bin/env python3
"""Tests of the shortened rules."""

import unittest

from scale import scale, scaled


class Scaling(unittest.TestCase):
    def test_windows_and_offsets(self) -> None:
        expected = "rate(a[10000ms]) > rate(a[10000ms] offset 1440000ms)"
        self.assertEqual(scaled("rate(a[10m]) > rate(a[10m] offset 1d)", 60), expected)
        self.assertEqual(scaled("max_over_time(a[1h:1m])", 60), "max_over_time(a[60000ms:5000ms])")

    def test_windows_keep_some_scrapes(self) -> None:
        self.assertEqual(scaled("increase(a[1m]) > 3", 60), "increase(a[5000ms]) > 3")

    def test_ages(self) -> None:
        self.assertEqual(scaled("time() - a > 6 * 3600", 60), "time() - a > 6 * 60.0")
        self.assertEqual(scaled("time() - a > 90 * 60", 60), "time() - a > 90 * 1.0")

    def test_other_numbers_stay(self) -> None:
        for text in ['a{b="5m"} > 60', "a * 60 > 3600", "a / 3600", 'a{b=~"10 * 60"}']:
            self.assertEqual(scaled(text, 60), text)

    def test_rules(self) -> None:
        rule = {"alert": "A", "expr": "a > 1", "for": "1h", "keep_firing_for": "30s", "labels": {"severity": "info"}}
        document = {"groups": [{"name": "g", "interval": "1m", "rules": [rule]}]}
        expected = rule | {"for": "60000ms", "keep_firing_for": "3000ms"}
        self.assertEqual(scale(document, 60), {"groups": [{"name": "g", "rules": [expected]}]})


if __name__ == "__main__":
    unittest.main()
