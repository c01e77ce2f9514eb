"""What Alertmanager has been told, and how it changes."""

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Only state what is; they are there for as long as the lab is as it is.
ALWAYS: set[str] = set()


@dataclass(frozen=True)
class Alert:
    name: str
    severity: str
    labels: tuple[tuple[str, str], ...]
    is_inhibited: bool

    def __str__(self) -> str:
        where = ", ".join(f"{name}={value}" for name, value in self.labels if name not in ("job", "severity"))
        return f"{self.name}{{{where}}}"

    def has(self, labels: dict[str, str]) -> bool:
        return labels.items() <= dict(self.labels).items()


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response)


class Monitor:
    def __init__(self, alertmanager: str) -> None:
        self.url = f"{alertmanager}/api/v2/alerts"

    def firing(self) -> list[Alert]:
        """What Alertmanager holds now, inhibited alerts too."""
        return [parsed(one) for one in get(self.url) if one["labels"]["alertname"] not in ALWAYS]

    def wait(self, seconds: float, done: Callable[[list[Alert]], bool]) -> tuple[float | None, list[Alert]]:
        """Looks until `done`, and says after how long, or None; and all that fired at any time."""
        began = time.monotonic()
        seen: dict[tuple[str, tuple[tuple[str, str], ...]], Alert] = {}
        while True:
            now = self.firing()
            # One that was let through once counts as such.
            for alert in now:
                key = (alert.name, alert.labels)
                if key not in seen or not alert.is_inhibited:
                    seen[key] = alert
            elapsed = time.monotonic() - began
            if done(now):
                return elapsed, list(seen.values())
            if elapsed > seconds:
                return None, list(seen.values())
            time.sleep(0.25)


def parsed(one: dict[str, Any]) -> Alert:
    labels = dict(one["labels"])
    name = labels.pop("alertname")
    status = one["status"]["state"]
    return Alert(name, labels.get("severity", ""), tuple(sorted(labels.items())), status == "suppressed")
