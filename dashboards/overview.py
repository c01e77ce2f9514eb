"""Gluster / Overview: is all well, and if not, where to look."""

from common import BRICK_RESTARTS, BRICKS_AWAY, CADDY_RELOADS, HEALS, REMOUNTS, VOLUME, Board, Query, Section, link
from latency import mean
from panels import NONE_OR_BAD, NONE_OR_WORRY, UP, bars, lines, number, timeline
from tables import Column, table

ALL = "${volume:queryparam}"
# Seconds until the space is used up, by the trend of 6 hours; nothing in the first hour, of which no trend can be told.
FULL_IN = """min without (instance) (
    gluster_volume_available_bytes{@V} / (-deriv(gluster_volume_available_bytes{@V}[6h]) > 0)
    and gluster_volume_available_bytes{@V} offset 1h) < 365 * 86400"""
SET_STATE = """(min without (instance) (gluster_subvolume_bricks_up{@V})
    < bool max without (instance) (gluster_subvolume_bricks{@V}))
    * (1 + (min without (instance) (gluster_subvolume_spare_bricks{@V}) <= bool 0)
    + (min without (instance) (gluster_subvolume_spare_bricks{@V}) < bool 0)) RUNNING"""
AWAY = """sum(max without (instance) (gluster_subvolume_bricks{@V})
    - min without (instance) (gluster_subvolume_bricks_up{@V}) RUNNING)"""
SILENT = "sum((min without (instance) (gluster_brick_up{@V}) == bool 0) RUNNING)"

GLANCE = [
    number(
        "Volumes down",
        "Started volumes that at least one node cannot read.",
        "sum((min without (instance) (gluster_volume_up{@V}) == bool 0) RUNNING)",
        NONE_OR_BAD,
        target=link("gluster-volume", ALL),
    ),
    number(
        "Sets without quorum",
        "Replica and disperse sets that lack bricks that writes need: writes to them fail.",
        "sum((min without (instance) (gluster_subvolume_spare_bricks{@V}) < bool 0) RUNNING)",
        NONE_OR_BAD,
        target=link("gluster-volume", ALL),
    ),
    number(
        "Sets without a spare",
        "Sets that have lost a brick and can lose no further one. Sets that never have a spare, as single bricks and "
        "pairs, are counted only while a brick is away.",
        f"sum(({SET_STATE}) == bool 2)",
        NONE_OR_WORRY,
        target=link("gluster-volume", ALL),
    ),
    number(
        "Bricks down",
        "Bricks that do not answer, or that clients of the volumes are not connected to: the larger of the two, as a "
        "hung brick still has connections, and a brick whose node is gone has nobody to tell of it.",
        f"({AWAY} > {SILENT}) or {SILENT} or {AWAY}",
        NONE_OR_BAD,
        target=link("gluster-volume", ALL),
    ),
    number(
        "Heal backlog",
        "Entries that wait for heal, of all sets. A moment of some is normal where files are written.",
        "sum(max without (instance) (gluster_heal_pending_entries{@V}))",
        NONE_OR_WORRY,
        unit="short",
        decimals=0,
        target=link("gluster-heal", ALL),
    ),
    number(
        "Split-brain",
        "Entries in split-brain among those looked at; one in split-brain by data and by metadata counts twice.",
        "sum(max without (instance) (gluster_heal_split_brain_entries{@V}))",
        NONE_OR_BAD,
        target=link("gluster-heal", ALL),
    ),
    number(
        "Peers lost",
        "Nodes of the pool that no other node is connected to.",
        "sum(max without (instance) (gluster_peer_connected{@}) == bool 0)",
        NONE_OR_BAD,
        absent="none is told",
        target=link("gluster-volume", ALL),
    ),
    number(
        "Mounts down",
        "Gluster mounts that do not answer.",
        "sum(gluster_mount_up{@} == bool 0)",
        NONE_OR_BAD,
        absent="none is watched",
        target=link("gluster-latency", ALL),
    ),
    number(
        "Stale site roots",
        "Directories that Caddy serves and that give a stale file handle.",
        "sum(caddy_site_root_stale{@})",
        NONE_OR_BAD,
        absent="none is watched",
        target=link("caddy-on-gluster"),
    ),
    number(
        "Caddys down",
        "Caddys whose admin API does not answer, or may not be asked.",
        "sum(caddy_up{@} == bool 0)",
        NONE_OR_BAD,
        absent="none is watched",
        target=link("caddy-on-gluster"),
    ),
    number(
        "Exporters down",
        "Exporters that Prometheus cannot scrape: what they tell is missing everywhere else. Jobs are those whose name "
        "begins with gluster.",
        "sum(up{@J} == bool 0)",
        NONE_OR_BAD,
        target=link("gluster-caddy-exporter"),
    ),
    number(
        "Least free space",
        "Of all volumes, the least share that users can still fill. Below 10 % Gluster avoids a brick by default.",
        "min(gluster_volume_available_bytes{@V} / gluster_volume_size_bytes{@V})",
        [(None, "red"), (0.1, "orange"), (0.2, "green")],
        unit="percentunit",
        decimals=1,
        target=link("gluster-volume", ALL),
    ),
]

