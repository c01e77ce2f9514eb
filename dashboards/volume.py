"""Gluster / Volume: sets, bricks, space, probes and the pool behind them."""

from common import BRICK_RESTARTS, BRICKS_AWAY, HEALS, SUBVOLUME, VOLUME, Board, Query, Section, link
from overview import FULL_IN, SET_STATE
from panels import NONE_OR_BAD, NONE_OR_WORRY, UP, heat, lines, number, timeline
from pool import POOL, REBALANCE
from tables import Column, table

OF_SETS = "and on (job, volume, brick) gluster_brick_info{@S}"
SET_STATES = {0: ("whole", "green"), 1: ("degraded", "yellow"), 2: ("no spare", "orange"), 3: ("no quorum", "red")}
USED = [(None, "blue"), (0.8, "orange"), (0.9, "red")]


def in_a_day(series: str) -> str:
    """What will be left by the trend of 6 hours; nothing in the first hour, of which no trend can be told."""
    trend = f"predict_linear({series}{{@V}}[6h], 86400) and {series}{{@V}} offset 1h"
    return f"clamp_min(min without (instance) ({trend}), 0)"


GLANCE = [
    number(
        "Volumes",
        "Whether all nodes can read the chosen volumes: no, when there is one node that cannot read one of them. "
        "Volumes that were stopped on purpose do not count.",
        "min(gluster_volume_up{@V} RUNNING)",
        [(None, "red"), (1, "green")],
        states=UP,
        absent="stopped, or not known",
    ),
    number(
        "Fewest spare bricks",
        "How many more bricks of the weakest set may fail before writes fail. 0: the next failure may be an outage "
        "(always so for single bricks and pairs); negative: it is one.",
        "min(gluster_subvolume_spare_bricks{@S} RUNNING)",
        [(None, "red"), (0, "blue"), (1, "green")],
        decimals=0,
    ),
    number(
        "Bricks away",
        "Bricks of the sets that clients are not connected to.",
        """sum(max without (instance) (gluster_subvolume_bricks{@S})
        - min without (instance) (gluster_subvolume_bricks_up{@S}) RUNNING)""",
        NONE_OR_BAD,
    ),
    number(
        "Heal backlog",
        "Entries of the sets that wait for heal.",
        "sum(max without (instance) (gluster_heal_pending_entries{@S}))",
        NONE_OR_WORRY,
        unit="short",
        decimals=0,
        target=link("gluster-heal", "${volume:queryparam}", "${subvolume:queryparam}"),
    ),
    number(
        "Least free space",
        "Of the chosen volumes, the least share that users can still fill.",
        "min(gluster_volume_available_bytes{@V} / gluster_volume_size_bytes{@V})",
        [(None, "red"), (0.1, "orange"), (0.2, "green")],
        unit="percentunit",
        decimals=1,
    ),
    number(
        "First full in",
        "When the first of the volumes will be full, if it goes on as in the last 6 hours.",
        f"min({FULL_IN})",
        [(None, "red"), (86400, "orange"), (7 * 86400, "green")],
        unit="s",
        decimals=1,
        absent="no such trend",
    ),
]

SETS = [
    timeline(
        "Sets",
        "Whole: all bricks are there. Degraded: a brick is away, and a further one may go. No spare: a brick is away, "
        "and the next failure may be an outage. No quorum: writes fail.",
        SET_STATES,
        Query(SET_STATE.replace("{@V}", "{@S}"), "{{subvolume}}"),
        target=link("gluster-heal", "var-volume=${__field.labels.volume}", "var-subvolume=${__field.labels.subvolume}"),
    ),
    timeline(
        "Bricks",
        "Whether each brick answers by itself; a hung brick does not. Sets and bricks of stopped volumes are left out.",
        UP,
        Query(
            f"min without (instance) (min_over_time(gluster_brick_up{{@V}}[$__rate_interval])) {OF_SETS} RUNNING",
            "{{brick}}",
        ),
        target=link("gluster-latency", "var-volume=${__field.labels.volume}", "var-brick=${__field.labels.brick}"),
    ),
    table(
        "What the bricks are",
        "What each brick is, and how it is. Port and round trip are as its own node tells them. A brick whose exporter "
        "is down is missing.",
        [
            "max by (job, volume, brick, subvolume, role, instance) (gluster_brick_info{@S})",
            f"min by (job, volume, brick) (gluster_brick_up{{@V}} {OF_SETS})",
            "max by (job, volume, brick) "
            f"((1 - gluster_brick_available_bytes{{@V}} / gluster_brick_size_bytes{{@V}}) {OF_SETS})",
            "max by (job, volume, brick) "
            f"((1 - gluster_brick_inodes_free{{@V}} / (gluster_brick_inodes{{@V}} > 0)) {OF_SETS})",
            f"""max by (job, volume, brick) ((rate(gluster_brick_round_trip_seconds_sum{{@V}}[$__rate_interval])
            / (rate(gluster_brick_round_trip_seconds_count{{@V}}[$__rate_interval]) > 0)) {OF_SETS})""",
            f"max by (job, volume, brick) (gluster_brick_heal_pending_entries{{@V}} {OF_SETS})",
            f"max by (job, volume, brick) (gluster_brick_port{{@V}} {OF_SETS})",
        ],
        [
            Column("brick", "Brick", target=link("gluster-latency", "var-brick=${__value.text}")),
            Column("B", "State", states=UP, width=80),
            Column("subvolume", "Set"),
            Column("role", "Role", width=80),
            Column("instance", "Watched by"),
            Column("C", "In use", "percentunit", gauge=True, decimals=1, steps=USED, width=170),
            Column("D", "Inodes", "percentunit", decimals=1, steps=[(None, "text"), *USED[1:]], width=90),
            Column("E", "Round trip", "s", decimals=2, width=110),
            Column("F", "Backlog", "none", decimals=0, steps=[(None, "text"), (1, "orange")], width=90),
            Column("G", "Port", "none", decimals=0, width=80),
        ],
        height=9,
        sort="Brick",
    ),
]

