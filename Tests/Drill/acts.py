"""How each fault is made and mended."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Lab"))
import bricks  # noqa: E402
import caddy_site  # noqa: E402
import damage  # noqa: E402
import volumes  # noqa: E402
from bricks import Volume  # noqa: E402
from cluster import NODES, LabError, gluster, run, wait_for_peers, wait_until  # noqa: E402

if TYPE_CHECKING:
    from stage import Stage

Act = Callable[["Stage"], None]


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
    def act(stage: "Stage") -> None:
        for name in ("broken", ".fresh-broken"):
            stage.expect_unmount(volumes.mount_point(name))
        volumes.create("broken", "replica")
        volumes.start("broken")
        damage.split_brain(Volume("broken"), kind)

    return act


def delete_broken(_: "Stage") -> None:
    volumes.delete("broken")


def kill_daemon(_: "Stage") -> None:
    """The one process that heals all volumes of the second node; each has a file with its pid."""
    files = (NODES[1].home / "run/shd").glob("*/*-shd.pid")
    for pid in {int(file.read_text()) for file in files}:
        os.kill(pid, signal.SIGKILL)


def start_daemons(_: "Stage") -> None:
    """Volume by volume: the one process comes with the first, and takes up the others one by one.

    Where glusterd does not reach it yet, it starts another one for the next volume, and keeps both.
    """
    for name in bricks.names():
        gluster("volume", "start", name, "force")


def make_small() -> None:
    """A volume on three small disks: before anybody watches, as its clients need a second to connect."""
    for node in NODES:
        folder = node.home / "bricks" / f"small-{node.number}"
        folder.mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", "size=64m", "small", folder)
    volumes.create("small", "replica")
    volumes.start("small")


def set_up_volumes() -> None:
    """What not every cluster has, and what there is to be seen of it: profiling, server quorum, a rebalance."""
    gluster("volume", "profile", "photos", "start")
    gluster("volume", "set", "office", "cluster.server-quorum-type", "server")
    gluster("volume", "rebalance", "scratch", "start")


def fill(_: "Stage") -> None:
    """98 % of the small volume."""
    with open(volumes.mount_point("small") / "big", "wb") as file:
        file.write(bytes(62 * 1024 * 1024 + 300 * 1024))


def make_room(_: "Stage") -> None:
    (volumes.mount_point("small") / "big").unlink()


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
    """Fails where there is no client, and where it does not do as it is told."""

    def act(_: "Stage") -> None:
        pids = clients(caddy_site.EXTRA)
        if not pids:
            raise LabError(f"{caddy_site.EXTRA} has no client")
        for pid in pids:
            os.kill(pid, number)
        wait_until(f"{number.name} has come to {pids}", lambda: all(obeys(pid, number) for pid in pids), 10)

    return act


def obeys(pid: int, number: signal.Signals) -> bool:
    """Whether a process is as it has to be after SIGSTOP, SIGCONT or SIGKILL."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        state = "Z"
    if number == signal.SIGKILL:
        return state == "Z"
    return (state == "T") == (number == signal.SIGSTOP)


def unmount_lazily(_: "Stage") -> None:
    run("umount", "-l", caddy_site.EXTRA)


def mount_again(_: "Stage") -> None:
    subprocess.run(["umount", "-l", str(caddy_site.EXTRA)], capture_output=True)
    volumes.mount("media", caddy_site.EXTRA)


def remount(_: "Stage") -> None:
    run("umount", "-l", caddy_site.EXTRA)
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
    def act(stage: "Stage") -> None:
        caddy_site.sign(begin, end)
        assert caddy_site.reload()
        # It looks at certificates once in minutes, and when it starts.
        stage.stop("exporter1")
        stage.start_exporter(1)

    return act


def moment(days: float) -> str:
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * 86_400))


def hide_log(_: "Stage") -> None:
    """What is there instead is no file; the exporter is root, whom no mode keeps out."""
    caddy_site.LOG.rename(caddy_site.LOG.with_suffix(".hidden"))
    caddy_site.LOG.mkdir()


def show_log(_: "Stage") -> None:
    caddy_site.LOG.rmdir()
    caddy_site.LOG.with_suffix(".hidden").rename(caddy_site.LOG)


def stop_exporter(stage: "Stage") -> None:
    stage.stop("exporter2")


def start_exporter(stage: "Stage") -> None:
    stage.start_exporter(2)


good_certificate = serve_certificate("20260101000000Z", "20460101000000Z")
