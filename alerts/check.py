#!/usr/bin/env python3
"""Holds the alerts against all that belongs to them: tests both ways, a runbook, a dashboard, series that exist.

Prints one line a fault, and exits with 1 when there is any.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rules import HERE, RUNBOOKS, Rule, load, rules, series_of, test_files

ROOT = HERE.parent
SECTIONS = ["Meaning", "Impact", "Diagnosis", "Mitigation"]
SEVERITIES = {"critical", "warning", "info"}
PREFIX = re.compile(r"^(Glusterd?|Caddy)[A-Z]\w+$")


def known_series() -> set[str]:
    """What recorded expositions, ours and a real Caddy's, have samples of; and what Prometheus makes itself."""
    names = {"up"}
    recorded = [*ROOT.glob("Tests/CollectorsTests/Golden/*.prom"), *ROOT.glob("Tests/CaddyTests/Samples/metrics-*.txt")]
    for exposition in recorded:
        names |= set(re.findall(r"^([a-zA-Z_:][\w:]*)[{ ]", exposition.read_text(), re.MULTILINE))
    return names


def dashboards() -> dict[str, set[str]]:
    """uid → the variables of each committed dashboard."""
    boards = [json.loads(path.read_text()) for path in (ROOT / "dashboards").glob("*.json")]
    return {board["uid"]: {variable["name"] for variable in board["templating"]["list"]} for board in boards}


def faults_of_alert(alert: Rule, boards: dict[str, set[str]]) -> Iterator[str]:
    body = alert.body
    if not PREFIX.match(alert.name):
        yield "its name begins with neither Gluster nor Caddy, or is not CamelCase"
    if body.get("labels", {}).get("severity") not in SEVERITIES:
        yield f"its severity is none of {', '.join(sorted(SEVERITIES))}"
    if "for" not in body and not re.search(r"\b(increase|absent|changes|resets|delta)\(", alert.expression):
        yield "it has no `for`, and no window either"
    said = body.get("annotations", {})
    if set(said) != {"summary", "description", "runbook_url", "dashboard_url"}:
        yield "its annotations are not summary, description, runbook_url, dashboard_url"
        return
    if "{{" in said["summary"] or not said["summary"].endswith("."):
        yield "its summary is not a fixed sentence"
    if "{{" not in said["description"] and "absent(" not in alert.expression:
        yield "its description has no value"
    if said["runbook_url"] != f"{RUNBOOKS}{alert.name}.md":
        yield f"its runbook_url is not {RUNBOOKS}{alert.name}.md"
    link = re.fullmatch(r"/d/([\w-]+)(?:\?(.*))?", said["dashboard_url"])
    if link is None or link[1] not in boards:
        yield f"its dashboard_url is not /d/ and one of {', '.join(sorted(boards))}"
        return
    for variable in re.findall(r"var-(\w+)=", link[2] or ""):
        if variable not in boards[link[1]]:
            yield f"dashboard {link[1]} has no variable {variable}"


def faults_of_runbook(page: Path) -> Iterator[str]:
    if not page.exists():
        yield "it has no runbook"
        return
    text = page.read_text()
    if not text.startswith(f"# {page.stem}\n"):
        yield "its runbook does not begin with its name"
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    if headings != SECTIONS:
        yield f"its runbook has the sections {headings}, not {SECTIONS}"


def faults_of_links(page: Path) -> Iterator[str]:
    """Links to files beside a page that are not there."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        if not (page.parent / target).exists():
            yield f"{page.relative_to(ROOT)}: it links to {target}, which does not exist"


def tested() -> tuple[Counter[str], Counter[str], set[str]]:
    """How often each alert is expected to fire, and to be silent; and the expressions that are tested."""
    firing: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    expressions: set[str] = set()
    for file in test_files():
        for test in load(file)["tests"]:
            for case in test.get("alert_rule_test", []):
                (firing if case.get("exp_alerts") else silent)[case["alertname"]] += 1
            expressions |= {case["expr"] for case in test.get("promql_expr_test", [])}
    return firing, silent, expressions


def main() -> int:
    faults: list[str] = []
    everything: list[Rule] = rules()
    recorded = {rule.name for rule in everything if not rule.is_alert}
    series, boards = known_series() | recorded, dashboards()
    firing, silent, expressions = tested()
    asked: set[str] = set().union(*map(series_of, expressions))
    pages: dict[str, Any] = {page.stem: page for page in (ROOT / "docs/runbooks").glob("[A-Z]*.md")}
    alerts = [rule for rule in everything if rule.is_alert]
    for rule in everything:
        said = [f"no golden has the series {name}" for name in sorted(series_of(rule.expression) - series)]
        if rule.is_alert:
            said += faults_of_alert(rule, boards)
            said += faults_of_runbook(ROOT / f"docs/runbooks/{rule.name}.md")
            said += [] if firing[rule.name] else ["no test expects it to fire"]
            said += [] if silent[rule.name] else ["no test expects it to be silent"]
        elif rule.name not in asked:
            said.append("no test asks for it")
        faults += [f"{rule.file.name}: {rule.name}: {fault}" for fault in said]
    names = Counter(rule.name for rule in alerts)
    faults += [f"{name}: {count} alerts have this name" for name, count in names.items() if count > 1]
    orphans = sorted(set(pages) - set(names) - {"README"})
    faults += [f"docs/runbooks/{stem}.md: no alert of this name" for stem in orphans]
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        faults += faults_of_links(page)
    print("\n".join([*faults, f"{len(alerts)} alerts, {len(recorded)} recording rules, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
