#!/usr/bin/env python3
"""Draws the dashboards from a Prometheus' answers, so that they can be looked at without Grafana.

usage: preview.py PROMETHEUS_URL FOLDER [--start SECONDS] [--end SECONDS] [--scrape SECONDS] [--only UID,...]
"""

import argparse
import io
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import model  # noqa: E402
import verify  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.dates import DateFormatter  # noqa: E402
from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: E402
from model import Json  # noqa: E402
from PIL import Image  # noqa: E402
from units import written  # noqa: E402

NOTE = "Preview, drawn from live data; not Grafana"
COLORS = ["#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#705da0", "#37872d", "#fade2a"]
NAMED = {"green": "#73bf69", "red": "#f2495c", "orange": "#ff9830", "yellow": "#fade2a", "blue": "#5794f2"}
NAMED |= {"purple": "#b877d9", "text": "#ccccdc", "transparent": "#444a55", "gray": "#8e8e8e"}
COLUMN, LINE, DPI = 0.62, 0.34, 80
LEGEND = 6
Drawn = list[tuple[str, Json, Json]]  # the name, the series, its target


def color(name: str | None, number: int = 0) -> str:
    if not name or name == "palette":
        return COLORS[number % len(COLORS)]
    base = re.sub(r"^(semi-dark|dark|light|super-light)-", "", name)
    return name if name.startswith("#") else NAMED.get(base, "#8e8e8e")


def title(target: Json, metric: Json) -> str:
    legend = target.get("legendFormat") or ""
    if legend in ("", "__auto"):
        return ", ".join(f"{k}={v}" for k, v in metric.items() if k not in ("__name__", "job")) or target["refId"]
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda found: str(metric.get(found[1], "")), legend)


def answers(panel: Json, values: dict[str, str], prometheus: verify.Prometheus) -> Iterator[tuple[str, Json, Json]]:
    for target in panel.get("targets", []):
        try:
            found = prometheus.ask(model.substituted(target["expr"], values), bool(target.get("instant")))
        except verify.NoAnswer:
            continue
        for series in found:
            yield title(target, series["metric"]), series, target


def defaults(panel: Json) -> Json:
    return panel.get("fieldConfig", {}).get("defaults", {})


def mapped(panel: Json, value: float) -> tuple[str, str]:
    """The text and the color of a value."""
    own = defaults(panel)
    text, shade = written(value, own.get("unit", "")), ""
    for step in own.get("thresholds", {}).get("steps", []):
        if step.get("value") is None or value >= step["value"]:
            shade = step["color"]
    for mapping in own.get("mappings", []):
        options = mapping["options"]
        plain = f"{value:g}"
        if mapping["type"] == "value" and plain in options:
            text, shade = options[plain].get("text") or text, options[plain].get("color") or shade
        if mapping["type"] == "range" and (options.get("from") or -1e99) <= value <= (options.get("to") or 1e99):
            text, shade = options["result"].get("text") or text, options["result"].get("color") or shade
    return text, color(shade or "text")


def last(series: Json) -> float:
    return float(series["values"][-1][1])


def with_gaps(series: Json, step: float) -> tuple[list[float], list[float]]:
    """Days and values; where nothing was told for longer than a step there is no line."""
    days, values = [], []
    for at, value in series["values"]:
        if days and at / 86400 - days[-1] > 1.5 * step / 86400:
            days.append(at / 86400)
            values.append(float("nan"))
        days.append(float(at) / 86400)
        values.append(float(value))
    return days, values


def draw_lines(axes: Axes, panel: Json, found: Drawn) -> None:
    unit = defaults(panel).get("unit", "")
    every = [at for _, series, _ in found for at, _ in series["values"]]
    steps = [b - a for _, series, _ in found for (a, _), (b, _) in zip(series["values"], series["values"][1:])]
    # The most eventful first: of so many names only some fit in here.
    found = sorted(found, key=lambda one: -len({value for _, value in one[1]["values"]}))
    for number, (name, series, _) in enumerate(found[:30]):
        days, values = with_gaps(series, min(steps, default=1))
        label = name[-44:] if number < LEGEND else "_"
        axes.plot(days, values, color=COLORS[number % len(COLORS)], lw=1, label=label)
    axes.margins(y=0.25)
    axes.set_xlim(min(every) / 86400, max(max(every), min(every) + 60) / 86400)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, unit)))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(DateFormatter("%H:%M"))
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.grid(color="#2c3235", lw=0.5)
    if len(found) > 1 or found[0][0]:
        axes.legend(loc="upper left", fontsize=5, frameon=False, labelcolor="#ccccdc", ncols=2)


