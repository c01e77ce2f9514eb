#!/usr/bin/env python3
"""Changes every threshold, comparison and duration of the rules by a notch: each change must fail a test.

usage: mutate.py [FILE.yml | RuleName ...]

Without arguments, all rules. Changes that mean the same as before stand with a reason in tests/equivalent-SUBJECT.yml.
Prints every change that no test noticed, and the score; exits with 1 when there is any.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from rules import HERE, Rule, Token, load, rules, series_of, test_files, without_matchers

COMPARISONS = {">": ">=", ">=": ">", "<": "<=", "<=": "<", "==": "!=", "!=": "=="}
SETS = {"and": "unless", "unless": "and"}
STEP = 30_000  # ms: the evaluation interval of the tests
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000}


@dataclass(frozen=True)
class Mutant:
    rule: Rule
    place: str  # the key of the rule that is changed
    text: str  # what stands there then
    what: str  # the change, for people

    def __str__(self) -> str:
        return f"{self.rule.file.name}: {self.rule.name}: {self.place}: {self.what}"


def milliseconds(text: str) -> int:
    total, digits = 0, ""
    rest = text
    while rest:
        while rest[0].isdigit():
            digits, rest = digits + rest[0], rest[1:]
        unit = "ms" if rest.startswith("ms") else rest[0]
        total, digits, rest = total + int(digits) * UNITS[unit], "", rest[len(unit) :]
    return total


def neighbours(duration: str) -> list[str]:
    """A fifth less, and a fifth more: by one evaluation of the tests at least."""
    whole = milliseconds(duration)
    step = max(whole // 5, STEP)
    return [f"{max(whole - step, 0)}ms", f"{whole + step}ms"]


def notches(number: str) -> list[str]:
    """A tenth less and more, at least 1 where it is a small whole number."""
    value = Fraction(number)
    if value == 0:
        return ["1", "(-1)"]
    step = max(abs(value) / 10, Fraction(1)) if value.denominator == 1 and abs(value) < 10 else value / 10
    return [f"({float(value - step)!r})", repr(float(value + step))]


def changes(token: Token) -> list[str]:
    match token.kind:
        case "operator":
            return [COMPARISONS[token.text]] if token.text in COMPARISONS else []
        case "word":
            return [SETS[token.text]] if token.text in SETS else []
        case "duration":
            return neighbours(token.text)
        case "number":
            return notches(token.text)
    return []


def mutants(rule: Rule) -> Iterator[Mutant]:
    for key in ("for", "keep_firing_for"):
        for duration in neighbours(rule.body[key]) if key in rule.body else []:
            yield Mutant(rule, key, duration, f"{rule.body[key]} → {duration}")
    expression = rule.expression
    for token in without_matchers(expression):
        for text in changes(token):
            mutated = expression[: token.start] + text + expression[token.end :]
            around = " ".join(expression[max(0, token.start - 30) : token.end + 20].split())
            yield Mutant(rule, "expr", mutated, f"{token.text} → {text} in … {around} …")


def needed(rule: Rule, every: list[Rule]) -> list[Rule]:
    """The rule, and all recording rules that it rests on, in the order of the files."""
    names, open_names = set[str](), {rule.name}
    while open_names:
        names |= open_names
        reads = [series_of(one.expression) for one in every if one.name in open_names]
        open_names = {one.name for one in every if not one.is_alert} & set().union(*reads) - names
    return [one for one in every if one.name in names]


def about(test: Any, rule: Rule) -> Any:
    """What of a test is about the rule; None when nothing is."""
    if rule.is_alert:
        cases = [case for case in test.get("alert_rule_test", []) if case["alertname"] == rule.name]
        key, other = "alert_rule_test", "promql_expr_test"
    else:
        cases = [case for case in test.get("promql_expr_test", []) if rule.name in series_of(case["expr"])]
        key, other = "promql_expr_test", "alert_rule_test"
    return {name: part for name, part in test.items() if name != other} | {key: cases} if cases else None


class Bench:
    """The tests of one rule, on this rule and what it rests on alone: all of it each time would take hours."""

    def __init__(self, rule: Rule, every: list[Rule], tests: dict[str, Any]) -> None:
        self.rule, self.rules = rule, needed(rule, every)
        found = {name: [about(test, rule) for test in body["tests"]] for name, body in tests.items()}
        kept = {name: [one for one in some if one] for name, some in found.items()}
        self.tests = {name: tests[name] | {"tests": some} for name, some in kept.items() if some}

    def passes(self, mutant: Mutant | None) -> bool:
        """Whether all tests pass with the change, or without one."""
        return all(self.runs(body, mutant) for body in self.tests.values())

    def runs(self, body: Any, mutant: Mutant | None) -> bool:
        groups: dict[str, list[Any]] = {}
        for one in self.rules:
            if f"../{one.file.name}" in body["rule_files"]:
                change = {mutant.place: mutant.text} if mutant and one is self.rule else {}
                groups.setdefault(one.group, []).append(one.body | change)
        order = [group for group in body.get("group_eval_order", []) if group in groups]
        with tempfile.TemporaryDirectory() as folder:
            document = {"groups": [{"name": name, "rules": some} for name, some in groups.items()]}
            write(Path(folder) / "rules.yml", document)
            write(Path(folder) / "test.yml", body | {"rule_files": ["rules.yml"], "group_eval_order": order})
            done = subprocess.run(["promtool", "test", "rules", f"{folder}/test.yml"], capture_output=True)
            return done.returncode == 0


def write(file: Path, document: Any) -> None:
    file.write_text(yaml.dump(document, Dumper=Plain, width=10_000, sort_keys=False))


class Plain(yaml.SafeDumper):
    """Writes without anchors, which promtool's reader knows, but which cost time."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def chosen(words: list[str], every: list[Rule]) -> list[Rule]:
    unknown = set(words) - {rule.name for rule in every} - {rule.file.name for rule in every}
    if unknown:
        sys.exit(f"mutate: neither a rule nor a rule file: {', '.join(sorted(unknown))}")
    return [rule for rule in every if not words or rule.name in words or rule.file.name in words]


def main(words: list[str]) -> int:
    reasons: dict[str, str] = {}
    for listed in sorted((HERE / "tests").glob("equivalent-*.yml")):
        reasons |= load(listed)
    every = rules()
    tests = {file.name: load(file) for file in test_files()}
    benches = [Bench(rule, every, tests) for rule in chosen(words, every)]
    unfit = [bench.rule.name for bench in benches if not bench.tests or not bench.passes(None)]
    if unfit:
        sys.exit(f"mutate: their tests are missing, or fail without any change: {', '.join(unfit)}")
    work = [(bench, mutant) for bench in benches for mutant in mutants(bench.rule)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        survived = list(pool.map(lambda one: one[0].passes(one[1]), work))
    unnoticed = [str(mutant) for (_, mutant), lives in zip(work, survived) if lives]
    survivors = [line for line in unnoticed if line not in reasons]
    stale = [] if words else sorted(set(reasons) - set(unnoticed))
    for line in survivors:
        print(f"not noticed: {line}")
    for line in stale:
        print(f"listed as equivalent, and is none: {line}")
    counted = len(work) - (len(unnoticed) - len(survivors))
    score = 100 * (counted - len(survivors)) / max(counted, 1)
    print(f"{counted} changes, {len(survivors)} not noticed ({score:.1f} %); {len(work) - counted} more mean the same")
    return 1 if survivors or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
