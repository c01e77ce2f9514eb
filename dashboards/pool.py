"""Of Gluster / Volume: the pool behind the volumes, their options and services, and rebalances."""

from common import Query
from panels import UP, timeline
from tables import Column, table

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