FIRING = """1000 * ({since} and ignoring (alertstate) {now})"""
ALERTS = 'alertname=~"Gluster.*|Caddy.*"'
NODES = FIRING.format(since=f"ALERTS_FOR_STATE{{@, {ALERTS}}}", now=f'ALERTS{{@, alertstate="firing", {ALERTS}}}')
POOLS = NODES.replace("{@", '{job=~"$job", instance=""')

NOW = [
    table(
        "Firing alerts",
        "Alerts of this project's rules that fire: those of a node (of the chosen ones), and those of the pool, "
        "which have no instance. Empty also where the rules are not loaded.",
        [f"{NODES} or {POOLS}"],
        [
            Column("severity", "Severity", width=100, more=[("mappings", [
                {"type": "value", "options": {
                    "critical": {"color": "red", "index": 0}, "warning": {"color": "orange", "index": 1},
                    "info": {"color": "blue", "index": 2}}}]), ("custom.cellOptions", {"type": "color-text"})]),
            Column("alertname", "Alert", width=280),
            Column("volume", "Volume"),
            Column("subvolume", "Set"),
            Column("brick", "Brick"),
            Column("mountpoint", "Mount point"),
            Column("caddy", "Caddy"),
            Column("site", "Site"),
            Column("instance", "Node"),
            Column("A", "Since", "dateTimeFromNow", width=140),
        ],
        height=6,
        sort="Severity",
        absent="No alert fires, or the rules are not loaded.",
    ),
    timeline(
        "Volumes",
        "Whether each volume answers all nodes. A gap: nothing is known.",
        UP | {2: ("stopped on purpose", "#8E8E99")},
        Query(
            """(min by (job, volume) (min_over_time(gluster_volume_up{@V}[$__rate_interval])) RUNNING)
            or 2 + (max by (job, volume) (gluster_volume_started{@V}) == 0)""",
            "{{volume}}",
        ),
        height=7,
        target=link("gluster-volume", "var-volume=${__field.labels.volume}"),
    ),
    timeline(
        "Bricks",
        "Whether each brick answers by itself. A gap: the exporter of its node is down, or the volume stopped.",
        UP,
        Query("min without (instance) (min_over_time(gluster_brick_up{@V}[$__rate_interval])) RUNNING", "{{brick}}"),
        height=7,
        target=link("gluster-volume", "var-volume=${__field.labels.volume}"),
    ),
    lines(
        "Heal backlog",
        "Entries that wait for heal, by set: the largest that any node tells.",
        "short",
        Query("max without (instance) (gluster_heal_pending_entries{@V})", "{{subvolume}}"),
        height=7,
        decimals=0,
        target=link("gluster-heal", "var-volume=${__field.labels.volume}"),
    ),
    lines(
        "Space in use",
        "Share of each volume that users cannot fill any more.",
        "percentunit",
        Query(
            "1 - min without (instance) (gluster_volume_available_bytes{@V} / gluster_volume_size_bytes{@V})",
            "{{volume}}",
        ),
        height=7,
        most=1,
    ),
]

