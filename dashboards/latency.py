"""Gluster / Latency: where the time goes, from Caddy over the mount and the network to the brick's disk."""

from common import BRICK, BRICK_RESTARTS, BRICKS_AWAY, CADDY, CADDY_RELOADS, HEALS, MOUNTPOINT, REMOUNTS, VOLUME
from common import Board, Query, Section, link
from panels import UP, bars, heat, lines, timeline


def mean(series: str, scope: str, by: str, offset: str = "") -> str:
    """Seconds that one operation took on average; an operation that is not timed is in neither sum."""
    back = f" offset {offset}" if offset else ""
    seconds = f"rate(gluster_{series}_seconds_total{{@{scope}}}[$__rate_interval]{back})"
    count = f"rate(gluster_{series}_operations_total{{@{scope}}}[$__rate_interval]{back})"
    return f"sum by ({by}) ({seconds}) / (sum by ({by}) ({count} and {seconds}) > 0)"


def mean_of_histogram(series: str, scope: str, by: str, offset: str = "") -> str:
    back = f" offset {offset}" if offset else ""
    total = f"sum by ({by}) (rate({series}_sum{{@{scope}}}[$__rate_interval]{back}))"
    return f"{total} / (sum by ({by}) (rate({series}_count{{@{scope}}}[$__rate_interval]{back})) > 0)"


CADDY_SECONDS = "caddy_http_request_duration_seconds"
ROUND_TRIP = "gluster_brick_round_trip_seconds"

LAYERS = [
    lines(
        "1. Caddy answers",
        "Mean time of a request, by server and handler. Handlers contain each other: do not add them up. Caddy "
        "measures this only where its metrics are switched on.",
        "s",
        Query(mean_of_histogram(CADDY_SECONDS, "C", "caddy, server, handler"), "{{server}} {{handler}}"),
        width=6,
        height=10,
        target=link("caddy-on-gluster", "var-caddy=${__field.labels.caddy}"),
    ),
    lines(
        "2. The mount answers Caddy",
        "Mean time that applications waited for an operation on the mount, answers from its caches included.",
        "s",
        Query(mean("mount_fop", "M", "instance, mountpoint"), "{{mountpoint}} {{instance}}"),
        width=6,
        height=10,
    ),
    lines(
        "3. Network and brick",
        "Mean time of an operation that a mount sent to a brick: the network there and back, and the brick.",
        "s",
        Query(mean("mount_brick", "P", "job, brick"), "{{brick}}"),
        width=6,
        height=10,
    ),
    lines(
        "4. The brick and its disk",
        "Mean time of an operation inside the brick, without the network. Only of volumes with profiling on (gluster "
        "volume profile VOLUME start).",
        "s",
        Query(mean("brick_fop", "B", "job, brick"), "{{brick}}"),
        width=6,
        height=10,
    ),
]

OPERATIONS = [
    lines(
        "At the mounts, by operation",
        "Mean time that applications waited, of all chosen mounts.",
        "s",
        Query(mean("mount_fop", "M", "fop"), "{{fop}}"),
        by_operation=True,
    ),
    lines(
        "In the bricks, by operation",
        "Mean time inside all chosen bricks. Much less than at the mounts: the time is in the network, or in waiting "
        "for other bricks.",
        "s",
        Query(mean("brick_fop", "B", "fop"), "{{fop}}"),
        by_operation=True,
    ),
    lines(
        "Operations at the mounts",
        "Operations of applications, from caches or bricks. The kernel's own caches come before them.",
        "ops",
        Query("sum by (fop) (rate(gluster_mount_fop_operations_total{@M}[$__rate_interval]))", "{{fop}}"),
        by_operation=True,
        stacked=True,
    ),
    lines(
        "Operations in the bricks",
        "Operations that the bricks finished, while profiling is on.",
        "ops",
        Query("sum by (fop) (rate(gluster_brick_fop_operations_total{@B}[$__rate_interval]))", "{{fop}}"),
        by_operation=True,
        stacked=True,
    ),
]

ROUND_TRIPS = [
    heat("Round trips", "How long a statfs of each chosen brick took, network included; one a poll.",
         f"{ROUND_TRIP}_bucket{{@B}}"),
    lines(
        "Round trip by brick",
        "Mean time of a statfs of the brick. One brick above all others: its disk or its machine. All of them: the "
        "network, or the node that asks.",
        "s",
        Query(mean_of_histogram(ROUND_TRIP, "B", "job, brick"), "{{brick}}"),
    ),
]

