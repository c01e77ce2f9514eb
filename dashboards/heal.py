"""Gluster / Heal: what waits, since when, what will not heal by itself, and which brick is to blame."""

from common import BRICK_RESTARTS, BRICKS_AWAY, HEALS, SUBVOLUME, VOLUME, Board, Query, Section, link
from panels import NONE_OR_BAD, NONE_OR_WORRY, lines, number, timeline
from tables import Column, table

OF_SETS = "and on (job, volume, brick) gluster_brick_info{@S}"
AGES = [(None, "green"), (3600, "orange"), (86400, "red")]
SINCE = "gluster_heal_pending_since_timestamp_seconds{@S}"
OLDEST = "gluster_heal_oldest_entry_timestamp_seconds{@S}"

GLANCE = [
    number(
        "Backlog",
        "Entries that wait for heal, of all chosen sets. Not known while a brick is silent and no other has a backlog.",
        "sum(max without (instance) (gluster_heal_pending_entries{@S}))",
        NONE_OR_WORRY,
        unit="short",
        decimals=0,
    ),
    number(
        "Sets with a backlog",
        "Replica and disperse sets in which something waits.",
        "sum(max without (instance) (gluster_heal_pending_entries{@S}) > bool 0)",
        NONE_OR_WORRY,
    ),
    number(
        "Split-brain",
        "Entries in split-brain among those looked at. Data, metadata and gfid need a person's decision; entry is "
        "mostly merged by the self-heal daemon within minutes.",
        "sum(max without (instance) (gluster_heal_split_brain_entries{@S}))",
        NONE_OR_BAD,
    ),
    number(
        "Longest backlog",
        "Since when the oldest of the present backlogs has lasted; at least that, if the exporter was started later.",
        f"time() - min({SINCE})",
        AGES,
        unit="s",
        decimals=1,
        absent="nothing waits",
    ),
    number(
        "Longest-waiting entry",
        "An old entry in a backlog that is otherwise young does not heal.",
        f"time() - min({OLDEST})",
        AGES,
        unit="s",
        decimals=1,
        absent="nothing waits",
    ),
    number(
        "Looks that saw not all",
        "Sets of which more waits than was looked at: split-brain and blame may be more than is told.",
        "sum(max without (instance) (gluster_heal_scan_truncated{@S}))",
        NONE_OR_WORRY,
    ),
]

SETS = [
    table(
        "The sets",
        "Each set as it is now, and its episodes in the chosen time: from nothing to something, and back.",
        [
            "max by (job, volume, subvolume) (gluster_heal_pending_entries{@S})",
            f"1000 * min by (job, volume, subvolume) ({SINCE})",
            f"1000 * min by (job, volume, subvolume) ({OLDEST})",
            "sum by (job, volume, subvolume) (max without (instance) (gluster_heal_split_brain_entries{@S}))",
            "max by (job, volume, subvolume) (gluster_heal_scanned_entries{@S})",
            "max by (job, volume, subvolume) (gluster_heal_scan_truncated{@S})",
            "round(max by (job, volume, subvolume) (increase(gluster_heal_episodes_started_total{@S}[$__range])))",
            "round(max by (job, volume, subvolume) (increase(gluster_heal_episodes_finished_total{@S}[$__range])))",
        ],
        [
            Column("volume", "Volume"),
            Column("subvolume", "Set"),
            Column("A", "Backlog", decimals=0, steps=[(None, "text"), (1, "orange")]),
            Column("B", "Backlog since", "dateTimeFromNow"),
            Column("C", "Oldest entry", "dateTimeFromNow"),
            Column("D", "Split-brain", decimals=0, steps=[(None, "text"), (1, "red")]),
            Column("E", "Looked at", decimals=0),
            Column("F", "Saw all", states={0: ("yes", "text"), 1: ("no", "orange")}),
            Column("G", "Begun", decimals=0),
            Column("H", "Finished", decimals=0),
        ],
        height=7,
        sort="Backlog",
        descending=True,
    ),
    lines(
        "Backlog by set",
        "Entries that wait: the largest that any node tells. A gap: not known.",
        "short",
        Query("max without (instance) (gluster_heal_pending_entries{@S})", "{{subvolume}}"),
        decimals=0,
    ),
    lines(
        "Backlog by brick",
        "Entries in each brick's index: those that this brick remembers for others.",
        "short",
        Query(f"max without (instance) (gluster_brick_heal_pending_entries{{@V}}) {OF_SETS}", "{{brick}}"),
        decimals=0,
        target=link("gluster-volume", "var-volume=${__field.labels.volume}"),
    ),
    lines(
        "Age of the backlog",
        "How long the present backlog of each set has lasted.",
        "s",
        Query(f"time() - min without (instance) ({SINCE})", "{{subvolume}}"),
        absent="Nothing waits.",
    ),
    lines(
        "Age of the longest-waiting entry",
        "How long the entry that waits longest has been seen. Absent when more waits than can be known at a time.",
        "s",
        Query(f"time() - min without (instance) ({OLDEST})", "{{subvolume}}"),
        absent="Nothing waits.",
    ),
]

