"""At a rest point: every number that somebody else can tell, beside ours."""

import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import acts
import heal_command
import volumes
from bricks import Volume, names
from cluster import NODES, gluster
from series import Snapshot
from world import World

MIB = 1 << 20
# Free space of the lab's one tmpfs changes while logs are written to it, in the moment between two questions.
MOVES = 24 * MIB
RESERVE = 0.01  # storage.reserve, by default
OPTION = "gluster_volume_option_info"


class Comparison:
    """What was compared, and what differed."""

    def __init__(self, now: Snapshot) -> None:
        self.now = now
        self.done = 0
        self.differences: list[str] = []

    def equal(self, want: object, name: str, /, **labels: str) -> None:
        self.hold(want == (got := self.now.get(name, **labels)), f"{name} {labels}: it is {want}, told is {got}")

    def near(self, want: float, tolerance: float, name: str, /, **labels: str) -> None:
        got = self.now.get(name, **labels)
        fits = got is not None and abs(got - want) <= tolerance
        self.hold(fits, f"{name} {labels}: it is {want:g} ± {tolerance:g}, told is {got}")

    def same(self, what: str, want: object, got: object) -> None:
        self.hold(want == got, f"{what}: it is {want}, told is {got}")

    def hold(self, holds: bool, difference: str) -> None:
        self.done += 1
        if not holds:
            self.differences.append(difference)


def asked(*words: str) -> ElementTree.Element:
    return ElementTree.fromstring(gluster(*words, "--xml"))


