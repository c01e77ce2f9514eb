#!/usr/bin/env python3
"""Random families through our encoder and back through every reader; random documents of others through our parsers.

usage: random_families.py PROGRAM [SECONDS]

Without SECONDS the same examples each time. With them, others for so long: what is found is printed with its example.
"""

import random
import sys
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import families
import foreign
import judges
import reference
from subject import Subject, bits, declaration, number

PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
subject: Subject


def same(written: bytes, expected: list[reference.Line]) -> None:
    """Each line has the bytes that are expected, and behind them a number that is the same bit by bit."""
    text = written.decode("utf-8")
    assert text == "" or text.endswith("\n")
    lines = text.split("\n")[:-1]
    assert len(lines) == len(expected), (lines, expected)
    for line, (prefix, value) in zip(lines, expected):
        if value is None:
            assert line == prefix, (line, prefix)
        else:
            start, _, last = line.rpartition(" ")
            assert start == prefix, (line, prefix)
            assert one_nan(bits(float(last))) == one_nan(value), (line, value)


def read_back(written: bytes, declared: list[dict[str, Any]], openmetrics: bool) -> None:
    """Both prometheus_client and we read what was declared."""
    exposed = sorted((one for one in declared if one["samples"]), key=lambda one: one["name"])
    theirs = judges.python_families(written, openmetrics)
    assert not isinstance(theirs, str), theirs
    names = [reference.family_name(one) if openmetrics or one["kind"] == "counter" else one["name"] for one in exposed]
    assert [family.name for family in theirs] == names
    helps = [reference.read_help(one["help"], openmetrics) for one in exposed]
    assert [family.documentation for family in theirs] == helps
    if openmetrics:
        assert [(family.type, family.unit) for family in theirs] == [
            (one["kind"], reference.unit(one)) for one in exposed
        ]
    ours = subject.parse(written, openmetrics)
    assert not isinstance(ours, str), ours
    expected = wanted_samples(exposed)
    assert judges.python_samples(theirs) == expected
    assert judges.our_samples(ours, openmetrics) == expected


def wanted_samples(declared: list[dict[str, Any]]) -> list[judges.Read]:
    """The samples that readers should find."""
    samples: list[judges.Read] = []
    for family in declared:
        for row in reference.distinct(family):
            labels = list(zip(family["labels"], row["labels"]))
            if row.get("counts") is None:
                samples.append((family["name"], tuple(sorted(labels)), one_nan(row["value"]), None))
                continue
            total = 0
            for bound, count in zip([*map(reference.bound_text, family["bounds"]), "+Inf"], row["counts"]):
                total += count
                bucket = tuple(sorted([*labels, ("le", bound)]))
                samples.append((family["name"] + "_bucket", bucket, bits(float(total)), None))
            samples.append((family["name"] + "_sum", tuple(sorted(labels)), row["value"], None))
            samples.append((family["name"] + "_count", tuple(sorted(labels)), bits(float(total)), None))
    return samples


def one_nan(value: str) -> str:
    """There is one NaN in expositions."""
    return judges.NAN if number(value) != number(value) else value


def written(declared: list[dict[str, Any]]) -> None:
    """What is written has the bytes that it should, and every reader reads what was declared."""
    for openmetrics, body in zip((False, True), subject.encode(declared)):
        same(body, reference.lines(declared, openmetrics))
        read_back(body, declared, openmetrics)


def passed_on(declared: list[dict[str, Any]], openmetrics: bool) -> None:
    """What is written, read and passed on is what was written, with one label more."""
    body = subject.encode(declared)[1 if openmetrics else 0]
    *bodies, dropped = subject.passed([("x", body)], openmetrics, [])
    assert dropped == {}
    expected = [owned(family, openmetrics) for family in declared if family["samples"]]
    for format, passed in zip((False, True), bodies):
        same(passed, reference.lines(expected, format))


