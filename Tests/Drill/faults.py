"""The faults: what must fire, and what may."""

import signal
from dataclasses import dataclass, field

import caddy_site
from acts import (
    Act,
    bind_again,
    delete_broken,
    fill,
    good_certificate,
    heal_photos,
    hide_log,
    keep_backlog,
    kill,
    kill_daemon,
    lose_node,
    make_room,
    moment,
    mount_again,
    offer_bad_configuration,
    offer_good_configuration,
    pause,
    remount,
    replace_directory,
    restart_and_heal,
    resume,
    return_node,
    serve_certificate,
    show_log,
    signal_client,
    split,
    start_caddy,
    start_daemons,
    start_exporter,
    start_glusterd,
    start_volume,
    stop_caddy,
    stop_exporter,
    stop_glusterd,
    stop_volume,
    unmount_lazily,
)
from cluster import NODES

# What follows from bricks that come and go, in whatever order and depth: each fault of a brick may have it.
HEALING = {
    "GlusterHealBacklog",
    "GlusterHealBrickBlamed",
    "GlusterHealFinished",
    "GlusterSubvolumeDegraded",
    "CaddySiteStorageImpaired",
    "GlusterMountBrickDisconnected",
    "GlusterBrickFlapping",
    "GlusterBrickNotAnswering",  # a brick that starts
}
# A split-brain is made by bricks that are alone, one after the other, and options that start the daemons anew.
ALONE = {
    "GlusterBrickDown",
    "GlusterSubvolumeNoSpareBricks",
    "GlusterSubvolumeQuorumLost",
    "GlusterVolumeDown",
    "GlusterSelfHealDaemonDown",
    "GlusterMountSplitBrainLogged",
    "GlusterMountQuorumLostLogged",
    "GlusterVolumeProbeFailing",
}
# Users are told errors, and a burnt budget is remembered for hours.
BUDGET = {"CaddyErrorBudgetBurnFast", "CaddyErrorBudgetBurnSlow"}
# A mount that hangs does so for the ping timeout of 42 s, which is not shortened: less than what `for` stands for.
HANGING = {"GlusterMountNotAnswering", "GlusterVolumeDown", "GlusterVolumeUnreachable", "GlusterVolumeProbeFailing"}


@dataclass(frozen=True)
class Fault:
    name: str
    what: str
    make: Act
    repair: Act
    expect: dict[str, dict[str, str]]  # alert → labels that it must have
    allow: set[str] = field(default_factory=set)
    within: float = 60  # seconds to fire
    after: float = 3  # seconds to look on
    clear_within: float = 75
    then: dict[str, dict[str, str]] = field(default_factory=dict)  # what must fire after the repair
    needs: str = ""  # a series without which it cannot be told

    @property
    def allowed(self) -> set[str]:
        return self.allow | set(self.expect) | set(self.then)


def brick(volume: str, number: int) -> dict[str, str]:
    """The labels of a brick of a volume whose sets have one on each node, in order."""
    node = NODES[(number - 1) % len(NODES)]
    return {"volume": volume, "brick": f"{node.address}:{node.home}/bricks/{volume}-{number}"}


EXTRA = {"mountpoint": str(caddy_site.EXTRA)}
PHOTOS_SET = {"volume": "photos", "subvolume": "photos-replicate-0"}