def text(element: ElementTree.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def volume_info(compare: Comparison) -> None:
    found = asked("volume", "info").findall("volInfo/volumes/volume")
    told = {labels["volume"] for labels, _ in compare.now.all("gluster_volume_info")}
    compare.same("volumes", {text(volume, "name") for volume in found}, told)
    for volume in found:
        name = text(volume, "name")
        compare.equal(float(text(volume, "status") == "1"), "gluster_volume_started", volume=name)
        for path, series in {
            "brickCount": "bricks",
            "replicaCount": "replicas",
            "arbiterCount": "arbiters",
            "disperseCount": "disperse_bricks",
            "redundancyCount": "redundancy_bricks",
            "snapshotCount": "snapshots",
        }.items():
            compare.equal(float(text(volume, path)), f"gluster_volume_{series}", volume=name)
        compare.equal(1, "gluster_volume_info", volume=name, volume_id=text(volume, "id"))
        options = {text(option, "name"): text(option, "value") for option in volume.findall("options/option")}
        for labels, _ in compare.now.all(OPTION, volume=name):
            compare.same(f"{name} {labels['option']}", options.get(labels["option"]), labels["value"])
        compare.equal(1, OPTION, volume=name, option="network.ping-timeout", value=options["network.ping-timeout"])
        bricks = {(brick.findtext("name") or "") for brick in volume.findall("bricks/brick")}
        compare.same(f"bricks of {name}", bricks, told_bricks(compare.now, name))


def told_bricks(now: Snapshot, volume: str) -> set[str]:
    return {labels["brick"] for labels, _ in now.all("gluster_brick_up", volume=volume)}


def volume_status(compare: Comparison) -> None:
    for volume in asked("volume", "status", "all").findall("volStatus/volumes/volume"):
        name = text(volume, "volName")
        for node in volume.findall("node"):
            host, path, status = text(node, "hostname"), text(node, "path"), float(text(node, "status"))
            if path.startswith("/"):
                brick = f"{host}:{path}"
                compare.equal(status, "gluster_brick_up", volume=name, brick=brick)
                compare.equal(1, "gluster_brick_info", volume=name, brick=brick, node_uuid=text(node, "peerid"))
                if host == NODES[0].address:
                    compare.equal(status, "gluster_brick_started", volume=name, brick=brick)
                    port = float(text(node, "ports/tcp"))
                    compare.equal(port, "gluster_brick_port", volume=name, brick=brick)
            # The node that is asked calls itself localhost.
            elif host == "Self-heal Daemon" and path == "localhost":
                compare.equal(status, "gluster_service_up", volume=name, service="self_heal")


def shared(brick_volume: str, address: str, path: str) -> int:
    """Among how many bricks glusterd divides the brick's file system."""
    file = f"{brick_volume}.{address}.{path.strip('/').replace('/', '-')}.vol"
    node = next(node for node in NODES if node.address == address)
    found = (node.home / "glusterd/vols" / brick_volume / file).read_text()
    match = re.search(r"option shared-brick-count (\d+)", found)
    return max(int(match.group(1)), 1) if match else 1


def brick_space(compare: Comparison) -> None:
    for name in names():
        for node in asked("volume", "status", name, "detail").findall("volStatus/volumes/volume/node"):
            host, path = text(node, "hostname"), text(node, "path")
            where, parts = {"volume": name, "brick": f"{host}:{path}"}, shared(name, host, path)
            block = int(text(node, "blockSize"))
            size = int(text(node, "sizeTotal")) // block // parts * block
            compare.near(size, block, "gluster_brick_size_bytes", **where)
            # What the brick keeps for itself (storage.reserve) is free for `status detail`, and for no client.
            free = (int(text(node, "sizeFree")) - RESERVE * int(text(node, "sizeTotal"))) / parts
            compare.near(free, MOVES, "gluster_brick_free_bytes", **where)
            compare.equal(int(text(node, "inodesTotal")) // parts, "gluster_brick_inodes", **where)
            compare.near(int(text(node, "inodesFree")) / parts, 200, "gluster_brick_inodes_free", **where)


def heals(compare: Comparison) -> None:
    for name in set(names()) - {"small"}:  # probes write there all the time
        volume = Volume(name)
        if len(volume.set_of(volume.bricks[0])) < 2:
            continue
        summary = heal_command.summary(name)
        is_dispersed = volume.info["disperse_count"] != "0"
        counts = summary if is_dispersed else heal_command.heal_count(name)
        compare.same(f"bricks in the summary of {name}", set(summary), told_bricks(compare.now, name))
        for brick, count in summary.items():
            compare.equal(count, "gluster_brick_heal_pending_entries", volume=name, brick=brick)
            compare.equal(counts.get(brick), "gluster_brick_heal_pending_entries", volume=name, brick=brick)
            if brick.startswith(f"{NODES[0].address}:") and not is_dispersed:
                compare.equal(counts.get(brick), "gluster_self_heal_pending_entries", volume=name, brick=brick)
        for labels, _ in compare.now.all("gluster_heal_split_brain_entries", volume=name):
            compare.equal(0, "gluster_heal_split_brain_entries", **labels)


def peers(compare: Comparison) -> None:
    found = {}
    for line in gluster("pool", "list").splitlines()[1:]:
        uuid, *host, state = line.split()
        if host != ["localhost"]:
            found[host[0]] = state
            compare.equal(1, "gluster_peer_info", peer=host[0], uuid=uuid)
            compare.equal(float(state == "Connected"), "gluster_peer_connected", peer=host[0])
        else:
            compare.equal(1, "gluster_node_info", uuid=uuid)
    told = {labels["peer"] for labels, _ in compare.now.all("gluster_peer_connected")}
    compare.same("peers", set(found), told)


def mounts(compare: Comparison) -> None:
    """As `df` tells them, and as the kernel lists them."""
    found = whole_mounts()
    up = {labels["mountpoint"] for labels, value in compare.now.all("gluster_mount_up") if value == 1}
    compare.same("mounts", set(found), up)
    for directory, source in found.items():
        name, space = source.partition(":/")[2], os.statvfs(directory)
        compare.equal(1, "gluster_mount_info", mountpoint=directory, volume=name)
        compare.near(space.f_blocks * space.f_frsize, MIB, "gluster_volume_size_bytes", volume=name)
        compare.near(space.f_bfree * space.f_frsize, 3 * MOVES, "gluster_volume_free_bytes", volume=name)
        compare.near(space.f_bavail * space.f_frsize, 3 * MOVES, "gluster_volume_available_bytes", volume=name)
        compare.near(space.f_files, 0, "gluster_volume_inodes", volume=name)
        compare.near(space.f_ffree, 600, "gluster_volume_inodes_free", volume=name)
        started = [started_at(pid) for pid in acts.clients(Path(directory))]
        compare.near(started[0] if started else 0, 1.5, "gluster_mount_client_start_timestamp_seconds",
                     mountpoint=directory)
        for labels, _ in compare.now.all("gluster_mount_brick_connected", mountpoint=directory):
            compare.equal(1, "gluster_mount_brick_connected", **labels)


def whole_mounts() -> dict[str, str]:
    """Without those that only bind a directory of another one."""
    words = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    tops = {line[4] for line in words if line[3] == "/"}
    return {directory: source for directory, source in volumes.mounts().items() if directory in tops}


def started_at(pid: int) -> float:
    """When a process has started, in seconds since 1970."""
    ticks = float(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    boot = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
    return float(boot.split()[1]) + ticks / os.sysconf("SC_CLK_TCK")


def own(world: World) -> Callable[[Comparison], None]:
    """What the exporter says of itself."""

    def compared(compare: Comparison) -> None:
        folder = Path(f"/proc/{world.pid}")
        compare.near(len(os.listdir(folder / "fd")), 10, "process_open_fds")
        compare.near(len(os.listdir(folder / "task")), 10, "process_threads")
        compare.near(started_at(world.pid), 1.5, "process_start_time_seconds")
        pages = int((folder / "statm").read_text().split()[1])
        compare.near(pages * os.sysconf("SC_PAGE_SIZE"), 4 * MIB, "process_resident_memory_bytes")
        compare.equal(1, "gluster_caddy_exporter_config_last_reload_successful")
        for labels, _ in compare.now.all("gluster_caddy_exporter_collector_success"):
            compare.equal(1, "gluster_caddy_exporter_collector_success", **labels)

    return compared


def of_the_pool(world: World) -> list[Callable[[Comparison], None]]:
    return [volume_info, volume_status, brick_space, heals, peers, mounts, own(world)]
