"""What all dashboards have: how they ask, their variables, links and events, and how panels are laid out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import dashboard as model

TAG = "gluster-caddy-exporter"
SOURCE = model.DataSourceRef(type_val="prometheus", uid="${datasource}")

# {@} in an expression stands for the matchers that each selector has, {@V} for those and the chosen volumes, and so on.
SCOPES = {
    "": "",
    "V": ', volume=~"$volume"',
    "S": ', volume=~"$volume", subvolume=~"$subvolume"',
    "B": ', volume=~"$volume", brick=~"$brick"',
    "M": ', mountpoint=~"$mountpoint"',
    "P": ', mountpoint=~"$mountpoint", brick=~"$brick"',
    "C": ', caddy=~"$caddy"',
    "W": ', caddy=~"$caddy", site=~"$site"',
    "E": ', collector=~"$collector"',
    "J": ', job=~"gluster.*"',
}

# RUNNING after an expression takes volumes out that were stopped on purpose: nothing of them is down.
RUNNING = "unless on (job, volume) (max by (job, volume) (gluster_volume_started{@V}) == 0)"


def promql(expression: str) -> str:
    """The expression with its scopes written out, on one line."""
    plain = " ".join(expression.replace("RUNNING", RUNNING).split())
    return re.sub(r"\{@([A-Z]?)", lambda found: '{job=~"$job", instance=~"$instance"' + SCOPES[found[1]], plain)


@dataclass(frozen=True)
class Query:
    """One expression of a panel, and what its series are called in the legend."""

    expression: str
    legend: str = ""
    instant: bool = False
    form: str = "time_series"


def link(uid: str, *extra: str) -> str:
    """The address of one of the dashboards, with the time, the pool and what else is known of the place."""
    kept = ["${__url_time_range}", "${datasource:queryparam}", "${job:queryparam}", "${instance:queryparam}", *extra]
    return f"/d/{uid}?{'&'.join(kept)}"


@dataclass(frozen=True)
class Variable:
    """A variable whose choices are the values of a label of a series."""

    name: str
    series: str
    label: str = ""
    every: str = ".+"
    about: str = ""

    def built(self) -> build.QueryVariable:
        label = self.label or self.name
        query = f"label_values({promql(self.series)}, {label})"
        return (
            build.QueryVariable(self.name)
            .label(self.name.title())
            .description(self.about)
            .datasource(SOURCE)
            .query(query)
            .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
            .sort(model.VariableSort.NATURAL_ASC)
            .multi(True)
            .include_all(True)
            .all_value(self.every)
            .current(model.VariableOption(selected=True, text=["All"], value=["$__all"]))
        )


JOB = Variable("job", "gluster_caddy_exporter_build_info", about="The scrape job of the exporters: one a pool.")
INSTANCE = Variable(
    "instance", 'gluster_caddy_exporter_build_info{job=~"$job"}', about="The nodes whose exporters are asked."
)
VOLUME = Variable("volume", "gluster_volume_up{@}", about="Volumes of the pool.")
SUBVOLUME = Variable("subvolume", "gluster_subvolume_bricks{@V}", about="Replica or disperse sets of the volumes.")
BRICK = Variable("brick", "gluster_brick_up{@V}", about="Bricks of the volumes.")
MOUNTPOINT = Variable("mountpoint", "gluster_mount_info{@V}", about="Where the volumes are mounted.")
CADDY = Variable("caddy", "caddy_up{@}", every=".*", about="Caddys by the address of their admin API.")
SITE = Variable("site", "caddy_site_root_info{@C}", every=".*", about="Sites of these Caddys.")
COLLECTOR = Variable("collector", "gluster_caddy_exporter_collector_success{@}", about="Collectors of the exporter.")


class Event(model.AnnotationQuery):
    """A mark in all panels: where the expression is above 0, or at the times (milliseconds) that it tells."""

    def __init__(self, name: str, expression: str, title: str, color: str, *, at_value: bool = False) -> None:
        super().__init__(name=name, datasource=SOURCE, icon_color=color, expr=promql(expression), built_in=None)
        self.title, self.at_value = title, at_value
        self.source = expression

    def of_all_volumes(self) -> "Event":
        """The same for a dashboard that has no variable for volumes."""
        expression = self.source.replace("RUNNING", RUNNING).replace("{@V}", "{@}")
        return Event(self.name, expression, self.title, self.icon_color, at_value=self.at_value)

    def to_json(self) -> dict[str, object]:
        body = super().to_json() | {"titleFormat": self.title, "textFormat": "", "step": "", "tagKeys": ""}
        return body | {"useValueForTime": "on" if self.at_value else False}


HEALS = Event(
    "Heal episodes",
    """max without (instance) (gluster_heal_pending_entries{@V}) > 0
    or max without (instance) (increase(gluster_heal_episodes_started_total{@V}[$__rate_interval])) > 0
    or max without (instance) (increase(gluster_heal_episodes_finished_total{@V}[$__rate_interval])) > 0""",
    "Heal of {{subvolume}}",
    "orange",
)
BRICKS_AWAY = Event(
    "Bricks away",
    "(1 - min without (instance) (gluster_brick_up{@V})) > 0 RUNNING",
    "{{brick}} does not answer",
    "red",
)
BRICK_RESTARTS = Event(
    "Brick restarts",
    "max without (instance) (changes(gluster_brick_port{@V}[$__rate_interval])) > 0",
    "{{brick}} has another port: it was restarted",
    "purple",
)
REMOUNTS = Event(
    "Mounts",
    "1000 * gluster_mount_client_start_timestamp_seconds{@}",
    "{{mountpoint}} of {{instance}} was mounted",
    "blue",
    at_value=True,
)
CADDY_RELOADS = Event(
    "Caddy reloads",
    "1000 * caddy_config_last_reload_success_timestamp_seconds{@}",
    "Caddy {{caddy}} of {{instance}} took a new configuration",
    "light-blue",
    at_value=True,
)
EXPORTER_STARTS = Event(
    "Exporter starts",
    """1000 * (process_start_time_seconds{@}
    and on (job, instance) gluster_caddy_exporter_build_info{@})""",
    "The exporter of {{instance}} was started",
    "blue",
    at_value=True,
)


@dataclass(frozen=True)
class Placed:
    """A panel, still without a place, and the width and height that it takes (24 columns a line)."""

    make: Callable[[], model.Panel]
    width: int
    height: int


@dataclass(frozen=True)
class Section:
    """A row of the dashboard with what is under it; one without a title has no header."""

    title: str
    panels: Sequence[Placed]
    folded: bool = False


@dataclass
class Layout:
    """Gives panels places, from left to right and from top to bottom, and numbers in that order."""

    y: int = 0
    number: int = 0
    placed: list[model.Panel | model.RowPanel] = field(default_factory=list)

    def next_number(self) -> int:
        self.number += 1
        return self.number

    def add(self, section: Section) -> None:
        if not section.title:
            self.placed += self.flow(section.panels)
            return
        row = model.RowPanel(title=section.title, collapsed=section.folded, panels=[], id_val=self.next_number())
        row.grid_pos = model.GridPos(h=1, w=24, x=0, y=self.y)
        self.placed.append(row)
        self.y += 1
        below = self.y
        panels = self.flow(section.panels)
        if section.folded:
            row.panels, self.y = panels, below
        else:
            self.placed += panels

    def flow(self, panels: Sequence[Placed]) -> list[model.Panel]:
        x, line, out = 0, 0, []
        for placed in panels:
            if x + placed.width > 24:
                x, self.y, line = 0, self.y + line, 0
            panel = placed.make()
            panel.id_val = self.next_number()
            panel.grid_pos = model.GridPos(h=placed.height, w=placed.width, x=x, y=self.y)
            x, line = x + placed.width, max(line, placed.height)
            out.append(panel)
        self.y += line
        return out


@dataclass(frozen=True)
class Board:
    """A dashboard before it is built."""

    title: str
    uid: str
    about: str
    variables: Sequence[Variable]
    events: Sequence[Event]
    sections: Sequence[Section]
    since: str = "now-6h"
    tags: Sequence[str] = ()

    def built(self) -> model.Dashboard:
        layout = Layout()
        for section in self.sections:
            layout.add(section)
        source = build.DatasourceVariable("datasource").label("Data source").type("prometheus")
        others = (
            build.DashboardLink("Gluster and Caddy")
            .type(model.DashboardLinkType.DASHBOARDS)
            .tags([TAG])
            .keep_time(True)
            .include_vars(True)
        )
        builder = (
            build.Dashboard(self.title)
            .uid(self.uid)
            .description(self.about)
            .tags([TAG, *self.tags])
            .readonly()
            .tooltip(model.DashboardCursorSync.CROSSHAIR)
            .time(self.since, "now")
            .refresh("1m")
            .timezone("browser")
            .link(others)
            .variables([source, *(variable.built() for variable in (JOB, INSTANCE, *self.variables))])
        )
        body = builder.build()
        body.annotations = model.AnnotationContainer(list_val=list(self.events))
        body.panels = layout.placed
        return body
