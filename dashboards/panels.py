"""Kinds of panels, each with the looks that it has everywhere. Green, orange and red only ever mean a state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from common import SOURCE, Placed, Query, promql
from grafana_foundation_sdk.builders import bargauge, common, dashboard, heatmap, prometheus, stat, statetimeline
from grafana_foundation_sdk.builders import table as tables
from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models import heatmap as heatmap_model
from grafana_foundation_sdk.models import prometheus as prometheus_model

States = dict[int, tuple[str, str]]
Steps = Sequence[tuple[float | None, str]]
Option = tuple[str, Any]

UP: States = {0: ("down", "red"), 1: ("up", "green")}
YES: States = {0: ("no", "green"), 1: ("yes", "orange")}
CALM: Steps = [(None, "blue")]
NONE_OR_BAD: Steps = [(None, "green"), (1, "red")]
NONE_OR_WORRY: Steps = [(None, "green"), (1, "orange")]

# An operation has one color in all panels; what is not among them is gray.
OPERATIONS = {
    "lookup|statfs": "#5794F2",
    "stat|fstat": "#8AB8FF",
    "open|opendir": "#1F60C4",
    "read": "#B877D9",
    "readdir|readdirp": "#DEB6F2",
    "write|create|mknod|mkdir": "#8F3BB8",
    "fsync|flush": "#56A6C9",
    "unlink|rmdir|rename": "#2F7F9E",
    "held|getxattr|setxattr": "#A7D3E5",
}


def thresholds(steps: Steps) -> dashboard.ThresholdsConfig:
    made = [model.Threshold(value=value, color=color) for value, color in steps]
    return dashboard.ThresholdsConfig().mode(model.ThresholdsMode.ABSOLUTE).steps(made)


def mapping(states: States) -> model.ValueMap:
    results = {
        str(value): model.ValueMappingResult(text=text, color=color, index=index)
        for index, (value, (text, color)) in enumerate(states.items())
    }
    return model.ValueMap(options=results)


def color(mode: model.FieldColorModeId, fixed: str | None = None) -> dashboard.FieldColor:
    made = dashboard.FieldColor().mode(mode)
    if fixed:
        return made.fixed_color(fixed)
    return made.series_by(model.FieldColorSeriesByMode.MAX)


def data_links(target: str) -> list[dashboard.DashboardLink]:
    return [dashboard.DashboardLink("Look closer").type(model.DashboardLinkType.LINK).url(target)] if target else []


def targets(queries: Sequence[Query]) -> list[prometheus.Dataquery]:
    made = []
    for number, query in enumerate(queries):
        target = (
            prometheus.Dataquery()
            .ref_id(chr(ord("A") + number))
            .datasource(SOURCE)
            .expr(promql(query.expression))
            .legend_format(query.legend)
            .format(prometheus_model.PromQueryFormat(query.form))
        )
        made.append(target.instant() if query.instant else target.range())
    return made


def dressed(panel: Any, title: str, about: str, unit: str, queries: Sequence[Query]) -> Any:
    """The panel with what every one has: a title, a description, a unit, its data source and its queries."""
    return panel.title(title).description(about).unit(unit).datasource(SOURCE).targets(targets(queries))


def number(
    title: str,
    about: str,
    expression: str,
    steps: Steps = CALM,
    *,
    unit: str = "none",
    target: str = "",
    states: States | None = None,
    decimals: int | None = None,
    width: int = 4,
    height: int = 3,
    absent: str = "not known",
) -> Placed:
    """One number as it is now: absent where it is not known, never 0 in its place."""
    panel = (
        dressed(stat.Panel(), title, about, unit, [Query(expression, instant=True)])
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False))
        .color_mode(looks.BigValueColorMode.BACKGROUND if steps is not CALM else looks.BigValueColorMode.VALUE)
        .graph_mode(looks.BigValueGraphMode.NONE)
        .text_mode(looks.BigValueTextMode.VALUE)
        .color_scheme(color(model.FieldColorModeId.THRESHOLDS))
        .thresholds(thresholds(steps))
        .no_value(absent)
        .data_links(data_links(target))
    )
    if states:
        panel.mappings([mapping(states)])
    if decimals is not None:
        panel.decimals(decimals)
    return Placed(panel.build, width, height)


def lines(
    title: str,
    about: str,
    unit: str,
    *queries: Query,
    width: int = 12,
    height: int = 8,
    by_operation: bool = False,
    stacked: bool = False,
    bars: bool = False,
    least: float | None = 0,
    most: float | None = None,
    decimals: int | None = None,
    steps: Steps | None = None,
    dashed: str = "",
    target: str = "",
    absent: str = "",
) -> Placed:
    """Series over time. Gaps stay gaps."""
    legend = common.VizLegendOptions().show_legend(True).display_mode(looks.LegendDisplayMode.TABLE)
    panel = (
        dressed(timeseries.Panel(), title, about, unit, queries)
        .legend(legend.placement(looks.LegendPlacement.BOTTOM).calcs(["lastNotNull", "max"]))
        .tooltip(common.VizTooltipOptions().mode(looks.TooltipDisplayMode.MULTI).sort(looks.SortOrder.DESCENDING))
        .draw_style(looks.GraphDrawStyle.BARS if bars else looks.GraphDrawStyle.LINE)
        .line_width(1)
        .fill_opacity(60 if bars else 30 if stacked else 8)
        .show_points(looks.VisibilityMode.NEVER)
        .span_nulls(False)
        .stacking(common.StackingConfig().mode(looks.StackingMode.NORMAL if stacked else looks.StackingMode.NONE))
        .data_links(data_links(target))
    )
    if len(queries) == 1 and "{{" not in queries[0].legend:
        panel.color_scheme(color(model.FieldColorModeId.FIXED, "blue"))
    elif by_operation:
        panel.color_scheme(color(model.FieldColorModeId.FIXED, "#8E8E99"))
        for names, fixed in OPERATIONS.items():
            wanted = color(model.FieldColorModeId.FIXED, fixed).build()
            panel.override_by_regexp(rf"/(^|[ :])({names})($|[ :,])/", [model.DynamicConfigValue("color", wanted)])
    else:
        panel.color_scheme(color(model.FieldColorModeId.CONTINUOUS_BL_PU))
    if dashed:
        dashes = [("custom.lineStyle", {"fill": "dash", "dash": [6, 6]}), ("custom.fillOpacity", 0)]
        panel.override_by_regexp(f"/{dashed}/", [model.DynamicConfigValue(*option) for option in dashes])
    if steps:
        panel.thresholds(thresholds(steps))
        panel.thresholds_style(common.GraphThresholdsStyleConfig().mode(looks.GraphThresholdsStyleMode.DASHED))
    if least is not None:
        panel.min(least)
    if most is not None:
        panel.max(most)
    if decimals is not None:
        panel.decimals(decimals)
    if absent:
        panel.no_value(absent)
    return Placed(panel.build, width, height)


def timeline(
    title: str,
    about: str,
    states: States,
    *queries: Query,
    width: int = 12,
    height: int = 8,
    target: str = "",
    absent: str = "",
) -> Placed:
    """States over time, one line each."""
    panel = (
        dressed(statetimeline.Panel(), title, about, "none", queries)
        .mappings([mapping(states)])
        .color_scheme(color(model.FieldColorModeId.THRESHOLDS))
        .thresholds(thresholds([(None, "text")]))
        .merge_values(True)
        .show_value(looks.VisibilityMode.NEVER)
        .row_height(0.8)
        .line_width(0)
        .fill_opacity(75)
        .per_page(20)
        .legend(common.VizLegendOptions().show_legend(False).display_mode(looks.LegendDisplayMode.LIST))
        .tooltip(common.VizTooltipOptions().mode(looks.TooltipDisplayMode.SINGLE))
        .data_links(data_links(target))
    )
    if absent:
        panel.no_value(absent)
    return Placed(panel.build, width, height)


def heat(title: str, about: str, buckets: str, *, width: int = 12, height: int = 8) -> Placed:
    """How often something took how long, over time, from the buckets of a histogram of seconds."""
    query = Query(f"sum by (le) (increase({buckets}[$__rate_interval]))", "{{le}}", form="heatmap")
    colors = heatmap.HeatmapColorOptions().mode(heatmap_model.HeatmapColorMode.SCHEME).scheme("Blues").steps(64)
    panel = (
        dressed(heatmap.Panel(), title, about, "s", [query])
        .calculate(False)
        .color(colors.exponent(0.5))
        .y_axis(heatmap.YAxisConfig().unit("s").axis_placement(looks.AxisPlacement.LEFT))
        .cell_gap(1)
        .filter_values(heatmap.FilterValueRange().le(1e-9))
        .hide_y_histogram()
        .show_legend()
    )
    return Placed(panel.build, width, height)


def bars(
    title: str, about: str, unit: str, query: Query, *, steps: Steps = CALM, most: float | None = None,
    width: int = 12, height: int = 8, target: str = "", decimals: int | None = None
) -> Placed:
    """Numbers as they are now, beside each other."""
    panel = (
        dressed(bargauge.Panel(), title, about, unit, [query])
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False))
        .orientation(looks.VizOrientation.HORIZONTAL)
        .display_mode(looks.BarGaugeDisplayMode.BASIC)
        .color_scheme(color(model.FieldColorModeId.THRESHOLDS))
        .thresholds(thresholds(steps))
        .min(0)
        .data_links(data_links(target))
    )
    if most is not None:
        panel.max(most)
    if decimals is not None:
        panel.decimals(decimals)
    return Placed(panel.build, width, height)


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
    more: Sequence[Option] = field(default_factory=tuple)

    def options(self) -> list[Option]:
        out: list[Option] = [*self.more]
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
    fields = {column.source: column for column in columns}
    names = {f"Value #{source}" if several and len(source) == 1 else "Value" if len(source) == 1 else source: column
             for source, column in fields.items()}
    organized = {
        "indexByName": {name: index for index, name in enumerate(names)},
        "renameByName": {name: column.title for name, column in names.items()},
    }
    panel = dressed(tables.Panel(), title, about, "none", queries).no_value(absent).filterable(False)
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