USERS = [
    lines(
        "Errors that visitors saw",
        "Answers 5xx, as Caddy's access logs say. What a client can provoke is among them.",
        "reqps",
        Query("sum by (site, code) (rate(caddy_log_server_errors_total{@}[$__rate_interval]))", "{{site}} {{code}}"),
        height=7,
        target=link("caddy-on-gluster", "var-site=${__field.labels.site}"),
        absent="No such error was logged.",
    ),
    lines(
        "Waiting at the mounts",
        "Mean time that applications waited for an operation on each mount, answers from its caches included.",
        "s",
        Query(mean("mount_fop", "", "instance, mountpoint"), "{{mountpoint}} {{instance}}"),
        height=7,
        target=link("gluster-latency", "var-mountpoint=${__field.labels.mountpoint}"),
    ),
]

CAPACITY = [
    table(
        "Capacity",
        "What each volume has left, and when it will be full if it goes on as in the last 6 hours. No such time is "
        "told where it does not fill, for more than a year, and in the first hour.",
        [
            "max by (job, volume) (gluster_volume_size_bytes{@V})",
            "min by (job, volume) (gluster_volume_available_bytes{@V})",
            "max by (job, volume) (1 - gluster_volume_available_bytes{@V} / gluster_volume_size_bytes{@V})",
            "max by (job, volume) (1 - gluster_volume_inodes_free{@V} / (gluster_volume_inodes{@V} > 0))",
            f"min by (job, volume) ({FULL_IN})",
        ],
        [
            Column("volume", "Volume", target=link("gluster-volume", "var-volume=${__value.text}")),
            Column("A", "Size", "bytes", decimals=1),
            Column("B", "Available", "bytes", decimals=1),
            Column("C", "In use", "percentunit", gauge=True, decimals=1,
                   steps=[(None, "blue"), (0.8, "orange"), (0.9, "red")]),
            Column("D", "Inodes in use", "percentunit", decimals=1,
                   steps=[(None, "text"), (0.8, "orange"), (0.9, "red")]),
            Column("E", "Full in", "s", decimals=1, steps=[(None, "red"), (86400, "orange"), (7 * 86400, "text")]),
            Column("job", "Job"),
        ],
        height=7,
        sort="In use",
        descending=True,
    ),
    bars(
        "The ten slowest bricks",
        "Mean time of a statfs of the brick, network included.",
        "s",
        Query(
            """topk(10, max without (instance) (rate(gluster_brick_round_trip_seconds_sum{@V}[$__rate_interval])
            / (rate(gluster_brick_round_trip_seconds_count{@V}[$__rate_interval]) > 0)))""",
            "{{brick}}",
            instant=True,
        ),
        target=link("gluster-latency", "var-volume=${__field.labels.volume}", "var-brick=${__field.labels.brick}"),
    ),
    bars(
        "The ten fullest bricks",
        "Share of the brick's file system that users cannot fill any more; bricks that share a file system share it.",
        "percentunit",
        Query(
            "topk(10, max without (instance) (1 - gluster_brick_available_bytes{@V} / gluster_brick_size_bytes{@V}))",
            "{{brick}}",
            instant=True,
        ),
        steps=[(None, "blue"), (0.8, "orange"), (0.9, "red")],
        most=1,
        decimals=1,
        target=link("gluster-volume", "var-volume=${__field.labels.volume}"),
    ),
]

BOARD = Board(
    title="Gluster / Overview",
    uid="gluster-overview",
    about="The health of pools, volumes, mounts and Caddys at a glance, and where to look closer.",
    variables=[VOLUME],
    events=[HEALS, BRICKS_AWAY, BRICK_RESTARTS, REMOUNTS, CADDY_RELOADS],
    sections=[Section("", GLANCE), Section("Now", NOW), Section("What users notice", USERS),
              Section("Capacity and the worst bricks", CAPACITY)],
    tags=["gluster"],
)