SPACE = [
    lines(
        "Available space and where it is going",
        "What users can still fill, and what will be left in a day if it goes on as in the last 6 hours (dashed).",
        "bytes",
        Query("min without (instance) (gluster_volume_available_bytes{@V})", "{{volume}}"),
        Query(
            in_a_day("gluster_volume_available_bytes"),
            "{{volume}} in a day",
        ),
        dashed="in a day",
    ),
    lines(
        "Free inodes and where they are going",
        "Inodes that are free, and what will be left in a day if it goes on as in the last 6 hours (dashed).",
        "short",
        Query("min without (instance) (gluster_volume_inodes_free{@V})", "{{volume}}"),
        Query(
            in_a_day("gluster_volume_inodes_free"),
            "{{volume}} in a day",
        ),
        dashed="in a day",
    ),
    lines(
        "Bricks in use",
        "Share of each brick's file system that users cannot fill any more. The fullest of a set is its limit.",
        "percentunit",
        Query(
            "max without (instance) (1 - gluster_brick_available_bytes{@V} / gluster_brick_size_bytes{@V}) " + OF_SETS,
            "{{brick}}",
        ),
        most=1,
        width=24,
        height=9,
    ),
]

PROBES = [
    heat("How long statfs takes", "One statfs of each volume a poll, through gfapi.",
         'gluster_volume_probe_duration_seconds_bucket{@V, operation="statfs"}'),
    heat("How long a lookup takes", "One lookup of a name that does not exist, which no cache can answer, a poll.",
         'gluster_volume_probe_duration_seconds_bucket{@V, operation="lookup"}'),
    lines(
        "Mean by operation",
        "Mean time of the probes of all chosen nodes. create to unlink are there where a probe directory is set.",
        "s",
        Query(
            """sum by (job, volume, operation) (rate(gluster_volume_probe_duration_seconds_sum{@V}[$__rate_interval]))
            / (sum by (job, volume, operation) (
            rate(gluster_volume_probe_duration_seconds_count{@V}[$__rate_interval])) > 0)""",
            "{{volume}}: {{operation}}",
        ),
        by_operation=True,
    ),
    lines(
        "Probes that failed",
        "Failures by class of error, in each minute. They are not among the durations.",
        "cpm",
        Query(
            """60 * sum by (job, volume, operation, error) (
            rate(gluster_volume_probe_failures_total{@V}[$__rate_interval])) > 0""",
            "{{volume}}: {{operation}}, {{error}}",
        ),
        absent="No probe failed.",
    ),
]

BOARD = Board(
    title="Gluster / Volume",
    uid="gluster-volume",
    about="Sets and bricks of volumes, their space, how fast they answer, and the pool behind them.",
    variables=[VOLUME, SUBVOLUME],
    events=[HEALS, BRICKS_AWAY, BRICK_RESTARTS],
    sections=[
        Section("", GLANCE),
        Section("Sets and bricks", SETS),
        Section("Space", SPACE),
        Section("Probes", PROBES),
        Section("Pool, options and services", POOL, folded=True),
        Section("Rebalance", REBALANCE, folded=True),
    ],
    tags=["gluster"],
)
