"""Faults of the pool: split-brain, volumes, glusterds, the self-heal daemon, disks."""

import os
import signal
from functools import partial

import acts
import damage
import heal_command
import volumes
from brick_faults import HEAL_SECONDS, HEALING, POOL, WHOLE, back, is_healed
from bricks import Volume, names
from cluster import NODES, LabError, gluster, wait_for_peers
from injection import Injection, Scene
from series import Expectation, Snapshot, above, absent, equals


def split_brain(kind: str, scene: Scene) -> None:
    """Made, told, resolved, told, and the volume is deleted: gone."""
    entries = {"volume": "broken", "kind": kind}
    gone = [Expectation("nothing of broken is told", lambda now: not remains(now, "broken"), 60)]

    def make() -> None:
        volumes.create("broken", "replica")
        volumes.start("broken")
        scene.expect([equals(1, 60, "gluster_volume_up", volume="broken")], is_repair=False)
        scene.path = damage.split_brain(Volume("broken"), kind)

    def resolve() -> None:
        listed = heal_command.split_brains("broken")
        # A brick that has just come back is asked again within seconds.
        name = "gluster_brick_heal_pending_entries"
        waits = [above(count - 1, 30, name, volume="broken", brick=place) for place, count in listed.items() if count]
        scene.expect(waits, is_repair=False)
        if kind == "entry":
            damage.heal(Volume("broken"), HEAL_SECONDS)
        else:
            heal_command.resolve(Volume("broken"), scene.path, kind)
            damage.heal(Volume("broken"), HEAL_SECONDS)
        healed = Expectation("it is resolved", partial(is_resolved, kind), 90)
        scene.expect([healed], is_repair=True)

    def delete() -> None:
        if "broken" in names():
            volumes.delete("broken")

    # The daemon may have merged names before anybody could look: then there is nothing to be told.
    told = [above(0, 90, "gluster_heal_split_brain_entries", **entries)]
    scene.fault(make, told, delete, gone, meanwhile=resolve)


def is_resolved(kind: str, now: Snapshot) -> bool:
    return is_healed("broken", now) and now.sum("gluster_heal_split_brain_entries", volume="broken", kind=kind) == 0


def remains(now: Snapshot, volume: str) -> list[str]:
    """Names that still speak of a volume; a mount that is gone is told for an hour."""
    return [
        name
        for name, samples in now.samples.items()
        if name != "gluster_mount_info" and any(one.get("volume") == volume for one, _ in samples)
    ]


def volume_created(layout: str, scene: Scene) -> None:
    count = len(volumes.LAYOUTS[layout].nodes)
    told = [
        equals(1, 60, "gluster_volume_up", volume="fresh"),
        equals(count, 60, "gluster_volume_bricks", volume="fresh"),
        Expectation(f"{count} bricks of fresh are up", lambda now: now.sum("gluster_brick_up", volume="fresh") == count,
                    60),
        equals(1, 60, "gluster_mount_up", mountpoint=str(volumes.mount_point("fresh"))),
    ]
    gone = [
        Expectation("nothing of fresh is told", lambda now: not remains(now, "fresh"), 60),
        equals(0, 60, "gluster_mount_up", mountpoint=str(volumes.mount_point("fresh"))),
    ]

    def make() -> None:
        volumes.create("fresh", layout)
        volumes.start("fresh")

    scene.fault(make, told, lambda: volumes.delete("fresh"), gone)


def volume_renewed(scene: Scene) -> None:
    """Deleted and made anew at once, with other bricks: nobody need have seen that the name was away."""
    first, second = scene.random.sample(list(volumes.LAYOUTS), 2)
    count = len(volumes.LAYOUTS[second].nodes)
    up = equals(1, 60, "gluster_volume_up", volume="fresh")

    def create(layout: str) -> None:
        volumes.create("fresh", layout)
        volumes.start("fresh")

    def make() -> None:
        create(first)
        scene.expect([up], is_repair=False)
        volumes.delete("fresh")
        create(second)

    bricks = Expectation(f"{count} bricks, and all are up", lambda now: ups(now) == [1] * count, 30)

    def ups(now: Snapshot) -> list[float]:
        return [value for _, value in now.all("gluster_brick_up", volume="fresh")]

    gone = [Expectation("nothing of fresh is told", lambda now: not remains(now, "fresh"), 60)]
    told = [equals(1, 30, "gluster_volume_up", volume="fresh"), bricks]
    scene.fault(make, told, lambda: volumes.delete("fresh"), gone)


def volume_stopped(scene: Scene) -> None:
    where = {"volume": "scratch"}
    told = [equals(0, 30, "gluster_volume_started", **where)]
    gone = [equals(1, 30, "gluster_volume_started", **where), equals(1, 60, "gluster_volume_up", **where)]
    gone += back(Volume("scratch"), Volume("scratch").bricks)
    scene.fault(lambda: acts.stop_volume(scene.world), told, lambda: acts.start_volume(scene.world), gone)


