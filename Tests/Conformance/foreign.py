"""Random documents of others: lines that may stand together, and often may not."""

from hypothesis import strategies as st

SUFFIXES = ["", "_total", "_created", "_bucket", "_sum", "_count", "_gsum", "_gcount", "_info"]
# The suffixes that samples of a type have, so that enough documents are taken.
FITTING = {
    "counter": ["_total", "", "_created"], "gauge": [""], "histogram": ["_bucket", "_bucket", "_sum", "_count"],
    "summary": ["", "_sum", "_count"], "untyped": [""], "unknown": [""], "info": ["_info"], "stateset": [""],
    "gaugehistogram": ["_bucket", "_bucket", "_gsum", "_gcount"],
}  # fmt: skip

values = st.sampled_from(
    ["0", "1", "1", "2", "3.0", "0.5", "-1", "NaN", "+Inf", "-Inf", "1e300", "12345678901234567890"]
)
names = st.sampled_from(["a", "a", "b", "a_total", "a_b"])
texts = st.sampled_from(["", "x", "y", "é", "\\n", '\\"', "\\\\", "x\\", " # {", "}"])
labels = st.one_of(
    st.builds('b="{}"'.format, texts),
    st.builds('c="{}"'.format, texts),
    st.builds('caddy="{}"'.format, texts),
    st.sampled_from(['b="x",b="y"', '__b="x"', "b=x", 'b="x",', 'le="1"', 'quantile="0.5"']),
)
own = {
    "_bucket": st.sampled_from(["0.5", "1", "2.0", "+Inf", "+Inf", "x", "-1"]).map('le="{}"'.format),
    "quantile": st.sampled_from(["0", "0.5", "1", "2", "NaN"]).map('quantile="{}"'.format),
    "state": st.sampled_from(["x", "y"]),
}
tails = st.sampled_from([""] * 12 + [" 1", " 2", " -1.5", " NaN", ' # {x="y"} 1', " # {} 1 2", " 1 # {} 1", " "])


@st.composite
def sample(draw: st.DrawFn, name: str, kind: str) -> str:
    """One line, which mostly fits into its family."""
    fits = draw(st.integers(0, 9)) > 0
    suffix = draw(st.sampled_from(FITTING[kind] if fits else SUFFIXES))
    pairs = []
    if suffix == "_bucket":
        pairs.append(draw(own["_bucket"]))
    if suffix == "" and kind == "summary":
        pairs.append(draw(own["quantile"]))
    if kind == "stateset":
        pairs.append(f'{name}="{draw(own["state"])}"')
    pairs += draw(st.lists(labels, max_size=1 if fits else 3))
    braces = "{" + ",".join(pairs) + "}" if pairs else draw(st.sampled_from(["", "", "{}"]))
    value = "1" if kind in ("info", "stateset") and fits else draw(values)
    return f"{name}{suffix}{braces} {value}{draw(tails)}"


@st.composite
def block(draw: st.DrawFn, openmetrics: bool) -> list[str]:
    """Some metadata of a family, and some of its samples."""
    kinds = ["counter", "gauge", "histogram", "summary"]
    kinds += ["unknown", "info", "stateset", "gaugehistogram"] if openmetrics else ["untyped"]
    name, kind = draw(names), draw(st.sampled_from(kinds))
    lines = [f"# TYPE {name} {kind}"] if draw(st.integers(0, 9)) else []
    if draw(st.booleans()):
        lines.append(f"# HELP {name} {draw(st.sampled_from(['Help.', '', 'a  b', 'x ']))}")
    if openmetrics and draw(st.integers(0, 9)) == 0:
        lines.append(f"# UNIT {name} {draw(st.sampled_from(['', 'b', 'total']))}")
    lines += draw(st.lists(sample(name, kind), max_size=5))
    if kind == "histogram" and draw(st.booleans()):
        lines += [f'{name}_bucket{{le="+Inf"}} 3', f"{name}_sum 4", f"{name}_count 3"]
    return lines


def documents(openmetrics: bool) -> st.SearchStrategy[bytes]:
    """Whole documents, whose lines are whole."""
    end = ["# EOF"] if openmetrics else []
    blocks = st.lists(block(openmetrics), max_size=3)
    return blocks.map(lambda blocks: "".join(line + "\n" for block in [*blocks, end] for line in block).encode("utf-8"))
