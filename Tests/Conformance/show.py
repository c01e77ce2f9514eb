"""Families as the tables show them: a line for each family, and one for each sample."""

import json

from subject import Family, Sample, number


def shown(families: list[Family]) -> list[str]:
    """`counter a_total "Help"`, then `a_total{b="c"} 1.0 @5.0` for each sample."""
    lines = []
    for name, kind, help, samples in families:
        lines.append(f"{kind} {name}" + (f" {_text(help)}" if help else ""))
        lines.extend(_sample(sample) for sample in samples)
    return lines


def _sample(sample: Sample) -> str:
    name, labels, value, time = sample
    pairs = ",".join(f"{_name(label)}={_text(text)}" for label, text in labels)
    braces = f"{{{pairs}}}" if labels else ""
    moment = f" @{number(time)!r}" if time else ""
    return f"{name}{braces} {number(value)!r}{moment}"


def _text(text: str) -> str:
    return json.dumps(_name(text), ensure_ascii=False)


def _name(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:4]}…{len(text)}"
