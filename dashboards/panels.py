"""Kinds of panels, each with the looks that it has everywhere. Green, orange and red only ever mean a state."""

from collections.abc import Sequence
from typing import Any

from common import SOURCE, Placed, Query, promql
from grafana_foundation_sdk.builders import (
    bargauge, common, dashboard, heatmap, prometheus, stat, statetimeline, timeseries,
)
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models import heatmap as heatmap_model
from grafana_foundation_sdk.models import prometheus as prometheus_model

States = dict[int, tuple[str, str]]
Steps = Sequence[tuple[float | None, str]]

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
    most: float | None = None,
    decimals: int | None = None,
    dashed: str = "",
    target: str = "",
    absent: str = "",
) -> Placed:
    """Series over time. Gaps stay gaps."""
    narrow = width < 8
    legend = common.VizLegendOptions().show_legend(True).display_mode(looks.LegendDisplayMode.TABLE)
    legend.placement(looks.LegendPlacement.BOTTOM).calcs(["lastNotNull"] if narrow else ["lastNotNull", "max"])
    panel = (
        dressed(timeseries.Panel(), title, about, unit, queries)
        .legend(legend.sort_by("Last *" if narrow else "Max").sort_desc(True))
        .tooltip(common.VizTooltipOptions().mode(looks.TooltipDisplayMode.MULTI).sort(looks.SortOrder.DESCENDING))
        .draw_style(looks.GraphDrawStyle.LINE)
        .line_width(1)
        .fill_opacity(30 if stacked else 8)
        .show_points(looks.VisibilityMode.NEVER)
        .span_nulls(False)
        .min(0)
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