def draw_stat(axes: Axes, panel: Json, found: Drawn) -> None:
    axes.axis("off")
    for number, (name, series, _) in enumerate(found[:6]):
        text, shade = mapped(panel, last(series))
        y = 1 - (number + 0.5) / min(len(found), 6)
        size = 15 if len(found) < 2 else 8
        shown = text if len(found) < 2 else f"{name}: {text}"[:40]
        axes.text(0.5, y, shown, color=shade, fontsize=size, ha="center", va="center", transform=axes.transAxes)


def draw_states(axes: Axes, panel: Json, found: Drawn) -> None:
    names = [name for name, _, _ in found[:24]]
    for row, (_, series, _) in enumerate(found[:24]):
        times = [float(at) / 86400 for at, _ in series["values"]]
        step = min((b - a for a, b in zip(times, times[1:])), default=1 / 1440)
        begun, shade = times[0], ""
        spans: list[tuple[float, float, str]] = []
        for at, (_, value) in zip(times, series["values"]):
            other = mapped(panel, float(value))[1]
            if other != shade:
                begun, shade = at, other
                spans.append((begun, step, shade))
            else:
                spans[-1] = (begun, at + step - begun, shade)
        for begun, length, shade in spans:
            axes.broken_barh([(begun, length)], (row - 0.4, 0.8), color=shade, lw=0)
    axes.set_yticks(range(len(names)), [name[-34:] for name in names], fontsize=5)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(DateFormatter("%H:%M"))
    axes.xaxis.set_major_locator(MaxNLocator(5))


def draw_bars(axes: Axes, panel: Json, found: Drawn) -> None:
    found = found[:16]
    numbers = [last(series) for _, series, _ in found]
    axes.barh(range(len(found)), numbers, color=[mapped(panel, number)[1] for number in numbers], height=0.7)
    axes.set_yticks(range(len(found)), [name[-34:] for name, _, _ in found], fontsize=5)
    axes.set_xticks([])
    for row, number in enumerate(numbers):
        axes.text(number, row, " " + mapped(panel, number)[0], color="#ccccdc", fontsize=5, va="center")
    axes.invert_yaxis()


