"""The bricks of a volume as glusterd's own files describe them; no glusterd has to answer for that."""

import socket
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cluster import NODES, LabError, Node, Process, UsageError, accepts, gluster, wait_until


def key_values(file: Path) -> dict[str, str]:
    """The `key=value` lines in which glusterd stores everything."""
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    return {key: value for key, _, value in pairs}


@dataclass(frozen=True)
class Brick:
    """One brick: its place, and the process that serves it."""

    volume: str
    number: int  # from 1, in the order of `gluster volume info`
    node: Node
    path: Path
    client: str  # the client translator that talks to it: VOL-client-N

    @property
    def process(self) -> Process:
        file = f"{self.node.address}{str(self.path).replace('/', '-')}.pid"
        pid_file = self.node.home / "run/vols" / self.volume / file
        return Process(f"brick {self.number} of {self.volume}", pid_file, self.node.home)

    def is_up(self) -> bool:
        """Whether its process runs and listens."""
        if self.process.state() != "running":
            return False
        # On its own node, and only there, glusterd writes the port that it has chosen.
        listening = int(key_values(brick_file(self.node, self.volume, self.path)).get("listen-port", "0"))
        return listening > 0 and accepts(socket.AF_INET, (self.node.address, listening))

    def index(self, name: str) -> set[str]:
        """The GFIDs in one of the brick's indices: `xattrop` waits for heal, `dirty` is being written."""
        try:
            found = {entry.name for entry in (self.path / ".glusterfs/indices" / name).iterdir()}
        except FileNotFoundError:
            return set()
        return {entry for entry in found if not entry.startswith(f"{name}-")}  # base files


def brick_file(node: Node, volume: str, path: Path) -> Path:
    """Where a node stores what it knows of one of its bricks."""
    name = f"{node.address}:{str(path).replace('/', '-')}"
    return node.home / "glusterd/vols" / volume / "bricks" / name


class Volume:
    """A volume that exists."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = folder_of_volumes() / name
        if not name or not (self.folder / "info").is_file():
            raise UsageError(f"no volume {name!r}; there are: {', '.join(names()) or 'none'}")

    @property
    def info(self) -> dict[str, str]:
        """As stored now: the counts, and the options that were set."""
        return key_values(self.folder / "info")

    @cached_property
    def bricks(self) -> list[Brick]:
        info, nodes = self.info, {node.address: node for node in NODES}
        bricks = []
        for index in range(int(info["count"])):
            stored = key_values(self.folder / "bricks" / info[f"brick-{index}"])
            node, path = nodes[stored["hostname"]], Path(stored["path"])
            bricks.append(Brick(self.name, index + 1, node, path, stored["brick-id"]))
        return bricks

    def brick(self, number: int) -> Brick:
        if not 1 <= number <= len(self.bricks):
            raise UsageError(f"no brick {number} in {self.name}: it has bricks 1 to {len(self.bricks)}")
        return self.bricks[number - 1]

    def set_of(self, brick: Brick) -> list[Brick]:
        """The replica or disperse set that a brick belongs to; the brick alone where nothing is redundant."""
        size = max(int(self.info[key]) for key in ("replica_count", "disperse_count"))
        first = (brick.number - 1) // max(size, 1) * max(size, 1)
        return self.bricks[first : first + max(size, 1)]

    def restart(self, bricks: list[Brick]) -> None:
        """Has gluster start what is down, and waits for these bricks."""
        for brick in bricks:
            if brick.process.state() == "down" and brick.node.glusterd.state() != "running":
                raise LabError(f"{brick.process.name} cannot start: {brick.node.glusterd.name} does not run")
        gluster("volume", "start", self.name, "force")
        self.wait(bricks)

    def wait(self, bricks: list[Brick]) -> None:
        """Until these bricks run and listen."""
        for brick in bricks:
            if brick.process.state() == "stopped":
                raise LabError(f"{brick.process.name} is stopped: resume it first")
            wait_until(f"{brick.process.name} is up", brick.is_up)


def folder_of_volumes() -> Path:
    """Of the first node whose glusterd runs: one that does not may have missed a change."""
    running = [node for node in NODES if node.glusterd.state() == "running"]
    return (running or NODES)[0].home / "glusterd/vols"


def names() -> list[str]:
    """Of all volumes there are."""
    return sorted(folder.name for folder in folder_of_volumes().glob("*"))


def table() -> str:
    """Every brick, and every glusterd: where it is, its pid, its state."""
    rows = [("VOLUME", "N", "PLACE", "PID", "STATE")]
    for name in names():
        for brick in Volume(name).bricks:
            rows.append((name, str(brick.number), f"{brick.node.address}:{brick.path}", *brick.process.columns()))
    for node in NODES:
        rows.append(("(glusterd)", str(node.number), node.address, *node.glusterd.columns()))
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
