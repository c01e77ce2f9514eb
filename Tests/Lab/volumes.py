"""Volumes: their layouts, and creating, starting, mounting and deleting them."""

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import bricks
from cluster import LOGS, NODES, ROOT, LabError, Node, UsageError, connect_peers, gluster, run, wait_until


@dataclass(frozen=True)
class Layout:
    """How a volume is made of bricks."""

    words: tuple[str, ...]  # as `gluster volume create` wants them
    nodes: tuple[int, ...]  # for each brick, the node that has it


LAYOUTS = {
    "replica": Layout(("replica", "3"), (1, 2, 3)),
    "distributed-replica": Layout(("replica", "3"), (1, 2, 3, 1, 2, 3)),
    "arbiter": Layout(("replica", "3", "arbiter", "1"), (1, 2, 3, 2, 3, 1)),
    "disperse": Layout(("disperse", "3", "redundancy", "1"), (1, 2, 3)),
    "distribute": Layout((), (1, 2, 3)),
}

VOLUMES = {
    "photos": "replica",
    "media": "distributed-replica",
    "office": "arbiter",
    "archive": "disperse",
    "scratch": "distribute",
}


def mount_point(volume: str) -> Path:
    """Where the lab itself mounts a volume."""
    return ROOT / "mounts" / volume


def create(volume: str, layout: str | None = None) -> None:
    """Creates a volume, and does not start it yet."""
    layout = layout or VOLUMES.get(volume, "replica")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", volume):
        raise UsageError(f"{volume!r} is no name for a volume: letters, digits, - and _ only")
    if layout not in LAYOUTS:
        raise UsageError(f"no layout {layout!r}; there are: {', '.join(LAYOUTS)}")
    if volume in bricks.names():
        raise UsageError(f"there is a volume {volume} already")
    places = []
    for index, number in enumerate(LAYOUTS[layout].nodes):
        node = NODES[number - 1]
        places.append(f"{node.address}:{node.home}/bricks/{volume}-{index + 1}")
    # force: the bricks are on the same file system as the rest of the lab
    gluster("volume", "create", volume, *LAYOUTS[layout].words, *places, "force")


def start(volume: str, node: Node = NODES[0]) -> None:
    """Starts a volume from a node, and mounts it when all its bricks listen."""
    gluster("volume", "start", volume, node=node)
    known = bricks.Volume(volume)
    known.wait(known.bricks)
    mount(volume, mount_point(volume))


def start_all(names: list[str]) -> None:
    """The whole cluster, from nothing to mounted volumes."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(Node.start_glusterd, NODES))
        connect_peers()
        for volume in names:
            create(volume)

        # Starting a first volume takes each node a second: glusterd connects to the self-heal daemon that it
        # has just started, too early, and sleeps. Starts from different nodes let all three sleep at once.
        def start_from(node: Node) -> None:
            for volume in names[node.number - 1 :: len(NODES)]:
                start(volume, node)

        list(pool.map(start_from, NODES))


def mount(volume: str, directory: Path, options: str = "") -> None:
    """A FUSE mount of a volume, or of VOL/FOLDER, ready when it is connected to every brick that is up."""
    known = bricks.Volume(volume.partition("/")[0])
    if not directory.is_absolute():
        raise UsageError(f"{directory}: the directory must be an absolute path")
    if directory.is_relative_to(ROOT):
        directory.mkdir(parents=True, exist_ok=True)
    if not directory.is_dir():
        raise UsageError(f"{directory} is no directory (the lab makes one only under {ROOT})")
    if str(directory) in mounts():
        raise LabError(f"{directory}: {mounts()[str(directory)]} is mounted there already")
    log = LOGS / f"mount{str(directory.relative_to('/')).replace('/', '-').removeprefix('mnt-lab-mounts')}.log"
    others = ":".join(node.address for node in NODES[1:])
    words = f"log-file={log},backup-volfile-servers={others}" + (f",{options}" if options else "")
    run("mount", "-t", "glusterfs", "-o", words, f"{NODES[0].address}:/{volume}", directory)
    wait_for_connections(directory, known)


def is_connected(directory: Path, brick: bricks.Brick) -> bool:
    """Whether the client behind a mount is connected to a brick: its own word, no brick is asked."""
    state = directory / ".meta/graphs/active" / brick.client / "private"
    try:
        return "connected = 1" in state.read_text()
    except OSError:
        return False


def wait_for_connections(directory: Path, volume: bricks.Volume) -> None:
    """Until a mount is connected to each brick that it can reach.

    A stopped brick answers nobody, and where a brick listens only the glusterd of its node can tell.
    """
    for brick in volume.bricks:
        if brick.process.state() == brick.node.glusterd.state() == "running":
            wait_until(f"{directory} is connected to {brick.process.name}", lambda: is_connected(directory, brick))


def mounts() -> dict[str, str]:
    """Every Gluster mount here: directory → 127.1.1.1:/VOL."""
    found = {}
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        words = line.split()
        kind, source = words[words.index("-") + 1 :][:2]
        if kind == "fuse.glusterfs":
            found[words[4]] = source
    return found


def unmount(directory: Path) -> None:
    """Only what is one of the lab's mounts."""
    if not mounts().get(str(directory), "").startswith(f"{NODES[0].address}:/"):
        raise UsageError(f"{directory}: no volume of the lab is mounted there")
    # Whoever looks at a mount keeps it busy for some milliseconds; exporters look at all of them.
    command = ["umount", directory]
    wait_until(f"{directory} is unmounted", lambda: subprocess.run(command, capture_output=True).returncode == 0)


def delete(volume: str) -> None:
    """Unmounts a volume everywhere in the lab, stops it, deletes it and its bricks."""
    known = bricks.Volume(volume)
    folders = [brick.path for brick in known.bricks]
    for directory, source in mounts().items():
        if source == f"{NODES[0].address}:/{volume}":
            unmount(Path(directory))
            if Path(directory).is_relative_to(ROOT):
                Path(directory).rmdir()
    if known.info["status"] == "1":
        gluster("volume", "stop", volume, "force")
    gluster("volume", "delete", volume)
    for folder in folders:
        shutil.rmtree(folder)
