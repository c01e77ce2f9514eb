#!/usr/bin/env python3
"""Changes every threshold, comparison and duration of the rules by a notch: each change must fail a test.

usage: mutate.py [FILE.yml | AlertName ...]

Without arguments, all rules. Changes that mean the same as before stand with a reason in tests/equivalent-SUBJECT.yml.
Prints every change that no test noticed, and the score; exits with 1 when there is any.
"""

import copy
import os
import shutil
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

from rules import HERE, Rule, Token, files, load, rules, test_files, without_matchers

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


def mutated(mutant: Mutant) -> Any:
    document = copy.deepcopy(load(mutant.rule.file))
    for group in document["groups"]:
        for body in group["rules"] if group["name"] == mutant.rule.group else []:
            if body == mutant.rule.body:
                body[mutant.place] = mutant.text
    return document


def tests_of(file: Path) -> list[Path]:
    """The tests that load a rule file, its own first."""
    loading = [test for test in test_files() if f"../{file.name}" in load(test)["rule_files"]]
    return sorted(loading, key=lambda test: test.stem != f"{file.stem}_test")


def survives(mutant: Mutant) -> bool:
    """Whether no test notices."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tests").mkdir()
        for file in files():
            shutil.copy(file, folder)
        (Path(folder) / mutant.rule.file.name).write_text(yaml.safe_dump(mutated(mutant), width=10_000))
        for test in tests_of(mutant.rule.file):
            copied = shutil.copy(test, Path(folder) / "tests")
            done = subprocess.run(["promtool", "test", "rules", copied], capture_output=True, text=True)
            if done.returncode != 0:
                return False
    return True


def chosen(words: list[str]) -> list[Rule]:
    every = rules()
    unknown = set(words) - {rule.name for rule in every} - {rule.file.name for rule in every}
    if unknown:
        sys.exit(f"mutate: neither a rule nor a rule file: {', '.join(sorted(unknown))}")
    return [rule for rule in every if not words or rule.name in words or rule.file.name in words]


def main(words: list[str]) -> int:
    for test in test_files():
        subprocess.run(["promtool", "test", "rules", test], check=True, stdout=subprocess.DEVNULL)
    reasons: dict[str, str] = {}
    for listed in sorted((HERE / "tests").glob("equivalent-*.yml")):
        reasons |= load(listed)
    every = [mutant for rule in chosen(words) for mutant in mutants(rule)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(zip(every, pool.map(survives, every)))
    survivors = [str(mutant) for mutant, survived in outcomes if survived and str(mutant) not in reasons]
    equivalent = [str(mutant) for mutant, survived in outcomes if survived and str(mutant) in reasons]
    stale = [] if words else sorted(set(reasons) - set(equivalent))
    for line in survivors:
        print(f"not noticed: {line}")
    for line in stale:
        print(f"listed as equivalent, and is none: {line}")
    counted = len(every) - len(equivalent)
    score = 100 * (counted - len(survivors)) / max(counted, 1)
    print(f"{counted} changes, {len(survivors)} not noticed ({score:.1f} %); {len(equivalent)} more mean the same")
    return 1 if survivors or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
