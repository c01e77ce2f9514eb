"""What Alertmanager has been told, and how it changes."""

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

GROUP_WAIT = 3.0  # seconds: in Alertmanager's time shortened; what is inhibited or over by then is told to nobody


@dataclass(frozen=True)
class Alert:
    name: str
    severity: str
    labels: tuple[tuple[str, str], ...]
    is_inhibited: bool
    is_silenced: bool = False

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        return self.name, self.labels

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
        self.since: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}  # since when not inhibited

    def firing(self) -> list[Alert]:
        """What Alertmanager holds now; inhibited or silenced is what nobody would be told yet."""
        now, at = [parsed(one) for one in get(self.url)], time.monotonic()
        told = {alert.key for alert in now if not alert.is_inhibited}
        self.since = {key: self.since.get(key, at) for key in told}
        return [replace(one, is_inhibited=at - self.since.get(one.key, at) < GROUP_WAIT) for one in now]

    def wait(self, seconds: float, done: Callable[[list[Alert]], bool]) -> tuple[float | None, list[Alert]]:
        """Looks until `done`, and says after how long, or None; and all that fired at any time."""
        began = time.monotonic()
        seen: dict[tuple[str, tuple[tuple[str, str], ...]], Alert] = {}
        while True:
            now = self.firing()
            # One that was let through once counts as such.
            for alert in now:
                if alert.key not in seen or not alert.is_inhibited:
                    seen[alert.key] = alert
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
    silenced = bool(one["status"]["silencedBy"])
    return Alert(name, labels.get("severity", ""), tuple(sorted(labels.items())), status == "suppressed", silenced)
