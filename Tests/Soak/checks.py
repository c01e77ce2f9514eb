"""What must be true of each exposition by itself, and of one after another."""

from collections.abc import Iterable
from typing import Any

from prometheus_client import parser as text_parser
from prometheus_client.openmetrics import parser as openmetrics_parser

Key = tuple[str, tuple[tuple[str, str], ...]]

# Gauges that answer yes or no.
TRUTHS = {
    "gluster_up",
    "gluster_volume_up",
    "gluster_volume_started",
    "gluster_brick_up",
    "gluster_brick_started",
    "gluster_subvolume_up",
    "gluster_peer_connected",
    "gluster_service_up",
    "gluster_mount_up",
    "gluster_mount_brick_connected",
    "caddy_up",
    "caddy_site_root_stale",
    "caddy_site_root_on_gluster",
    "caddy_log_source_readable",
    "gluster_caddy_exporter_collector_success",
    "gluster_caddy_exporter_config_last_reload_successful",
}
COUNTING = ("_total", "_count", "_sum", "_bucket")


def families(text: str, is_openmetrics: bool) -> list[Any]:
    """Read by the strict parser; raises what that raises."""
    parse = openmetrics_parser if is_openmetrics else text_parser
    return list(parse.text_string_to_metric_families(text))


def faults(text: str, found: Iterable[Any], is_openmetrics: bool) -> list[str]:
    """What is wrong with one exposition."""
    wrong: list[str] = []
    names: set[str] = set()
    series: set[Key] = set()
    if not text.endswith("# EOF\n" if is_openmetrics else "\n"):
        wrong.append("it does not end as it should")
    for family in found:
        if family.name in names:
            wrong.append(f"the family {family.name} stands in two places")
        names.add(family.name)
        if family.type in ("untyped", "unknown") or not family.documentation:
            wrong.append(f"{family.name} has no TYPE or no HELP")
        for sample in family.samples:
            key = sample.name, tuple(sorted(sample.labels.items()))
            if key in series:
                wrong.append(f"twice: {key}")
            series.add(key)
            # Caddy's own summaries may have quantiles of nothing.
            if sample.value != sample.value and "quantile" not in sample.labels:
                wrong.append(f"no number: {key}")
            if sample.name in TRUTHS and sample.value not in (0, 1):
                wrong.append(f"neither true nor false: {key} {sample.value}")
            if sample.value < 0 and (family.type in ("counter", "histogram") or sample.name.endswith("_bytes")):
                wrong.append(f"less than nothing: {key} {sample.value}")
    return wrong


class Counters:
    """Counters and histograms as they were seen last; one that was absent for a while is not forgotten."""

    def __init__(self) -> None:
        self.last: dict[Key, tuple[float, float]] = {}  # value, and when it was seen

    def fallen(self, found: Iterable[Any], at: float) -> list[tuple[Key, float, float, float]]:
        """Which of them have gone back: name and labels, before, now, and when it was seen before."""
        back = []
        for family in found:
            if family.type not in ("counter", "histogram"):
                continue
            for sample in family.samples:
                if not sample.name.endswith(COUNTING):
                    continue
                key = sample.name, tuple(sorted(sample.labels.items()))
                before, seen = self.last.get(key, (sample.value, at))
                if sample.value < before:
                    back.append((key, before, sample.value, seen))
                self.last[key] = sample.value, at
        return back
