"""Gluster / Volume: sets, bricks, space, probes and the pool behind them."""

from common import BRICK_RESTARTS, BRICKS_AWAY, HEALS, SUBVOLUME, VOLUME, Board, Query, Section, link
from overview import FULL_IN, SET_STATE
from panels import NONE_OR_BAD, NONE_OR_WORRY, UP, heat, lines, number, timeline
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

POOL = [
    timeline(
        "Peers",
        "Whether each node's glusterd is connected to each other one's.",
        UP,
        Query("min by (instance, peer) (min_over_time(gluster_peer_connected{@}[$__rate_interval]))",
              "{{instance}} to {{peer}}"),
    ),
    timeline(
        "Services",
        "Services that should run on a node for a volume. Any volume's start or stop restarts bitrot and scrub.",
        UP,
        Query("min by (instance, volume, service) (min_over_time(gluster_service_up{@V}[$__rate_interval]))",
              "{{service}} for {{volume}} on {{instance}}"),
    ),
    timeline(
        "Server quorum",
        "Whether enough servers are connected; else glusterd stops the volume's bricks. Empty where none is asked for.",
        UP,
        Query("min without (instance) (gluster_volume_server_quorum_met{@V})", "{{volume}}"),
        height=6,
        absent="No volume asks for a server quorum.",
    ),
    timeline(
        "glusterd",
        "Whether each node's glusterd answers. A rebalance that starts keeps it silent for 5 s.",
        UP,
        Query("gluster_up{@}", "{{instance}}"),
        height=6,
    ),
    table(
        "What the volumes are",
        "What the volumes are, as glusterd tells it.",
        [
            "max by (job, volume, layout, transport, volume_id) (gluster_volume_info{@V})",
            "max by (job, volume) (gluster_volume_started{@V})",
            "max by (job, volume) (gluster_volume_bricks{@V})",
            "max by (job, volume) (gluster_volume_replicas{@V})",
            "max by (job, volume) (gluster_volume_arbiters{@V})",
            "max by (job, volume) (gluster_volume_redundancy_bricks{@V})",
            "max by (job, volume) (gluster_volume_snapshots{@V})",
            "max by (job, volume) (gluster_volume_georeplication_sessions{@V})",
            "max by (job, volume) (gluster_volume_profiling_enabled{@V})",
        ],
        [
            Column("volume", "Volume"),
            Column("layout", "Layout"),
            Column("B", "Started", states={0: ("no", "text"), 1: ("yes", "text")}),
            Column("C", "Bricks"),
            Column("D", "Copies"),
            Column("E", "Arbiters"),
            Column("F", "Redundancy"),
            Column("G", "Snapshots"),
            Column("H", "Geo-replication"),
            Column("I", "Profiling", states={0: ("off", "text"), 1: ("on", "text")}),
            Column("transport", "Transport"),
            Column("volume_id", "Id"),
        ],
        height=7,
        sort="Volume",
    ),
    table(
        "Options that were set",
        "Of the options that the exporter is set to show, those that are not at their defaults.",
        ["max by (job, volume, option, value) (gluster_volume_option_info{@V})"],
        [Column("volume", "Volume"), Column("option", "Option"), Column("value", "Value")],
        width=12,
        sort="Volume",
    ),
    table(
        "Hosts of each set",
        "Bricks, and the distinct hosts that they are on. Fewer hosts than bricks: replicas share a machine.",
        [
            "max by (job, volume, subvolume) (gluster_subvolume_bricks{@S})",
            "min by (job, volume, subvolume) (gluster_subvolume_hosts{@S})",
            "min by (job, volume, subvolume) (gluster_subvolume_spare_bricks{@S})",
        ],
        [
            Column("subvolume", "Set"),
            Column("A", "Bricks", decimals=0),
            Column("B", "Hosts", decimals=0),
            Column("C", "Spare", decimals=0, steps=[(None, "red"), (0, "text")]),
        ],
        width=12,
        sort="Set",
    ),
]

REBALANCE = [
    timeline(
        "Rebalances",
        "Whether a rebalance, or a fix of the layout, runs on a node.",
        {0: ("no", "transparent"), 1: ("runs", "blue")},
        Query("max by (instance, volume) (max_over_time(gluster_rebalance_running{@V}[$__rate_interval]))",
              "{{volume}} on {{instance}}"),
    ),
    table(
        "The last rebalance on each node",
        "What each node did in its last rebalance, kept after its end. glusterd learns it at the end, or when somebody "
        "asks for the status; above 1 KiB it tells bytes to a tenth of KiB, MiB, … only.",
        [
            f"max by (job, instance, volume) (last_over_time(gluster_rebalance_{what}_total{{@V}}[$__rate_interval]))"
            for what in ("files", "bytes", "lookups", "failures", "skipped")
        ],
        [
            Column("volume", "Volume"),
            Column("instance", "Node"),
            Column("A", "Moved", decimals=0),
            Column("B", "Bytes", "bytes", decimals=1),
            Column("C", "Looked at", decimals=0),
            Column("D", "Failed", decimals=0, steps=[(None, "text"), (1, "red")]),
            Column("E", "Left", decimals=0),
        ],
        width=12,
        sort="Volume",
        absent="There was no rebalance.",
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
