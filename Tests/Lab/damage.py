"""Real damage, for the exporter to find, and its repair."""

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bricks import Brick, Volume
from cluster import LabError, UsageError, ask_gluster, gluster, wait_until
from volumes import is_connected, mount, mount_point, mounts, unmount, wait_for_connections

DAEMON = "cluster.self-heal-daemon"
NO_HEAL = {
    DAEMON: "off",
    "cluster.data-self-heal": "off",
    "cluster.metadata-self-heal": "off",
    "cluster.entry-self-heal": "off",
    "cluster.quorum-type": "none",
}
KINDS = ["data", "metadata", "entry", "gfid"]


def backlog(volume: Volume, brick: Brick, count: int) -> None:
    """Takes a brick down and leaves exactly `count` files waiting to be healed to it.

    The files exist before the brick goes, so that their folder needs no heal, and nothing can heal
    them as long as the brick is down.
    """
    if count < 1:
        raise UsageError(f"{count} files make no backlog")
    survivors = [other for other in volume.set_of(brick) if other != brick]
    if not survivors:
        raise UsageError(f"{volume.name} is not redundant: nothing can wait for heal")
    require_all_up(volume)
    waiting = max(len(other.index("xattrop")) for other in survivors)
    if waiting:
        raise LabError(f"{volume.name} has {waiting} entries waiting for heal already: lab heal {volume.name}")
    top = mount_point(volume.name)
    if str(top) not in mounts():
        raise LabError(f"{volume.name} is not mounted: lab mount {volume.name} {top}")
    wait_for_connections(top, volume)
    (top / "backlog").mkdir(exist_ok=True)
    files = files_on(brick, top, top / "backlog", count)
    wait_for_index(survivors, 0)
    brick.process.kill()
    wait_until(f"{top} notices that {brick.process.name} is down", lambda: not is_connected(top, brick))
    for file in files:
        write(file, f"written without brick {brick.number}\n")
    wait_for_index(survivors, count)


def wait_for_index(bricks: list[Brick], count: int) -> None:
    """Until writing is over, and that much waits for heal."""

    def ready() -> bool:
        return all(len(brick.index("xattrop")) == count and not brick.index("dirty") for brick in bricks)

    wait_until(f"{count} entries wait for heal on {', '.join(brick.process.name for brick in bricks)}", ready)


def files_on(brick: Brick, top: Path, folder: Path, count: int) -> list[Path]:
    """Makes files in a folder of a mount until so many of them have their place on this brick."""
    found: list[Path] = []
    number = 0
    while len(found) < count:
        number += 1
        file = folder / f"file-{number:04}"
        write(file, "written with all bricks up\n")
        if (brick.path / file.relative_to(top)).exists():
            found.append(file)
    return found