FAULTS = [
    Fault(
        "brick-killed",
        "a brick of a replica set is killed",
        kill("photos", 2),
        restart_and_heal("photos"),
        {"GlusterBrickDown": brick("photos", 2), "GlusterSubvolumeNoSpareBricks": PHOTOS_SET},
        HEALING,
    ),
    Fault(
        "brick-stopped",
        "a brick of a disperse set is stopped (SIGSTOP)",
        pause("archive", 2),
        resume("archive", 2),
        {"GlusterBrickNotAnswering": brick("archive", 2), "GlusterSubvolumeNoSpareBricks": {"volume": "archive"}},
        HEALING | HANGING,
    ),
    Fault(
        "quorum-lost",
        "two bricks of a replica set are killed",
        kill("photos", 2, 3),
        restart_and_heal("photos"),
        {"GlusterSubvolumeQuorumLost": PHOTOS_SET, "GlusterBrickDown": brick("photos", 3)},
        # What was told to users stays in its window for longer than its cause, which has kept it quiet.
        HEALING | BUDGET | {"CaddyStorageErrors", "GlusterMountQuorumLostLogged"},
    ),
    Fault(
        "node-gone",
        "a node is gone: bricks, glusterd, exporter",
        lose_node,
        return_node,
        {
            "GlusterPeerDisconnected": {"peer": NODES[2].address},
            "GlusterCaddyExporterDown": {"instance": "127.0.0.1:10715"},
            "GlusterSubvolumeNoSpareBricks": PHOTOS_SET,
        },
        HEALING,
    ),
    Fault(
        "glusterd-stopped",
        "glusterd of a node is stopped",
        stop_glusterd,
        start_glusterd,
        {"GlusterdDown": {"instance": "127.0.0.1:10715"}, "GlusterPeerDisconnected": {"peer": NODES[2].address}},
        # One that starts learns of its bricks and daemons within seconds, which are minutes to the rules.
        {"GlusterBrickDown", "GlusterBrickNotAnswering", "GlusterSelfHealDaemonDown"},
    ),
    Fault(
        "backlog",
        "23 entries wait, and nobody heals",
        keep_backlog,
        heal_photos,
        {"GlusterHealBacklog": PHOTOS_SET, "GlusterHealNotDraining": PHOTOS_SET},
        HEALING,
        within=90,
        then={"GlusterHealFinished": PHOTOS_SET},
    ),
    Fault(
        "daemon-killed",
        "the self-heal daemon of a node is killed",
        kill_daemon,
        start_daemons,
        {"GlusterSelfHealDaemonDown": {}},
    ),
    *[
        Fault(
            f"split-brain-{kind}",
            f"split-brain of kind {kind}",
            split(kind),
            delete_broken,
            {alert: {"volume": "broken"}},
            HEALING | ALONE,
        )
        for kind, alert in {
            "data": "GlusterSplitBrain",
            "metadata": "GlusterSplitBrain",
            "gfid": "GlusterSplitBrain",
            "entry": "GlusterSplitBrainEntry",
        }.items()
    ],
    Fault(
        "disk-full",
        "the disks of a volume are nearly full",
        fill,
        make_room,
        {"GlusterVolumeFull": {"volume": "small"}},
        # What filled up within seconds fills up fast.
        {"GlusterVolumeFilling", "GlusterVolumeFillingFast", "GlusterVolumeSpaceLow", "GlusterBrickSpaceLow"},
    ),
    Fault(
        "volume-stopped",
        "a volume is stopped",
        stop_volume,
        start_volume,
        {"GlusterVolumeStopped": {"volume": "scratch"}},
    ),
    Fault(
        "directory-replaced",
        "the directory behind a bind mount is replaced",
        replace_directory,
        bind_again,
        {"CaddySiteRootReplaced": {"root": str(caddy_site.WWW)}, "CaddySiteRootStale": {"root": str(caddy_site.WWW)}},
        {"GlusterMountStaleHandlesLogged", "CaddyStaleHandlesLogged"} | BUDGET,
    ),
    Fault(
        "client-killed",
        "the FUSE client of a mount is killed",
        signal_client(signal.SIGKILL),
        mount_again,
        {"GlusterMountDown": EXTRA, "CaddySiteMountDown": {"root": EXTRA["mountpoint"]}},
        {"CaddySiteNotOnGluster", "CaddyStorageErrors"} | BUDGET,
        then={"GlusterMountRemounted": EXTRA},
    ),
    Fault(
        "client-stopped",
        "the FUSE client of a mount is stopped (SIGSTOP)",
        signal_client(signal.SIGSTOP),
        signal_client(signal.SIGCONT),
        {"GlusterMountNotAnswering": EXTRA, "CaddySiteMountDown": {"root": EXTRA["mountpoint"]}},
        BUDGET,
    ),
    Fault(
        "unmounted",
        "a mount is lazily unmounted under Caddy",
        unmount_lazily,
        mount_again,
        {"GlusterMountDown": EXTRA, "CaddySiteNotOnGluster": {"root": EXTRA["mountpoint"]}},
        {"GlusterMountRemounted"} | BUDGET,
    ),
    Fault("caddy-stopped", "Caddy is stopped", stop_caddy, start_caddy, {"CaddyDown": {}}),
    Fault(
        "bad-configuration",
        "Caddy refuses a configuration",
        offer_bad_configuration,
        offer_good_configuration,
        {"CaddyConfigReloadFailed": {}},
        needs="caddy_config_last_reload_successful",
    ),
    Fault(
        "certificate-old",
        "a certificate is near its end",
        serve_certificate("20260101000000Z", moment(10)),
        good_certificate,
        {"CaddyCertificateExpiring": {"name": "localhost"}},
    ),
    Fault(
        "log-gone",
        "Caddy's access log is moved away",
        hide_log,
        show_log,
        {"CaddyLogUnreadable": {}},
        {"CaddyLogStalled", "CaddyLogGaps"},  # what was written there meanwhile was not read
    ),
    Fault(
        "remounted",
        "a mount is made anew under Caddy",
        remount,
        lambda _: None,
        {"GlusterMountRemounted": EXTRA},
        BUDGET,
    ),
    Fault(
        "exporter-stopped",
        "an exporter is stopped",
        stop_exporter,
        start_exporter,
        {"GlusterCaddyExporterDown": {"instance": "127.0.0.1:10714"}},
    ),
    Fault(
        "certificate-ended",
        "a certificate has ended",
        serve_certificate("20260101000000Z", moment(-1)),
        good_certificate,
        {"CaddyCertificateExpired": {"name": "localhost"}},
    ),
]
assert len({fault.name for fault in FAULTS}) == len(FAULTS)