DAYS = [
    lines(
        "Caddy, beside yesterday",
        "Mean time of a request to each server, and the same a day before (dashed).",
        "s",
        Query(mean_of_histogram(CADDY_SECONDS, "C", "server, handler"), "{{server}} {{handler}}"),
        Query(mean_of_histogram(CADDY_SECONDS, "C", "server, handler", "1d"), "{{server}} {{handler}} yesterday"),
        width=8,
        dashed="yesterday",
    ),
    lines(
        "Mounts, beside yesterday",
        "Mean time that applications waited at all chosen mounts, and the same a day before (dashed).",
        "s",
        Query(mean("mount_fop", "M", "job"), "{{job}}"),
        Query(mean("mount_fop", "M", "job", "1d"), "{{job}} yesterday"),
        width=8,
        dashed="yesterday",
    ),
    lines(
        "Bricks, beside yesterday",
        "Mean round trip to all chosen bricks, and the same a day before (dashed).",
        "s",
        Query(mean_of_histogram(ROUND_TRIP, "B", "job, volume"), "{{volume}}"),
        Query(mean_of_histogram(ROUND_TRIP, "B", "job, volume", "1d"), "{{volume}} yesterday"),
        width=8,
        dashed="yesterday",
    ),
]

MOUNTS = [
    timeline(
        "Mounts",
        "Whether each mount answers a stat within the deadline. Grey: not told, because it may not be asked.",
        UP,
        Query("min_over_time(gluster_mount_up{@M}[$__rate_interval])", "{{mountpoint}} {{instance}}"),
    ),
    timeline(
        "Connections of the mounts to bricks",
        "Whether a mount's client is connected to each brick. Grey while the mount does not answer.",
        UP,
        Query(
            "min_over_time(gluster_mount_brick_connected{@P}[$__rate_interval])",
            "{{mountpoint}} {{instance}} to {{brick}}",
        ),
    ),
    lines(
        "Answered from caches",
        "Share of what each of the client's caches was asked that it could answer.",
        "percentunit",
        Query(
            """sum by (mountpoint, cache) (rate(gluster_mount_cache_hits_total{@M}[$__rate_interval]))
            / ((sum by (mountpoint, cache) (rate(gluster_mount_cache_hits_total{@M}[$__rate_interval]))
            + sum by (mountpoint, cache) (rate(gluster_mount_cache_misses_total{@M}[$__rate_interval]))) > 0)""",
            "{{mountpoint}} {{cache}}",
        ),
        most=1,
    ),
    lines(
        "Operations sent to bricks",
        "Operations that each brick answered to the chosen mounts, their own bookkeeping included.",
        "ops",
        Query("sum by (job, brick) (rate(gluster_mount_brick_operations_total{@P}[$__rate_interval]))", "{{brick}}"),
    ),
    lines(
        "Warnings and errors in the mounts' logs",
        "Lines by event, in each minute; who may ask for a path can forge one. A second witness only.",
        "cpm",
        Query(
            """60 * sum by (mountpoint, event) (
            rate(gluster_mount_log_messages_total{@M, event!="other"}[$__rate_interval])) > 0""",
            "{{mountpoint}} {{event}}",
        ),
        absent="There are none.",
    ),
    lines(
        "New graphs, in the hour before",
        "How often a mount's client took a new graph into use, as after a change of an option or of bricks.",
        "short",
        Query("increase(gluster_mount_graph_switches_total{@M}[1h])", "{{mountpoint}} {{instance}}"),
        decimals=0,
    ),
]

BRICKS = [
    lines(
        "Read from bricks",
        "Bytes read, of volumes with profiling on.",
        "Bps",
        Query("sum by (job, brick) (rate(gluster_brick_read_bytes_total{@B}[$__rate_interval]))", "{{brick}}"),
    ),
    lines(
        "Written to bricks",
        "Bytes written, of volumes with profiling on.",
        "Bps",
        Query("sum by (job, brick) (rate(gluster_brick_written_bytes_total{@B}[$__rate_interval]))", "{{brick}}"),
    ),
    lines(
        "Mean size of a read and of a write",
        "Bricks know sizes to a power of two; many small ones cost more than few large ones.",
        "bytes",
        Query(mean_of_histogram("gluster_brick_read_size_bytes", "B", "job, volume"), "{{volume}}: read"),
        Query(mean_of_histogram("gluster_brick_write_size_bytes", "B", "job, volume"), "{{volume}}: write"),
        by_operation=True,
    ),
    bars(
        "The ten longest operations",
        "The longest operation of each kind since the brick was started, or its counters were cleared.",
        "s",
        Query(
            "topk(10, max by (job, brick, fop) (gluster_brick_fop_latency_max_seconds{@B}))",
            "{{brick}} {{fop}}",
            instant=True,
        ),
    ),
]

BOARD = Board(
    title="Gluster / Latency",
    uid="gluster-latency",
    about="Where the time goes: Caddy, the mount, the network, the brick, its disk. In seconds, over the same time.",
    variables=[VOLUME, BRICK, MOUNTPOINT, CADDY],
    events=[HEALS, BRICKS_AWAY, BRICK_RESTARTS, REMOUNTS, CADDY_RELOADS],
    sections=[
        Section("From Caddy to the disk", LAYERS),
        Section("By operation", OPERATIONS),
        Section("Round trips to bricks", ROUND_TRIPS),
        Section("Today and yesterday", DAYS),
        Section("Mounts and their caches", MOUNTS, folded=True),
        Section("What bricks count themselves", BRICKS, folded=True),
    ],
    since="now-3h",
    tags=["gluster", "caddy"],
)