def write(file: Path, text: str) -> None:
    """Writes through to the bricks."""
    with open(file, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def require_all_up(volume: Volume) -> None:
    for process in [brick.process for brick in volume.bricks]:
        if process.state() != "running":
            raise LabError(f"{process.name} is {process.state()}: all must be up before")


def split_brain(volume: Volume, kind: str) -> Path:
    """Makes a split-brain as it happens in life: each brick of the first set is written to while it is alone.

    (Two bricks against one would be no split-brain: with quorum, the self-heal daemon lets the two win.)
    All bricks are up afterwards and all options as before, but one: after `entry` the self-heal daemon stays
    off, for it would simply merge the folders. Returns what is in split-brain, from the top of the volume.
    """
    info = volume.info
    if info["replica_count"] != "3" or info.get("arbiter_count", "0") != "0":
        raise UsageError(f"{volume.name} is no replica 3 volume without arbiter")
    require_all_up(volume)
    replicas = volume.set_of(volume.bricks[0])
    name = f"split-brain-{kind}"
    with nobody_heals(volume, leave=[DAEMON] if kind == "entry" else []):
        with fresh_mount(volume) as top:
            if (top / name).exists():
                raise UsageError(f"{volume.name} has a {name} already")
            (top / name).mkdir()
            names = [file.name for file in files_on(replicas[0], top, top / name, len(replicas))]
            for each in (top / name).iterdir():
                if kind in ("entry", "gfid") or each.name != names[0]:
                    each.unlink()
        for index, alone in enumerate(replicas):
            for brick in replicas:
                if brick != alone:
                    brick.process.kill()
            with fresh_mount(volume) as top:
                disagree(kind, top / name / names[index if kind == "entry" else 0], alone.number)
            volume.restart(volume.bricks)
    culprit = Path("/", name, *names[:1]) if kind in ("data", "metadata") else Path("/", name)
    wait_until(f"gluster says that {culprit} is in split-brain", lambda: is_listed(volume, culprit))
    if str(mount_point(volume.name)) in mounts():
        wait_for_connections(mount_point(volume.name), volume)
    return culprit


def disagree(kind: str, file: Path, number: int) -> None:
    """What is done to the file while only this brick is up."""
    if kind == "metadata":
        file.chmod(0o600 + number)
    else:  # data: over the same file; gfid: a new file, of one name on all bricks; entry: different names
        write(file, f"written on brick {number} alone\n")


def strip_gfid(brick: Brick, path: Path) -> Path:
    """Leaves a brick that is down with a file that has no GFID, as after a crash in between: where it is."""
    copy = Path(f"{brick.path}{path}")
    try:
        gfid = str(uuid.UUID(bytes=os.getxattr(copy, "trusted.gfid")))
    except OSError as error:
        raise UsageError(f"{copy}: {error.strerror}; PATH is that of a file, from the top of the volume") from error
    brick.process.kill()  # One that runs remembers the file as it was.
    os.removexattr(copy, "trusted.gfid")
    Path(brick.path, ".glusterfs", gfid[:2], gfid[2:4], gfid).unlink()
    return copy


def is_listed(volume: Volume, path: Path) -> bool:
    """Whether gluster knows it; it prints a path, or the GFID where it has not looked up the path."""
    gfid = uuid.UUID(bytes=os.getxattr(f"{volume.bricks[0].path}{path}", "trusted.gfid"))
    lines = gluster("volume", "heal", volume.name, "info", "split-brain").splitlines()
    return str(path) in lines or f"<gfid:{gfid}>" in lines


@contextmanager
def fresh_mount(volume: Volume) -> Iterator[Path]:
    """A client without memory: no caches, no idea of what another side wrote.

    It ends what it has begun: unmounted too early, it would leave its last file dirty.
    """

    def dirty() -> set[tuple[int, str]]:
        return {(brick.number, name) for brick in volume.bricks for name in brick.index("dirty")}

    before = dirty()
    directory = mount_point(f".fresh-{volume.name}")
    mount(volume.name, directory, "attribute-timeout=0,entry-timeout=0")
    try:
        yield directory
        wait_until(f"{directory} has written all", lambda: dirty() <= before)
    finally:
        unmount(directory)
        directory.rmdir()


@contextmanager
def nobody_heals(volume: Volume, leave: list[str]) -> Iterator[None]:
    """No healing, no quorum; afterwards options are as they were, except for those to `leave`."""
    before = volume.info
    gluster("volume", "set", volume.name, *[word for option in NO_HEAL.items() for word in option])
    try:
        yield
    finally:
        for option in NO_HEAL:
            if option in before:
                gluster("volume", "set", volume.name, option, before[option])
            elif option not in leave:
                gluster("volume", "reset", volume.name, option)


def heal(volume: Volume, seconds: float) -> None:
    """Starts healing, and waits until nothing waits for it any more."""
    if volume.info.get(DAEMON, "on") in ("off", "disable", "0", "no", "false"):
        gluster("volume", "reset", volume.name, DAEMON)
    said = "nothing"

    def healed() -> bool:
        nonlocal said
        launched = ask_gluster("volume", "heal", volume.name)
        if launched.returncode != 0:  # refused until each self-heal daemon has started
            said = " ".join((launched.stderr + launched.stdout).split())
            return False
        summary = gluster("volume", "heal", volume.name, "info", "summary")
        totals = re.findall(r"Total Number of entries: (\S+)", summary)
        broken = re.findall(r"entries in split-brain: (\d+)", summary)
        said = f"waiting on each brick: {' '.join(totals)}; in split-brain: {' '.join(broken)}"
        return bool(totals) and all(total == "0" for total in totals)

    try:
        wait_until("nothing waits for heal", healed, seconds)
    except LabError as error:
        raise LabError(f"{volume.name}: {error} ({said})") from None
