"""Other people's readers: prometheus_client's two parsers, and promtool."""

import functools
import subprocess

from prometheus_client import parser as text_parser
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import parser as openmetrics_parser

from subject import Family, bits

# A sample by name, labels in order of their names, the bits of its value, and those of its time.
Read = tuple[str, tuple[tuple[str, str], ...], str, str | None]
NAN = bits(float("nan"))


def python_families(document: bytes, openmetrics: bool) -> list[Metric] | str:
    """What prometheus_client makes of a document, or why it refuses it."""
    module = openmetrics_parser if openmetrics else text_parser
    try:
        return list(module.text_string_to_metric_families(document.decode("utf-8")))
    except (ValueError, IndexError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


def python_samples(families: list[Metric]) -> list[Read]:
    """The samples of families that prometheus_client has read."""
    samples: list[Read] = []
    for sample in (sample for family in families for sample in family.samples):
        time = None if sample.timestamp is None else bits(float(sample.timestamp))
        value = NAN if sample.value != sample.value else bits(float(sample.value))
        samples.append((sample.name, tuple(sorted(sample.labels.items())), value, time))
    return samples


def our_samples(families: list[Family], openmetrics: bool) -> list[Read]:
    """The same of families that we have read, in prometheus_client's terms: it gives all counters a _total."""
    samples: list[Read] = []
    for name, kind, _, family in families:
        suffix = "_total" if kind == "counter" and not openmetrics and not name.endswith("_total") else ""
        samples.extend((one + suffix, tuple(sorted(labels)), value, time) for one, labels, value, time in family)
    return samples


@functools.cache
def promtool_refusal(document: bytes) -> str | None:
    """Why promtool refuses a document in text; nothing when it takes it, whatever it thinks of its names."""
    done = subprocess.run(["promtool", "check", "metrics"], input=document, capture_output=True, check=False)
    if done.returncode in (0, 3):
        return None
    lines = (done.stdout + done.stderr).decode("utf-8", "replace").splitlines()
    return next((line for line in lines if line), f"exit {done.returncode}")
