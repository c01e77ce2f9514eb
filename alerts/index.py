#!/usr/bin/env python3
"""Writes docs/runbooks/README.md, the list of all alerts. With --check it only says whether that is what is there."""

import sys

from rules import HERE, rules

PAGE = HERE.parent / "docs/runbooks/README.md"
HEAD = """# Runbooks

A page for each alert, made for a tired person: what it means, who suffers, what to look at, what to do. What is wrong
with the root of a site has a page of its own: [findings](findings.md). Made by `make docs` from the rules in `alerts/`.

`critical`: users suffer now, or data are at stake within hours. `warning`: a ticket. `info`: for the record.
"""


def page() -> str:
    parts = [HEAD]
    alerts = [rule for rule in rules() if rule.is_alert]
    for file in dict.fromkeys(rule.file for rule in alerts):
        parts.append(f"\n## {file.stem}\n\n| alert | severity | after | what |\n| --- | --- | --- | --- |\n")
        for rule in alerts:
            if rule.file == file:
                said, severity = rule.body["annotations"]["summary"], rule.body["labels"]["severity"]
                parts.append(f"| [{rule.name}]({rule.name}.md) | {severity} | {rule.body.get('for', '')} | {said} |\n")
    return "".join(parts)


if __name__ == "__main__":
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        sys.exit("docs/runbooks/README.md is not what the rules say: make docs")
