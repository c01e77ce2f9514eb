#!/usr/bin/env python3
"""Holds our parsers and declarations to the tables that lie beside this file, and other people's readers to them.

usage: tables.py PROGRAM

text-*.yaml, openmetrics-*.yaml: rules with cases. Of each case:
  text     the document: one string, or parts of it; a part may be [string, times]. `bytes`: the same, byte by byte
  takes    what we read, as show.py has it, or
  refused  the line and the reason with which we refuse it
  differs  who decides otherwise, and why; whoever is not named decides as we do
  reads    who takes it, but reads other samples than we do, and why
declarations.yaml: declarations with what is wrong with them (faults).
encoder.yaml: families with what is written of them.
passed.yaml: documents in text, with what is passed on of them in OpenMetrics, and how many lines are dropped.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

import judges
from show import shown
from subject import Subject, bits, declaration

HERE = Path(__file__).parent


def rules(pattern: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rules of all files of a name, each with where it stands."""
    for path in sorted(HERE.glob(pattern)):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield f"{path.name}: {rule['rule']}", rule


def document(case: dict[str, Any]) -> bytes:
    """The bytes of a case."""
    if "bytes" in case:
        return case["bytes"].encode("latin-1")
    parts = [case["text"]] if isinstance(case["text"], str) else case["text"]
    return "".join(part if isinstance(part, str) else part[0] * part[1] for part in parts).encode("utf-8")


def check_reading(subject: Subject, case: dict[str, Any], openmetrics: bool) -> Iterator[str]:
    """What is not as the table has it."""
    given = document(case)
    read = subject.parse(given, openmetrics)
    expected = case.get("takes", case.get("refused"))
    made = read if isinstance(read, str) else shown(read)
    if made != expected:
        yield f"we make of it {made!r}, not {expected!r}"
    theirs = judges.python_families(given, openmetrics)
    refusals = {"python": theirs if isinstance(theirs, str) else None}
    if not openmetrics:
        refusals["promtool"] = judges.promtool_refusal(given)
    for name, refusal in refusals.items():
        differs = (refusal is None) == isinstance(read, str)
        if differs != (name in case.get("differs", {})):
            yield f"{name} {'refuses it: ' + refusal if refusal else 'takes it'}"
    if not isinstance(read, str) and not isinstance(theirs, str):
        other = sorted(judges.python_samples(theirs)) != sorted(judges.our_samples(read, openmetrics))
        if other != ("python" in case.get("reads", {})):
            yield f"python reads {'other' if other else 'the same'} samples: {judges.python_samples(theirs)!r}"[:500]


def check_declaration(subject: Subject, case: dict[str, Any]) -> Iterator[str]:
    """What is found wrong with a declaration, and should not be, or the reverse."""
    given = {key: case[key] for key in ("kind", "name", "labels", "help") if key in case}
    faults = subject.faults(declaration(**given, bounds=[float(bound) for bound in case.get("bounds", [])]))
    if faults != case["faults"]:
        yield f"the faults are {faults!r}, not {case['faults']!r}"


def check_writing(subject: Subject, case: dict[str, Any]) -> Iterator[str]:
    """What is not written as it should be; both strict parsers take all that is."""
    written = subject.encode([family(given) for given in case["families"]])
    for openmetrics, body in zip((False, True), written):
        expected = case.get("openmetrics" if openmetrics else "text")
        if expected is not None and body.decode("utf-8") != expected:
            yield f"written is {body!r}, not {expected!r}"
        theirs = judges.python_families(body, openmetrics)
        if isinstance(theirs, str):
            yield f"python refuses {body!r}: {theirs}"
        if isinstance(read := subject.parse(body, openmetrics), str):
            yield f"we refuse {body!r}: {read}"


OURS = [declaration("gauge", "up"), declaration("info", "i_info")]


def check_passing(subject: Subject, case: dict[str, Any]) -> Iterator[str]:
    """What is not passed on as it should be."""
    *bodies, dropped = subject.passed([("x", document(case))], False, OURS)
    if dropped != case.get("dropped", {}):
        yield f"dropped is {dropped!r}"
    if bodies[1].decode("utf-8") != case["openmetrics"]:
        yield f"passed is {bodies[1]!r}"
    for openmetrics, body in zip((False, True), bodies):
        theirs = judges.python_families(body, openmetrics)
        if isinstance(theirs, str):
            yield f"python refuses {body!r}: {theirs}"


def family(given: dict[str, Any]) -> dict[str, Any]:
    """A family of encoder.yaml as it is asked for."""
    keys = ("kind", "name", "labels", "help")
    made = declaration(**{key: given[key] for key in keys if key in given}, bounds=given.get("bounds", []))
    for *labels, value in given["samples"]:
        if isinstance(value, dict):
            row = {"labels": labels, "value": bits(float(value["sum"])), "counts": value["counts"]}
        else:
            row = {"labels": labels, "value": bits(float(value))}
        made["samples"].append(row)
    return made


Found = tuple[str, dict[str, Any], Iterator[str]]


def checks(subject: Subject) -> Iterator[Found]:
    """Every case, with where it stands and what is found."""
    readings = [(where, case) for where, rule in rules("text-*.yaml") for case in rule["cases"]]
    with ThreadPoolExecutor() as pool:  # Most of the time goes into starting promtool.
        list(pool.map(judges.promtool_refusal, (document(case) for _, case in readings)))
    yield from ((where, case, check_reading(subject, case, False)) for where, case in readings)
    for pattern, check in (
        ("openmetrics-*.yaml", lambda subject, case: check_reading(subject, case, True)),
        ("declarations.yaml", check_declaration), ("encoder.yaml", check_writing), ("passed.yaml", check_passing),
    ):  # fmt: skip
        for where, rule in rules(pattern):
            yield from ((where, case, check(subject, case)) for case in rule["cases"])


def main(program: str) -> int:
    """One line for all that is right, three for each fault."""
    cases, faults = 0, 0
    for where, case, found in checks(Subject(program)):
        cases += 1
        for fault in found:
            faults += 1
            print(f"conformance: {where}\n  {str(case)[:300]}\n  {fault}", file=sys.stderr)
    print(f"conformance: {cases} cases of the tables, {faults} faults")
    return 1 if faults or not cases else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