WRONG = [
    lines(
        "Split-brain by kind",
        "Data and metadata: AFR lets no copy be read. Entry: a directory whose names are merged. Gfid: different files "
        "behind one name.",
        "short",
        Query("max without (instance) (gluster_heal_split_brain_entries{@S})", "{{subvolume}}: {{kind}}"),
        decimals=0,
    ),
    lines(
        "Blamed bricks",
        "Entries for which other copies say that this brick is behind. One brick with all the blame was away.",
        "short",
        Query(
            f"sum without (kind) (max without (instance) (gluster_heal_blamed_entries{{@V}})) {OF_SETS}", "{{brick}}"
        ),
        decimals=0,
        target=link("gluster-volume", "var-volume=${__field.labels.volume}"),
    ),
    lines(
        "Unfinished transactions",
        "Entries of each brick whose last transaction did not finish. Files that are being written are among them.",
        "short",
        Query(f"max without (instance) (gluster_brick_heal_dirty_entries{{@V}}) {OF_SETS}", "{{brick}}"),
        decimals=0,
    ),
    timeline(
        "Looks at the entries",
        "Whether all that waits was looked at: else split-brain and blame may be more than is told.",
        {0: ("saw all", "green"), 1: ("saw not all", "orange")},
        Query("max without (instance) (gluster_heal_scan_truncated{@S})", "{{subvolume}}"),
    ),
    lines(
        "Episodes, in the hour before",
        "How often a set's backlog began, and ended, in each hour before: many short ones are a brick that flaps.",
        "short",
        Query(
            "max without (instance) (increase(gluster_heal_episodes_started_total{@S}[1h]))", "{{subvolume}}: begun"
        ),
        Query(
            "max without (instance) (increase(gluster_heal_episodes_finished_total{@S}[1h]))", "{{subvolume}}: finished"
        ),
        width=24,
        dashed="finished",
    ),
]

CRAWLS = [
    lines(
        "Healed, in each minute",
        "Entries that the self-heal daemons healed, by volume and kind of crawl.",
        "cpm",
        Query(
            "60 * sum by (job, volume, crawl) (rate(gluster_self_heal_healed_entries_total{@V}[$__rate_interval]))",
            "{{volume}}: {{crawl}}",
        ),
    ),
    lines(
        "Not healed, in each minute",
        "Tries that failed, and those that met a split-brain; an entry counts once for each try.",
        "cpm",
        *(
            Query(
                f"60 * sum by (job, volume, crawl) (rate(gluster_self_heal_{family}_total{{@V}}[$__rate_interval]))",
                f"{{{{volume}}}}: {{{{crawl}}}}, {name}",
            )
            for family, name in (("failed_entries", "failed"), ("split_brain_entries", "split-brain"))
        ),
    ),
    lines(
        "Entries a crawl heals, and fails to heal",
        "Means over the hour before. Many that fail, crawl after crawl, will not heal by themselves.",
        "short",
        Query(
            """sum by (job, volume) (increase(gluster_self_heal_healed_entries_total{@V}[1h]))
            / (sum by (job, volume) (increase(gluster_self_heal_crawls_total{@V}[1h])) > 0)""",
            "{{volume}}: healed",
        ),
        Query(
            """sum by (job, volume) (increase(gluster_self_heal_failed_entries_total{@V}[1h]))
            / (sum by (job, volume) (increase(gluster_self_heal_crawls_total{@V}[1h])) > 0)""",
            "{{volume}}: failed",
        ),
        dashed="failed",
    ),
    table(
        "Crawls",
        "What the self-heal daemons tell of each brick of replica sets; counts are those of the chosen time. "
        "Of disperse sets they tell nothing.",
        [
            "max by (job, volume, brick, crawl) (gluster_self_heal_crawl_running{@V})",
            "1000 * max by (job, volume, brick, crawl) (gluster_self_heal_last_crawl_timestamp_seconds{@V})",
            *(
                f"round(max by (job, volume, brick, crawl) (increase(gluster_self_heal_{what}_total{{@V}}[$__range])))"
                for what in ("crawls", "healed_entries", "failed_entries")
            ),
        ],
        [
            Column("brick", "Brick"),
            Column("crawl", "Crawl", width=80),
            Column("A", "Runs", states={0: ("no", "text"), 1: ("yes", "blue")}, width=70),
            Column("B", "Last ended", "dateTimeFromNow", width=130),
            Column("C", "Crawls", decimals=0, width=80),
            Column("D", "Healed", decimals=0, width=80),
            Column("E", "Failed", decimals=0, width=80, steps=[(None, "text"), (1, "orange")]),
        ],
        width=12,
        sort="Failed",
        descending=True,
    ),
]

BOARD = Board(
    title="Gluster / Heal",
    uid="gluster-heal",
    about="What waits for heal, since when, what will not heal by itself, and which brick is to blame.",
    variables=[VOLUME, SUBVOLUME],
    events=[HEALS, BRICKS_AWAY, BRICK_RESTARTS],
    sections=[
        Section("", GLANCE),
        Section("Backlog", SETS),
        Section("What is wrong with what waits", WRONG),
        Section("Self-heal daemons", CRAWLS),
    ],
    since="now-24h",
    tags=["gluster"],
)