def owned(family: dict[str, Any], openmetrics: bool) -> dict[str, Any]:
    """A family as it is passed on: the owner comes first, then the labels in order of their names."""
    order = sorted(range(len(family["labels"])), key=lambda index: family["labels"][index])
    rows = [
        dict(row, labels=["x", *(row["labels"][index] for index in order)]) for row in reference.distinct(family)
    ]
    labels = ["caddy", *(family["labels"][index] for index in order)]
    # Text has no infos, and strips blanks around a help.
    kind = "gauge" if family["kind"] == "info" and not openmetrics else family["kind"]
    help = family["help"] if openmetrics else family["help"].strip(" \t")
    return dict(family, kind=kind, labels=labels, samples=rows, help=help or "Has no help where it comes from.")


def declared(kind: str, name: str, labels: list[str], limits: list[float]) -> None:
    """A declaration in which nothing is wrong can be written, and every reader takes it."""
    given = declaration(kind, name, labels, limits if kind == "histogram" else [])
    if subject.faults(given):
        return
    values = {"labels": labels, "value": bits(1.0)}
    if kind == "histogram":
        values["counts"] = [1] * (len(limits) + 1)
    given["samples"] = [values]
    for openmetrics, body in zip((False, True), subject.encode([given])):
        read_back(body, [given], openmetrics)


def read(given: tuple[bool, bytes]) -> None:
    """What we take, prometheus_client takes and reads as we do; what we pass on of it, every reader takes."""
    openmetrics, document = given
    ours = subject.parse(document, openmetrics)
    if isinstance(ours, str):
        return
    theirs = judges.python_families(document, openmetrics)
    assert not isinstance(theirs, str), theirs
    assert sorted(judges.python_samples(theirs)) == sorted(judges.our_samples(ours, openmetrics))
    *bodies, _ = subject.passed([("x", document), ("y", document)], openmetrics, [declaration("gauge", "b")])
    for format, body in zip((False, True), bodies):
        refusal = judges.python_families(body, format)
        assert not isinstance(refusal, str), (body, refusal)
        again = subject.parse(body, format)
        assert not isinstance(again, str), (body, again)


# What is checked, of what, and how many examples of each make about as long.
PROPERTIES: list[tuple[Callable[..., None], list[st.SearchStrategy[Any]], int]] = [
    (written, [families.documents], 300),
    (passed_on, [families.documents, st.booleans()], 300),
    (
        declared,
        [
            st.sampled_from(["counter", "gauge", "info", "histogram"]),
            st.one_of(
                st.from_regex(r"[a-zA-Z_:0-9]*(_total|_info|_sum|_bucket)*", fullmatch=True), families.short_texts
            ),
            st.lists(
                st.one_of(families.label_names, families.short_texts, st.sampled_from(["le", "__a"])), max_size=2
            ),
            st.lists(families.numbers, max_size=2),
        ],
        600,
    ),
    (read, [st.booleans().flatmap(lambda kind: st.tuples(st.just(kind), foreign.documents(kind)))], 2000),
]


def run(check: Callable[..., None], of: list[st.SearchStrategy[Any]], examples: int, number: int | None) -> None:
    """The same examples each time, or those of a number."""
    limits = settings(
        max_examples=examples, derandomize=number is None, database=None, deadline=None, phases=PHASES,
        print_blob=True, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    wrapped = given(*of)(check)
    limits(wrapped if number is None else seed(number)(wrapped))()


def main(program: str, seconds: float | None) -> int:
    """Every property, once or for so long."""
    global subject
    subject = Subject(program)
    start, examples = time.monotonic(), 0
    while True:
        for check, of, count in PROPERTIES:
            run(check, of, count, None if seconds is None else random.getrandbits(64))
            examples += count
        if time.monotonic() - start >= (seconds or 0):
            break
    print(f"conformance: {examples} random examples in {time.monotonic() - start:.0f} s, nothing found")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) == 3 else None))
