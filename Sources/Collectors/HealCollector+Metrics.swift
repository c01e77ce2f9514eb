public import Exposition

extension HealCollector {
    public static let metrics: [Metric] = [
        .healPending, .healPendingSince, .healStarted, .healFinished, .healSplitBrain, .healBlamed, .healOldest,
        .healScanned, .healTruncated,
    ]
}

extension Metric {
    static let healPending = gauge(
        "gluster_heal_pending_entries",
        labels: "volume",
        "subvolume",
        help: """
            Entries of the set that wait for heal: the largest backlog of its watched bricks. Absent while it is \
            not known: a brick is silent, and no other has a backlog (glusterfs.xattrop_index_count).
            """
    )
    static let healPendingSince = gauge(
        "gluster_heal_pending_since_timestamp_seconds",
        labels: "volume",
        "subvolume",
        help: "When the present backlog began, or was first seen by this process; absent without one. Unix time."
    )
    static let healStarted = counter(
        "gluster_heal_episodes_started_total",
        labels: "volume",
        "subvolume",
        help: "How often the set's backlog went from nothing to something while it was watched."
    )
    static let healFinished = counter(
        "gluster_heal_episodes_finished_total",
        labels: "volume",
        "subvolume",
        help: "How often the set's backlog went to nothing, with all watched bricks of the set answering."
    )
    static let healSplitBrain = gauge(
        "gluster_heal_split_brain_entries",
        labels: "volume",
        "subvolume",
        "kind",
        help: """
            Entries in split-brain among those looked at, by kind: data and metadata as AFR itself says \
            (replica.split-brain-status), entry where every brick accuses another (trusted.afr), gfid for each name \
            in such a directory behind which the bricks have different files. Absent while that is not known; gfid \
            also without cluster.granular-entry-heal.
            """
    )
    static let healBlamed = gauge(
        "gluster_heal_blamed_entries",
        labels: "volume",
        "brick",
        "kind",
        help: """
            Entries, among those looked at, whose other copies say that the one on this brick is behind \
            (trusted.afr.VOLUME-client-N of the other bricks).
            """
    )
    static let healOldest = gauge(
        "gluster_heal_oldest_entry_timestamp_seconds",
        labels: "volume",
        "subvolume",
        help: """
            When the longest-waiting entry was first seen by this process; absent when nothing waits, and when more \
            waits than can be known at a time. Unix time.
            """
    )
    static let healScanned = gauge(
        "gluster_heal_scanned_entries",
        labels: "volume",
        "subvolume",
        help: "Waiting entries of the set, of all its bricks together, that were looked at and are still there."
    )
    static let healTruncated = gauge(
        "gluster_heal_scan_truncated",
        labels: "volume",
        "subvolume",
        help: "Whether more waits than has been looked at: then split-brain and blame may be more than is told."
    )
}
