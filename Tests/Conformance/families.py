"""Random families: names, labels, numbers and texts of every kind that can be declared."""

import math
from typing import Any

from hypothesis import strategies as st

from subject import bits

SUFFIXES = ("_total", "_info", "_count", "_sum", "_bucket", "_created", "_gcount", "_gsum")

names = st.builds(
    lambda stem, unit: stem + unit,
    st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True),
    st.sampled_from(["", "", "_seconds", "_bytes", "_ratio"]),
).filter(lambda name: not name.endswith(SUFFIXES))

# `caddy` is what families are told apart by when they are passed on.
label_names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("le", "quantile", "caddy")
)

# Everything that a parser may stumble over, and all of Unicode.
NASTY = '\\"\n\r\t {}#,=\0\x1b\x7f\x85\u2028\u202e\ufeff\ufffd\u0301é😀'
short_texts = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.text(st.sampled_from(NASTY), max_size=12),
    st.sampled_from([' # {a="b"} 1', '"} 1\nb 2', "# EOF\n", "{count:1,sum:1,schema:0}", "\\n", "\\", '"', "+Inf"]),
)
long_texts = st.builds(lambda text, times: text * times, short_texts, st.sampled_from([100, 1000]))
texts = st.one_of(short_texts, short_texts, short_texts, short_texts, short_texts, long_texts)

EDGES = (
    0.0, -0.0, 1.0, -1.0, math.nan, math.inf, -math.inf, 5e-324, -5e-324, 2.2250738585072009e-308, 1e308,
    1.7976931348623157e308, 2.0**53 - 1, 2.0**53, 2.0**53 + 2, -(2.0**53) - 2, 2.0**63, -(2.0**63), 2.0**64, 0.1,
    1e16, 1e21,
)  # fmt: skip
numbers = st.one_of(st.sampled_from(EDGES), st.floats(), st.integers(-(2**63), 2**63).map(float))
totals = numbers.map(abs).filter(lambda value: not math.isnan(value)) | st.just(-0.0)
counts = st.one_of(st.integers(0, 5), st.integers(0, 2**60))
bounds = st.lists(
    st.one_of(
        st.floats(0, allow_infinity=False), st.sampled_from([0.0, 1e-05, 0.005, 1.0, 1e6, 1e10, 123456789.5, 1e15])
    ).filter(lambda value: math.copysign(1, value) > 0),
    min_size=1, max_size=5, unique=True,
).map(sorted)  # fmt: skip


@st.composite
def families(draw: st.DrawFn) -> dict[str, Any]:
    """A family with up to eight samples; now and then two of them have the same labels."""
    kind = draw(st.sampled_from(["counter", "gauge", "histogram", "info", "unknown"]))
    name = draw(names) + {"counter": "_total", "info": "_info"}.get(kind, "")
    labels = draw(st.lists(label_names, max_size=4, unique=True))
    limits = draw(bounds) if kind == "histogram" else []
    rows = draw(st.lists(_row(kind, len(labels), len(limits)), max_size=8 if labels else 2))
    if rows and draw(st.integers(0, 4)) == 0:
        rows.append(dict(rows[0], value=rows[-1]["value"]))
    return {
        "kind": kind, "name": name, "labels": labels, "bounds": [bits(limit) for limit in limits],
        "help": draw(texts), "samples": rows,
    }  # fmt: skip


def _row(kind: str, labels: int, limits: int) -> st.SearchStrategy[dict[str, Any]]:
    value = {"info": st.just(1.0), "counter": totals, "histogram": totals}.get(kind, numbers)
    parts = {"labels": st.lists(texts, min_size=labels, max_size=labels), "value": value.map(bits)}
    if kind == "histogram":
        parts["counts"] = st.lists(counts, min_size=limits + 1, max_size=limits + 1)
    return st.fixed_dictionaries(parts)


def taken(family: dict[str, Any]) -> set[str]:
    """All names that a family may have in one of the formats."""
    stem = family["name"].removesuffix("_total").removesuffix("_info")
    return {stem} | {stem + suffix for suffix in SUFFIXES}


def together(several: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of them that can stand beside each other."""
    names: set[str] = set()
    chosen = []
    for family in several:
        if names.isdisjoint(taken(family)):
            names |= taken(family)
            chosen.append(family)
    return chosen


documents = st.lists(families(), max_size=4).map(together)
