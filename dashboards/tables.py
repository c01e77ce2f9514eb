"""Tables: what is so now, a line a thing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from common import Placed, Query
from grafana_foundation_sdk.builders import common
from grafana_foundation_sdk.builders import table as build
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as model
from panels import States, Steps, dressed, mapping, thresholds


@dataclass(frozen=True)
class Column:
    """A column of a table: a label, or `A`, `B`, … for the value of that query."""

    source: str
    title: str
    unit: str = ""
    width: int = 0
    states: States | None = None
    steps: Steps | None = None
    gauge: bool = False
    decimals: int | None = None
    target: str = ""
    more: Sequence[tuple[str, Any]] = field(default_factory=tuple)

    def field_name(self, several: bool) -> str:
        """What Grafana calls it: the value of an only query has no letter."""
        if len(self.source) > 1:
            return self.source
        return f"Value #{self.source}" if several else "Value"

    def options(self) -> list[tuple[str, Any]]:
        out: list[tuple[str, Any]] = [*self.more]
        if self.unit:
            out.append(("unit", self.unit))
        if self.width:
            out.append(("custom.width", self.width))
        if self.decimals is not None:
            out.append(("decimals", self.decimals))
        if self.target:
            out.append(("links", [{"title": "Look closer", "url": self.target}]))
        if self.states:
            out += [("mappings", [mapping(self.states)]), ("custom.cellOptions", {"type": "color-text"})]
        if self.steps:
            out.append(("thresholds", thresholds(self.steps).build()))
            out.append(("color", {"mode": "thresholds"}))
        if self.gauge:
            out += [("min", 0), ("max", 1), ("custom.cellOptions", {"type": "gauge", "mode": "basic"})]
        elif self.steps:
            out.append(("custom.cellOptions", {"type": "color-text"}))
        return out


def table(
    title: str,
    about: str,
    expressions: Sequence[str],
    columns: Sequence[Column],
    *,
    width: int = 24,
    height: int = 8,
    sort: str = "",
    descending: bool = False,
    absent: str = "nothing",
) -> Placed:
    """What is so now, a line a thing. Queries are merged by the labels that all of them have."""
    queries = [Query(expression, instant=True, form="table") for expression in expressions]
    several = len(queries) > 1
    names = {column.field_name(several): column.title for column in columns}
    organized = {"indexByName": {name: index for index, name in enumerate(names)}, "renameByName": names}
    panel = dressed(build.Panel(), title, about, "none", queries).no_value(absent).filterable(False)
    if several:
        panel.with_transformation(model.DataTransformerConfig("merge", options={}))
    kept = {"include": {"names": list(names)}}
    panel.with_transformation(model.DataTransformerConfig("filterFieldsByName", options=kept))
    panel.with_transformation(model.DataTransformerConfig("organize", options=organized))
    for column in columns:
        if options := column.options():
            panel.override_by_name(column.title, [model.DynamicConfigValue(*option) for option in options])
    if sort:
        panel.sort_by([common.TableSortByFieldState().display_name(sort).desc(descending)])
    panel.cell_height(looks.TableCellHeight.SM)
    return Placed(panel.build, width, height)
