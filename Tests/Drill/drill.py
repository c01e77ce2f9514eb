#!/usr/bin/env python3
"""Makes faults one after the other, and holds what fires against what should.

usage: lab run -- PYTHON Tests/Drill/drill.py EXPORTER [--list] [--factor N] [--table FILE] [FAULT ...]

Exits with 1 when an alert is missing, another one fires, or one does not clear.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from faults import FAULTS, Fault
from monitor import Alert, Monitor
from stage import ALERTMANAGER, PROMETHEUS, Stage

# The windows of the error budget are hours: after an outage it is burnt for longer than the drill can wait.
LASTING = {"CaddyErrorBudgetBurnSlow"}
BASELINE = 30.0  # seconds without any alert, before the first fault


@dataclass
class Outcome:
    fault: Fault
    fired: dict[str, float] = field(default_factory=dict)  # alert → seconds after the fault was made
    cleared: float | None = None  # seconds after the repair
    alerts: list[Alert] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def row(self) -> str:
        severities = {alert.name: alert.severity for alert in self.alerts}
        fired = ", ".join(f"{name} ({severities.get(name)}) {after:.0f} s" for name, after in self.fired.items())
        others = sorted({alert.name for alert in self.alerts} - set(self.fired))
        cleared = f"{self.cleared:.0f} s" if self.cleared is not None else "never"
        return f"| {self.fault.what} | {fired} | {', '.join(others)} | {cleared} |"


class Drill:
    def __init__(self, stage: Stage) -> None:
        self.stage, self.monitor = stage, Monitor(ALERTMANAGER)

    def baseline(self) -> list[str]:
        """Nothing may fire on a healthy cluster."""
        _, seen = self.monitor.wait(BASELINE, lambda _: False)
        return [f"on a healthy cluster: {alert}" for alert in seen]

    def run(self, fault: Fault) -> Outcome:
        outcome = Outcome(fault)
        before = {alert.key for alert in self.monitor.firing()}
        began = time.monotonic()
        fault.make(self.stage)
        missing, later_missing = dict(fault.expect), dict(fault.then)

        def all_fire(now: list[Alert]) -> bool:
            for alert in strike(missing, now):
                outcome.fired[alert.name] = time.monotonic() - began
            return not missing

        try:
            _, seen = self.monitor.wait(fault.within, all_fire)
            outcome.wrong += [f"it did not fire: {name} {labels}" for name, labels in missing.items()]
            # What follows from it late is seen, too.
            _, later = self.monitor.wait(fault.after, lambda _: False)
        finally:
            fault.repair(self.stage)
        repaired = time.monotonic()

        def all_clear(now: list[Alert]) -> bool:
            strike(later_missing, now)
            return not later_missing and not remaining(now)

        clear, last = self.monitor.wait(fault.clear_within, all_clear)
        outcome.cleared = None if clear is None else time.monotonic() - repaired
        if clear is None:
            outcome.wrong += [f"it did not clear: {alert}" for alert in remaining(self.monitor.firing())]
            outcome.wrong += [f"it did not fire after the repair: {name}" for name in later_missing]
        # One that was told once counts as such.
        everything = sorted([*last, *seen, *later], key=lambda alert: not alert.is_inhibited)
        unique = {alert.key: alert for alert in everything}
        outcome.alerts = [alert for key, alert in unique.items() if key not in before]
        for alert in outcome.alerts:
            if not alert.is_inhibited and alert.name not in fault.allowed | LASTING:
                outcome.wrong.append(f"it fired too: {alert}")
        return outcome


def strike(missing: dict[str, dict[str, str]], now: list[Alert]) -> list[Alert]:
    """Takes what fires out of what is missing, and returns it."""
    found = [alert for alert in now if alert.name in missing and alert.has(missing[alert.name])]
    for alert in found:
        missing.pop(alert.name, None)
    return found


def remaining(now: list[Alert]) -> list[Alert]:
    """What has to be over before the next fault."""
    return [alert for alert in now if alert.name not in LASTING and not alert.is_silenced]


def table(outcomes: list[Outcome]) -> str:
    head = "| fault | what must fire, and after how long | what fired beside it | clear after |"
    head += "\n| --- | --- | --- | --- |"
    return "\n".join([head, *[outcome.row() for outcome in outcomes]]) + "\n"


def chosen(names: list[str]) -> list[Fault]:
    known = {fault.name: fault for fault in FAULTS}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"drill: no such fault: {', '.join(unknown)}; there are: {', '.join(known)}")
    return [known[name] for name in names] or FAULTS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exporter", type=Path)
    parser.add_argument("faults", nargs="*", metavar="FAULT")
    parser.add_argument("--list", action="store_true", help="the faults, and end")
    parser.add_argument("--factor", type=int, default=60, help="by which time is shortened: 60")
    parser.add_argument("--table", type=Path, help="where the table goes, too")
    parser.add_argument("--then", help="a command to run at the end, with PROMETHEUS_URL and STARTED")
    given = parser.parse_intermixed_args()
    if given.list:
        print("\n".join(f"{fault.name:<22} {fault.what}" for fault in FAULTS))
        return 0
    faults, outcomes = chosen(given.faults), []
    started = time.time()
    with Stage(given.exporter, given.factor) as stage:
        drill = Drill(stage)
        wrong = drill.baseline()
        for line in wrong:
            print(f"drill: {line}", flush=True)
        for fault in faults:
            if fault.needs and not stage.knows(fault.needs):
                print(f"drill: {fault.name}: skipped: there is no {fault.needs} here", flush=True)
                continue
            outcome = drill.run(fault)
            outcomes.append(outcome)
            if given.table:
                given.table.write_text(table(outcomes))
            fired = ", ".join(f"{name} after {after:.1f} s" for name, after in outcome.fired.items())
            cleared = "not clear" if outcome.cleared is None else f"clear after {outcome.cleared:.1f} s"
            print(f"drill: {fault.name}: {fired}; {cleared}", flush=True)
            for line in outcome.wrong:
                print(f"drill: {fault.name}: {line}", flush=True)
            wrong += outcome.wrong
        print(table(outcomes))
        if given.then:
            environment = os.environ | {"PROMETHEUS_URL": PROMETHEUS, "STARTED": str(started)}
            if subprocess.run(["bash", "-c", given.then], env=environment).returncode != 0:
                wrong.append(given.then)
    print(f"drill: {len(outcomes)} faults, {len(wrong)} findings, {time.time() - started:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
