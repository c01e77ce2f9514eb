"""Faults of bricks: killed, paused, behind, too few."""

import time
from functools import partial

import damage
import heal_command
import volumes
from bricks import Brick, Volume
from cluster import NODES
from injection import Injection, Scene
from series import Expectation, Snapshot, above, equals

HEALING = ["photos", "media", "office", "archive"]
EACH = [*HEALING, "scratch"]
POOL = frozenset(["glusterd1", "glusterd2", "glusterd3"])
# What starts or heals a volume needs all glusterds, and starts self-heal daemons that are away.
WHOLE = POOL | {"shd"}
HEAL_SECONDS = 180


def labels(brick: Brick) -> dict[str, str]:
    return {"volume": brick.volume, "brick": f"{brick.node.address}:{brick.path}"}


def set_name(volume: Volume, brick: Brick) -> str:
    """The set that a brick belongs to, as Gluster names it."""
    if volume.info["disperse_count"] != "0":
        return f"{volume.name}-disperse-0"
    size = int(volume.info["replica_count"])
    return f"{volume.name}-replicate-{(brick.number - 1) // size}" if size > 1 else brick.client


def back(volume: Volume, chosen: list[Brick]) -> list[Expectation]:
    """All of it is up, and nothing waits."""
    ups = [equals(1, 90, "gluster_brick_up", **labels(brick)) for brick in chosen]
    if volume.name in EACH[:-1]:
        ups.append(Expectation(f"nothing waits in {volume.name}", partial(is_healed, volume.name), 90))
    return ups


def is_healed(name: str, now: Snapshot) -> bool:
    pending = now.all("gluster_heal_pending_entries", volume=name)
    return bool(pending) and all(value == 0 for _, value in pending)


def mend(volume: Volume) -> None:
    volume.restart(volume.bricks)
    if volume.name in HEALING:
        damage.heal(volume, HEAL_SECONDS)


def brick_killed(name: str, scene: Scene) -> None:
    volume = Volume(name)
    brick = scene.random.choice(volume.bricks)
    told = [equals(0, 20, "gluster_brick_up", **labels(brick))]
    told.append(equals(0, 30, "gluster_mount_brick_connected", mountpoint=str(volumes.mount_point(name)),
                       brick=labels(brick)["brick"]))
    if brick.node == NODES[0]:
        told.append(equals(0, 30, "gluster_brick_started", **labels(brick)))
    size = len(volume.set_of(brick))
    where = {"volume": name, "subvolume": set_name(volume, brick)}
    told.append(equals(size - 1, 30, "gluster_subvolume_bricks_up", **where))
    scene.fault(brick.process.kill, told, lambda: mend(volume), back(volume, [brick]))


def brick_paused(name: str, scene: Scene) -> None:
    volume = Volume(name)
    brick = scene.random.choice(volume.bricks)
    told = [equals(0, 30, "gluster_brick_up", **labels(brick))]
    scene.fault(brick.process.pause, told, brick.process.resume, back(volume, [brick]))


def quorum_lost(name: str, scene: Scene) -> None:
    volume = Volume(name)
    lost = scene.random.sample(volume.set_of(volume.bricks[0]), 2)
    where = {"volume": name, "subvolume": set_name(volume, lost[0])}
    told = [equals(0, 20, "gluster_brick_up", **labels(brick)) for brick in lost]
    told += [equals(0, 30, "gluster_subvolume_up", **where), equals(-1, 30, "gluster_subvolume_spare_bricks", **where)]
    gone = [*back(volume, lost), equals(1, 90, "gluster_subvolume_up", **where)]
    scene.fault(lambda: [brick.process.kill() for brick in lost], told, lambda: mend(volume), gone)


def backlog(name: str, scene: Scene) -> None:
    volume = Volume(name)
    brick = scene.random.choice(volume.bricks)
    files = scene.random.randint(3, 60)
    where = {"volume": name, "subvolume": set_name(volume, brick)}
    before = scene.now()
    started = before.sum("gluster_heal_episodes_started_total", **where)
    finished = before.sum("gluster_heal_episodes_finished_total", **where)
    told = [
        equals(files, 40, "gluster_heal_pending_entries", **where),
        above(started, 40, "gluster_heal_episodes_started_total", **where),
    ]
    if volume.info["disperse_count"] == "0":
        told.append(above(files - 1, 60, "gluster_heal_blamed_entries", kind="data", **labels(brick)))
    gone = [*back(volume, [brick]), above(finished, 90, "gluster_heal_episodes_finished_total", **where)]

    def compare() -> None:
        # Only sets of replicas have heal-count.
        tell = heal_command.heal_count if volume.info["disperse_count"] == "0" else heal_command.summary
        counts = {place: count for place, count in tell(name).items() if count is not None}
        deadline = time.monotonic() + 10
        told: dict[str, float | None] = {}
        # What was waited for is the set's number: a brick's is of another round, which may be the next one.
        while told != counts and time.monotonic() < deadline:
            now = scene.now()
            told = {
                place: now.get("gluster_brick_heal_pending_entries", volume=name, brick=place) for place in counts
            }
        for place, count in counts.items():
            scene.equal(f"{place} heal-count", count, told.get(place))

    scene.fault(
        lambda: damage.backlog(volume, brick, files), told, lambda: mend(volume), gone, meanwhile=compare
    )


def catalogue() -> list[Injection]:
    found = []
    for name in EACH:
        claims = frozenset([name])
        found.append(Injection("brick-killed", name, partial(brick_killed, name), claims, WHOLE))
        found.append(Injection("brick-paused", name, partial(brick_paused, name), claims))
    for name in HEALING:
        found.append(Injection("backlog", name, partial(backlog, name), frozenset([name]), WHOLE))
    for name in ("photos", "media"):
        found.append(Injection("quorum-lost", name, partial(quorum_lost, name), frozenset([name]), WHOLE))
    return found
