"""The rule files as values, and expressions as tokens: what check.py and mutate.py share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
RUNBOOKS = "https://github.com/gluster-caddy-exporter/gluster_caddy_exporter/blob/main/docs/runbooks/"

TOKEN = re.compile(
    r"""
      (?P<space>\s+|\#[^\n]*)
    | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)
    | (?P<duration>(?:\d+(?:ms|[smhdwy]))+)(?![\w.])
    | (?P<number>0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w])
    | (?P<word>[a-zA-Z_][\w:]*)
    | (?P<operator>==|!=|>=|<=|=~|!~|.)
    """,
    re.VERBOSE | re.DOTALL,
)
SERIES = re.compile(r"^(?:gluster|caddy|process|pool)_|:|^up$")


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokens(expression: str) -> Iterator[Token]:
    """The tokens of a PromQL expression, without blanks; those in braces (label matchers) and lists of labels too."""
    for match in TOKEN.finditer(expression):
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match.group(), match.start())


def without_matchers(expression: str) -> list[Token]:
    """The tokens outside of braces."""
    depth, kept = 0, []
    for token in tokens(expression):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.text != "}":
            kept.append(token)
    return kept


def series_of(expression: str) -> set[str]:
    """The names of series that an expression reads."""
    found = {token.text for token in without_matchers(expression) if token.kind == "word"}
    return {name for name in found if SERIES.search(name)}


@dataclass(frozen=True)
class Rule:
    file: Path
    group: str
    body: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.body.get("alert") or self.body.get("record"))

    @property
    def is_alert(self) -> bool:
        return "alert" in self.body

    @property
    def expression(self) -> str:
        return str(self.body["expr"])


def load(file: Path) -> Any:
    return yaml.load(file.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def files() -> list[Path]:
    return sorted(HERE.glob("*.yml"))


def test_files() -> list[Path]:
    return sorted((HERE / "tests").glob("*_test.yml"))


def rules() -> list[Rule]:
    """All rules, in the order of the files."""
    return [
        Rule(file, group["name"], body) for file in files() for group in load(file)["groups"] for body in group["rules"]
    ]