def draw_heat(axes: Axes, panel: Json, found: Drawn) -> None:
    """Rows are the buckets, from low to high; where these are cumulative each is less the one below it."""
    times = sorted({at for _, series, _ in found for at, _ in series["values"]})
    order = sorted(found, key=lambda one: float(one[1]["metric"].get("le", "nan")))
    grid = [[dict(map(tuple, s["values"])).get(at, "nan") for at in times] for _, s, _ in order]
    rows = [[float(cell) for cell in row] for row in grid]
    if "heatmap" in {t.get("format") for _, _, t in found}:
        rows = [rows[0]] + [[max(0.0, b - a) for a, b in zip(low, up)] for low, up in zip(rows, rows[1:])]
    axes.imshow(rows, aspect="auto", origin="lower", cmap="inferno", interpolation="nearest")
    every = max(1, len(order) // 6)
    axes.set_yticks(range(0, len(order), every), [name for name, _, _ in order][::every], fontsize=5)
    axes.set_xticks([])


def columns(panel: Json) -> tuple[dict[str, str], dict[str, str]]:
    """What the table calls its fields, and the units of these names."""
    names: dict[str, str] = {}
    for change in panel.get("transformations", []):
        names |= change.get("options", {}).get("renameByName") or {}
    units = {
        override["matcher"]["options"]: part["value"]
        for override in panel["fieldConfig"].get("overrides", [])
        for part in override["properties"]
        if part["id"] == "unit" and override["matcher"]["id"] == "byName"
    }
    return names, units


def draw_table(axes: Axes, panel: Json, found: Drawn) -> None:
    """The labels that differ, then a column for each query."""
    axes.axis("off")
    labels = [k for k in dict.fromkeys(k for _, s, _ in found for k in s["metric"]) if k not in ("__name__", "job")][:5]
    queries = list(dict.fromkeys(target["refId"] for _, _, target in found))
    names, units = columns(panel)
    called = {query: names.get(f"Value #{query}", names.get("Value", query)) for query in queries}
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for _, series, target in found:
        key = tuple(series["metric"].get(label, "")[-26:] for label in labels)
        unit = units.get(called[target["refId"]], defaults(panel).get("unit", ""))
        rows.setdefault(key, {})[target["refId"]] = written(last(series), unit)
    cells = [[*key, *(row.get(query, "") for query in queries)] for key, row in list(rows.items())[:12]]
    head = [*(names.get(label, label) for label in labels), *(called[query][:16] for query in queries)]
    table = axes.table([head, *cells], loc="upper center", cellLoc="left", edges="horizontal")
    table.auto_set_font_size(False)
    table.set_fontsize(5)
    for cell in table.get_celld().values():
        cell.set_edgecolor("#2c3235")
        cell.get_text().set_color("#ccccdc")


DRAWERS = {"timeseries": draw_lines, "stat": draw_stat, "state-timeline": draw_states, "bargauge": draw_bars}
DRAWERS |= {"heatmap": draw_heat, "table": draw_table, "gauge": draw_stat}


def draw(board: Json, prometheus: verify.Prometheus, file: Path) -> None:
    """One image of the dashboard; folded rows are left out."""
    values = verify.every(board, prometheus)
    height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in board["panels"]) + 3
    figure = plt.figure(figsize=(24 * COLUMN, height * LINE), facecolor="#111217", dpi=DPI)
    figure.text(0.01, 1 - 1.2 / height, board["title"], color="#ccccdc", fontsize=13, va="center")
    figure.text(0.99, 1 - 1.2 / height, NOTE, color="#8e8e8e", fontsize=9, ha="right", va="center")
    for panel in board["panels"]:
        at = panel["gridPos"]
        x, top = at["x"] / 24, 1 - (at["y"] + 2.5) / height
        if panel["type"] == "row":
            figure.text(x + 0.008, top - 0.5 / height, panel["title"], color="#ccccdc", fontsize=9, va="center")
            continue
        figure.text(x + 0.008, top - 0.6 / height, panel["title"], color="#ccccdc", fontsize=7, va="center")
        wide = 0 if panel["type"] in ("stat", "table", "gauge") else 0.03
        wide = 0.09 if panel["type"] in ("state-timeline", "bargauge") else wide
        box = (x + 0.01 + wide, top - (at["h"] - 0.7) / height, at["w"] / 24 - 0.018 - wide, (at["h"] - 2) / height)
        axes = figure.add_axes(box, facecolor="#181b1f")
        axes.tick_params(colors="#9a9aa8", labelsize=5, length=0)
        for side in axes.spines.values():
            side.set_color("#2c3235")
        found = list(answers(panel, values, prometheus))
        if found:
            DRAWERS[panel["type"]](axes, panel, found)
        else:
            axes.axis("off")
            axes.text(0.5, 0.5, defaults(panel).get("noValue") or "No data", color="#8e8e8e", fontsize=8, ha="center")
    memory = io.BytesIO()
    figure.savefig(memory, facecolor=figure.get_facecolor())
    plt.close(figure)
    Image.open(memory).convert("RGB").quantize(64).save(file, optimize=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", type=float, default=time.time() - 600)
    parser.add_argument("--end", type=float, default=time.time())
    parser.add_argument("--scrape", type=float, default=15)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    prometheus = verify.Prometheus(given.url, given.start, given.end, given.scrape, looks_back=False)
    given.folder.mkdir(parents=True, exist_ok=True)
    for name, board in model.load().items():
        if not given.only or board["uid"] in given.only.split(","):
            draw(board, prometheus, given.folder / name.replace(".json", ".png"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
