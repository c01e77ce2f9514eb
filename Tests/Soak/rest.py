"""A rest point: all is repaired and quiet; what is told is compared, and what the processes hold is measured."""

import subprocess
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

import compare
import compare_counts
import usage
from bricks import names
from cluster import LabError
from series import Snapshot
from watch import Watch
from world import CADDY, GLUSTERD_STATE, QUIET, STATE, World

CALM_SECONDS = 150.0
TRIES = 4  # of a comparison: what moves in between fits at the next look
ERRORS = (LabError, OSError, ElementTree.ParseError, subprocess.CalledProcessError, KeyError, ValueError)


@dataclass
class Rest:
    """What was seen at one of them."""

    at: float  # time.time()
    elapsed: float  # hours since the first
    injections: int
    compared: int = 0
    faults: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    daemon: dict[str, int] = field(default_factory=dict)
    worker: dict[str, int] = field(default_factory=dict)
    state_files: int = 0
    state_bytes: int = 0
    series: int = 0
    snapshot: Snapshot | None = None


def unrest(now: Snapshot) -> list[str]:
    """What is not as it is when nothing is wrong."""
    left = []
    for name in ("gluster_up", "gluster_volume_up", "gluster_subvolume_up", "gluster_peer_connected",
                 "gluster_brick_up", "gluster_service_up", "gluster_mount_brick_connected",
                 "gluster_caddy_exporter_collector_success"):
        left += [f"{name} {labels} is {value:g}" for labels, value in now.all(name) if value != 1]
        if not now.all(name):
            left.append(f"{name} is absent")
    if now.get("caddy_up", caddy=CADDY) != 1:
        left.append("caddy_up is not 1")
    for name in ("gluster_heal_pending_entries", "gluster_heal_split_brain_entries", "caddy_log_lag_bytes",
                 "gluster_brick_heal_dirty_entries", "gluster_brick_heal_pending_entries", "caddy_site_root_stale"):
        left += [
            f"{name} {labels} is {value:g}"
            for labels, value in now.all(name)
            if value != 0 and labels.get("volume") != "small"  # probes write there all the time
        ]
    allowed = {"mounted_late"}  # of a mount that was made anew under Caddy
    left += [f"finding {labels}" for labels, _ in now.all("caddy_site_finding") if labels["finding"] not in allowed]
    bricks = len(now.all("gluster_brick_up"))
    wanted = sum(len(compare.Volume(name).bricks) for name in names())
    if bricks != wanted:
        left.append(f"{bricks} bricks are told, of {wanted}")
    return left


def wait_for_calm(watch: Watch, rest: Rest) -> None:
    deadline = time.monotonic() + CALM_SECONDS
    left = ["no scrape"]
    quiet_since: float | None = None
    while time.monotonic() < deadline:
        try:
            now = watch.after(time.monotonic(), 10)
        except TimeoutError:
            continue
        left = unrest(now)
        quiet_since = None if left else quiet_since or now.at
        if quiet_since is not None and now.at - quiet_since > 3:
            return
        time.sleep(0.5)
    rest.faults.append(f"not at rest after {CALM_SECONDS:g} s: {'; '.join(left[:8])}")


def fresh(watch: Watch) -> Snapshot:
    """A scrape in which each collector tells of a poll that began after now."""
    began, deadline = time.time(), time.monotonic() + 60
    while time.monotonic() < deadline:
        now = watch.after(time.monotonic(), 30)
        ends = now.all("gluster_caddy_exporter_collector_last_success_timestamp_seconds")
        took = {labels["collector"]: value
                for labels, value in now.all("gluster_caddy_exporter_collector_duration_seconds")}
        if ends and all(end - took.get(labels["collector"], 0) > began for labels, end in ends):
            return now
    raise TimeoutError("collectors do not succeed")


def compare_all(world: World, watch: Watch, ledger: compare_counts.Ledger, rest: Rest) -> None:
    """Each group of comparisons until it fits, some times at most."""
    checks = {check.__name__: check for check in compare.of_the_pool(world)}
    checks |= {"configuration": compare_counts.configuration, "ledger": ledger.compare}
    checks |= {"caddy": lambda one: None, "profile": lambda one: None}
    for name, check in checks.items():
        differences: list[str] = []
        for _ in range(TRIES):
            try:
                if name == "caddy":
                    before, now = compare_counts.caddys_own(), fresh(watch)
                    one = compare.Comparison(now)
                    compare_counts.caddy(one, before, compare_counts.caddys_own())
                elif name == "profile":
                    hits, now = compare_counts.profiles(), fresh(watch)
                    one = compare.Comparison(now)
                    compare_counts.profile(one, hits, compare_counts.profiles())
                else:
                    one = compare.Comparison(fresh(watch))
                    check(one)
            except (*ERRORS, TimeoutError) as error:
                differences = [f"could not be compared: {type(error).__name__}: {error}"]
                continue
            rest.compared += one.done
            rest.snapshot = one.now
            differences = one.differences
            if not differences:
                break
            time.sleep(1)
        rest.faults += [f"{name}: {difference}" for difference in differences[:5]]


def measure(world: World, rest: Rest) -> None:
    QUIET.touch()
    try:
        time.sleep(2.5)  # for the slow one, too
        rest.daemon = usage.usage(world.pid).as_dict()
        children = usage.children(world.pid)
        zombies = [pid for pid, state in children.items() if state == "Z"]
        if zombies:
            rest.faults.append(f"{len(zombies)} children are not buried")
        alive = [pid for pid in children if pid not in zombies]
        if len(alive) == 1:
            rest.worker = usage.usage(alive[0]).as_dict()
        else:
            rest.faults.append(f"there are {len(alive)} workers")
        rest.state_files, rest.state_bytes = usage.size_of(STATE)
        left = [file.name for file in GLUSTERD_STATE.glob("*") if time.time() - file.stat().st_mtime > 5]
        if left:
            rest.faults.append(f"answers of glusterd that nobody has removed: {left}")
    except FileNotFoundError as error:
        rest.flaws.append(f"could not be measured: {error}")
    finally:
        QUIET.unlink()


def reach(world: World, watch: Watch, ledger: compare_counts.Ledger, rest: Rest) -> Rest:
    try:
        rest.mended = world.mend()
    except ERRORS as error:
        rest.flaws.append(f"not mended: {error}")
    wait_for_calm(watch, rest)
    try:
        with world.load:
            compare_all(world, watch, ledger, rest)
            measure(world, rest)
    except (LabError, TimeoutError) as error:
        rest.flaws.append(str(error))
    if rest.snapshot:
        rest.series = sum(map(len, rest.snapshot.samples.values()))
    return rest