def option_set(scene: Scene) -> None:
    """Another option is another graph, in each mount and in our own client."""
    option, place = "performance.quick-read", {"mountpoint": str(volumes.mount_point("media"))}
    where = {"volume": "media", "option": option, "value": "off"}
    switches = scene.now().sum("gluster_mount_graph_switches_total", **place)
    told = [
        equals(1, 30, "gluster_volume_option_info", **where),
        above(switches, 60, "gluster_mount_graph_switches_total", **place),
    ]
    gone = [
        absent(30, "gluster_volume_option_info", **where),
        above(switches + 1, 60, "gluster_mount_graph_switches_total", **place),
        equals(1, 60, "gluster_volume_up", volume="media"),
    ]
    scene.fault(
        lambda: gluster("volume", "set", "media", option, "off"), told,
        lambda: gluster("volume", "reset", "media", option), gone,
    )


def glusterd_away(how: str, number: int, scene: Scene) -> None:
    node = NODES[number - 1]
    series = ("gluster_up", {}) if number == 1 else ("gluster_peer_connected", {"peer": node.address})
    told = [equals(0, 30, series[0], **series[1])]
    gone = [equals(1, 60, series[0], **series[1])]

    def repair() -> None:
        node.glusterd.resume() if how == "paused" else node.start_glusterd()
        wait_for_peers()

    make = node.glusterd.pause if how == "paused" else node.stop_glusterd
    scene.fault(make, told, repair, gone)


def daemon_killed(scene: Scene) -> None:
    """The one of the first node, whose exporter is looked at."""

    def kill() -> None:
        pids = {int(file.read_text()) for file in (NODES[0].home / "run/shd").glob("*/*-shd.pid")}
        if not pids:
            raise LabError("no self-heal daemon on node 1")
        for pid in pids:
            os.kill(pid, signal.SIGKILL)

    def services(value: float, within: float) -> list[Expectation]:
        return [equals(value, within, "gluster_service_up", volume=name, service="self_heal") for name in HEALING]

    scene.fault(kill, services(0, 30), lambda: acts.start_daemons(scene.world), services(1, 60))


def disk_full(scene: Scene) -> None:
    file = volumes.mount_point("small") / "big"
    failed = {"volume": "small", "error": "no_space"}
    before = scene.now().sum("gluster_volume_probe_failures_total", **failed)
    written = {"volume": "small", "operation": "write"}

    def fill() -> None:
        with open(file, "wb", buffering=0) as stream:
            try:
                while True:
                    stream.write(bytes(1 << 20))
                    os.fsync(stream.fileno())
            except OSError:
                pass

    def share(now: Snapshot) -> float:
        available, size = (now.get(f"gluster_volume_{what}_bytes", volume="small") for what in ("available", "size"))
        return 1.0 if available is None or not size else available / size

    told = [
        Expectation("less than a tenth of small is left", lambda now: share(now) < 0.1, 30),
        above(before, 40, "gluster_volume_probe_failures_total", **failed),
    ]

    def compare() -> None:
        """With `df`; a probe may come in between."""
        got, want = scene.now().get("gluster_volume_available_bytes", volume="small"), os.statvfs(file.parent)
        close = got is not None and abs(got - want.f_bavail * want.f_frsize) <= 1 << 20
        scene.equal(f"available are {want.f_bavail * want.f_frsize}, told are {got}: close", True, close)

    counts = scene.now().sum("gluster_volume_probe_duration_seconds_count", **written)
    gone = [
        Expectation("most of small is free", lambda now: 0.5 < share(now) < 1, 60),
        above(counts, 60, "gluster_volume_probe_duration_seconds_count", **written),
    ]
    scene.fault(fill, told, file.unlink, gone, meanwhile=compare)


def catalogue() -> list[Injection]:
    found = []
    for kind in damage.KINDS:
        found.append(Injection("split-brain", kind, partial(split_brain, kind), frozenset(["broken"]), WHOLE))
    for layout in volumes.LAYOUTS:
        found.append(Injection("volume-created", layout, partial(volume_created, layout), frozenset(["fresh"]), WHOLE))
    found += [Injection("volume-renewed", "", volume_renewed, frozenset(["fresh"]), WHOLE)] * 2
    found.append(Injection("volume-stopped", "scratch", volume_stopped, frozenset(["scratch"]), WHOLE))
    found.append(Injection("option-set", "media", option_set, frozenset(["media"]), WHOLE))
    for how, number in (("stopped", 1), ("paused", 1), ("stopped", 2), ("stopped", 3)):
        claims = frozenset([f"glusterd{number}"])
        found.append(Injection(f"glusterd-{how}", f"node {number}", partial(glusterd_away, how, number), claims))
    found.append(Injection("daemon-killed", "node 1", daemon_killed, frozenset(["shd"]), POOL))
    found.append(Injection("disk-full", "small", disk_full, frozenset(["small"])))
    return found
