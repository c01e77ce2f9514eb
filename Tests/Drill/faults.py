"""The faults: how each is made and mended, what must fire, and what may."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Lab"))
import caddy_site  # noqa: E402
import damage  # noqa: E402
import volumes  # noqa: E402
from bricks import Volume  # noqa: E402
from cluster import NODES, gluster, run, wait_for_peers  # noqa: E402

if TYPE_CHECKING:
    from stage import Stage

Act = Callable[["Stage"], None]

# What follows from bricks that come and go, in whatever order and depth: each fault of a brick may have it.
HEALING = {
    "GlusterHealBacklog",
    "GlusterHealFinished",
    "GlusterSubvolumeDegraded",
    "CaddySiteStorageImpaired",
    "GlusterMountBrickDisconnected",
    "GlusterBrickFlapping",
}


@dataclass(frozen=True)
class Fault:
    name: str
    what: str
    make: Act
    repair: Act
    expect: dict[str, dict[str, str]]  # alert → labels that it must have
    allow: set[str] = field(default_factory=set)
    within: float = 45  # seconds to fire
    after: float = 3  # seconds to look on
    clear_within: float = 60

    @property
    def allowed(self) -> set[str]:
        return self.allow | set(self.expect)


def kill(volume: str, *numbers: int) -> Act:
    return lambda _: [Volume(volume).brick(number).process.kill() for number in numbers] and None


def pause(volume: str, number: int) -> Act:
    return lambda _: Volume(volume).brick(number).process.pause()


def resume(volume: str, number: int) -> Act:
    return lambda _: Volume(volume).brick(number).process.resume()


def restart_and_heal(volume: str) -> Act:
    def act(_: "Stage") -> None:
        known = Volume(volume)
        known.restart(known.bricks)
        damage.heal(known, 60)

    return act


def restart(volume: str) -> Act:
    def act(_: "Stage") -> None:
        known = Volume(volume)
        known.restart(known.bricks)

    return act


def brick(volume: str, number: int) -> dict[str, str]:
    """The labels of a brick of a volume whose sets have one on each node, in order."""
    node = NODES[(number - 1) % len(NODES)]
    return {"volume": volume, "brick": f"{node.address}:{node.home}/bricks/{volume}-{number}"}


def lose_node(stage: "Stage") -> None:
    """All that the third node runs for `archive` and `photos`, its glusterd, and its exporter."""
    for volume in ("photos", "archive"):
        Volume(volume).brick(3).process.kill()
    NODES[2].stop_glusterd()
    stage.stop("exporter3")


def return_node(stage: "Stage") -> None:
    NODES[2].start_glusterd()
    wait_for_peers()
    for volume in ("photos", "archive"):
        restart(volume)(stage)
    stage.start_exporter(3)
    damage.heal(Volume("photos"), 60)


def stop_glusterd(_: "Stage") -> None:
    NODES[2].stop_glusterd()


def start_glusterd(_: "Stage") -> None:
    NODES[2].start_glusterd()
    wait_for_peers()


def keep_backlog(_: "Stage") -> None:
    """All bricks are up, and nobody heals."""
    gluster("volume", "set", "photos", damage.DAEMON, "off")
    volume = Volume("photos")
    damage.backlog(volume, volume.brick(2), 23)
    volume.restart(volume.bricks)


def heal_photos(_: "Stage") -> None:
    damage.heal(Volume("photos"), 60)


def split(kind: str) -> Act:
    def act(_: "Stage") -> None:
        volumes.create("broken", "replica")
        volumes.start("broken")
        damage.split_brain(Volume("broken"), kind)

    return act


def delete_broken(_: "Stage") -> None:
    volumes.delete("broken")


def kill_daemon(_: "Stage") -> None:
    pid_file = NODES[1].home / "run/glustershd/glustershd.pid"
    os.kill(int(pid_file.read_text()), signal.SIGKILL)


def fill(_: "Stage") -> None:
    """A volume on three small disks, of which 98 % are used."""
    for node in NODES:
        folder = node.home / "bricks" / f"small-{node.number}"
        folder.mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", "size=64m", "small", folder)
    volumes.create("small", "replica")
    volumes.start("small")
    with open(volumes.mount_point("small") / "big", "wb") as file:
        file.write(bytes(62 * 1024 * 1024 + 300 * 1024))


def delete_small(_: "Stage") -> None:
    volumes.unmount(volumes.mount_point("small"))
    gluster("volume", "stop", "small", "force")
    gluster("volume", "delete", "small")
    for node in NODES:
        run("umount", "-l", node.home / "bricks" / f"small-{node.number}")


def stop_volume(_: "Stage") -> None:
    gluster("volume", "stop", "scratch", "force")


def start_volume(_: "Stage") -> None:
    gluster("volume", "start", "scratch")
    volume = Volume("scratch")
    volume.wait(volume.bricks)


def replace_directory(_: "Stage") -> None:
    shutil.rmtree(caddy_site.PHOTOS / "www")
    (caddy_site.PHOTOS / "www").mkdir()
    caddy_site.fill_www()


def bind_again(_: "Stage") -> None:
    run("umount", "-l", caddy_site.WWW)
    caddy_site.bind_www()


def clients(directory: Path) -> list[int]:
    """The pids of the FUSE client of a mount."""
    words = ["pgrep", "-f", f"glusterfs .*{directory}$"]
    return [int(pid) for pid in subprocess.run(words, capture_output=True, text=True).stdout.split()]


def signal_client(number: signal.Signals) -> Act:
    return lambda _: [os.kill(pid, number) for pid in clients(caddy_site.EXTRA)] and None


def unmount_lazily(_: "Stage") -> None:
    run("umount", "-l", caddy_site.EXTRA)


def mount_again(_: "Stage") -> None:
    subprocess.run(["umount", "-l", str(caddy_site.EXTRA)], capture_output=True)
    volumes.mount("media", caddy_site.EXTRA)


def stop_caddy(stage: "Stage") -> None:
    stage.stop("caddy")


def start_caddy(stage: "Stage") -> None:
    stage.start_caddy()


def offer_bad_configuration(_: "Stage") -> None:
    bad = caddy_site.HOME / "bad.Caddyfile"
    # What is well-formed, and cannot be started: the certificate is none.
    bad.write_text(caddy_site.FILE.read_text().replace(str(caddy_site.CERTIFICATE), str(caddy_site.FILE)))
    assert not caddy_site.reload(bad)


def offer_good_configuration(_: "Stage") -> None:
    assert caddy_site.reload()


def serve_certificate(begin: str, end: str) -> Act:
    def act(_: "Stage") -> None:
        caddy_site.sign(begin, end)
        assert caddy_site.reload()

    return act


def moment(days: float) -> str:
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * 86_400))


def hide_log(_: "Stage") -> None:
    caddy_site.LOG.rename(caddy_site.LOG.with_suffix(".hidden"))


def show_log(_: "Stage") -> None:
    caddy_site.LOG.with_suffix(".hidden").rename(caddy_site.LOG)


def stop_exporter(stage: "Stage") -> None:
    stage.stop("exporter2")


def start_exporter(stage: "Stage") -> None:
    stage.start_exporter(2)


good_certificate = serve_certificate("20260101000000Z", "20460101000000Z")
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
        HEALING,
    ),
    Fault(
        "quorum-lost",
        "two bricks of a replica set are killed",
        kill("photos", 2, 3),
        restart_and_heal("photos"),
        {"GlusterSubvolumeQuorumLost": PHOTOS_SET, "GlusterBrickDown": brick("photos", 3)},
        HEALING,
    ),
    Fault(
        "node-gone",
        "a node is gone: bricks, glusterd, exporter",
        lose_node,
        return_node,
        {"GlusterPeerDisconnected": {"peer": NODES[2].address}, "GlusterCaddyExporterDown": {}},
        HEALING,
    ),
    Fault("glusterd-stopped", "glusterd of a node is stopped", stop_glusterd, start_glusterd, {"GlusterdDown": {}}),
    Fault(
        "backlog",
        "23 entries wait, and nobody heals",
        keep_backlog,
        heal_photos,
        {"GlusterHealBacklog": PHOTOS_SET, "GlusterHealNotDraining": PHOTOS_SET},
        HEALING,
        within=90,
    ),
    Fault(
        "daemon-killed",
        "the self-heal daemon of a node is killed",
        kill_daemon,
        restart("photos"),
        {"GlusterSelfHealDaemonDown": {}},
    ),
    *[
        Fault(
            f"split-brain-{kind}",
            f"split-brain of kind {kind}",
            split(kind),
            delete_broken,
            {alert: {"volume": "broken"}},
            HEALING,
            within=60,
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
        delete_small,
        {"GlusterVolumeFull": {"volume": "small"}, "GlusterBrickFull": {"volume": "small"}},
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
    ),
    Fault(
        "client-killed",
        "the FUSE client of a mount is killed",
        signal_client(signal.SIGKILL),
        mount_again,
        {"GlusterMountDown": EXTRA, "CaddySiteMountDown": {"root": EXTRA["mountpoint"]}},
    ),
    Fault(
        "client-stopped",
        "the FUSE client of a mount is stopped (SIGSTOP)",
        signal_client(signal.SIGSTOP),
        signal_client(signal.SIGCONT),
        {"GlusterMountNotAnswering": EXTRA},
    ),
    Fault(
        "unmounted",
        "a mount is lazily unmounted under Caddy",
        unmount_lazily,
        mount_again,
        {"GlusterMountDown": EXTRA, "CaddySiteNotOnGluster": {"root": EXTRA["mountpoint"]}},
    ),
    Fault("caddy-stopped", "Caddy is stopped", stop_caddy, start_caddy, {"CaddyDown": {}}),
    Fault(
        "bad-configuration",
        "Caddy refuses a configuration",
        offer_bad_configuration,
        offer_good_configuration,
        {"CaddyConfigReloadFailed": {}},
    ),
    Fault(
        "certificate-old",
        "a certificate is near its end",
        serve_certificate("20260101000000Z", moment(10)),
        good_certificate,
        {"CaddyCertificateExpiring": {"name": "localhost"}},
    ),
    Fault(
        "certificate-ended",
        "a certificate has ended",
        serve_certificate("20260101000000Z", moment(-1)),
        good_certificate,
        {"CaddyCertificateExpired": {"name": "localhost"}},
    ),
    Fault(
        "log-gone",
        "Caddy's access log is moved away",
        hide_log,
        show_log,
        {"CaddyLogUnreadable": {}},
        within=60,
    ),
    Fault(
        "exporter-stopped",
        "an exporter is stopped",
        stop_exporter,
        start_exporter,
        {"GlusterCaddyExporterDown": {}},
    ),
]
assert len({fault.name for fault in FAULTS}) == len(FAULTS)
