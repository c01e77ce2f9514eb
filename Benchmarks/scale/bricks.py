"""A hundred real bricks, with brick multiplexing, watched through libgfapi by one exporter. Runs in a lab, prints JSON.

Usage: lab run --volumes photos -- bricks.py EXPORTER
"""

import json
import time

from formula import Node
from harness import ALL_VOLUMES, LAB, idle_cpu, lab, only, say, servers, volume
from measure import INTERVAL, Sample, finished, observe, values
from measure import count as number_of

SMALL = [f"small{number}" for number in range(1, 9)]  # 2 × 3 bricks each
LARGE = {"middle": 12, "large": 36}
ALONE = "alone"  # one brick, of no set
BRICKS = {"photos": 3} | {name: 6 for name in SMALL} | LARGE | {ALONE: 1}
GFAPI = only("volume", "brick", "heal")


def create(name: str, count: int, *words: str) -> None:
    """A volume whose brick K is on node K modulo 3. It is not mounted: its clients are the exporter's."""
    nodes = [index % 3 + 1 for index in range(count)]
    places = [f"127.1.1.{node}:{LAB}/node{node}/bricks/{name}-{index + 1}" for index, node in enumerate(nodes)]
    lab("gluster", "volume", "create", name, *words, *places, "force")
    lab("gluster", "volume", "start", name)
    lab("wait", name)


def build() -> None:
    """photos stands already, with processes of its own; it is stopped and started to share one as the others do."""
    lab("umount", f"{LAB}/mounts/photos")
    lab("gluster", "volume", "stop", "photos", "force")
    lab("gluster", "volume", "set", "all", "cluster.brick-multiplex", "enable")
    lab("gluster", "volume", "start", "photos")
    lab("wait", "photos")
    for name, count in BRICKS.items():
        if name != "photos":
            create(name, count, *(["replica", "3"] if count > 1 else []))


def own(name: str) -> int:
    """Bricks of the first node: each third one."""
    return (BRICKS[name] + 2) // 3


def watched(names: list[str], choice: str) -> int:
    return sum({"all": BRICKS[name], "local": own(name), "none": 0}[choice] for name in names)


def expected(names: list[str], choice: str) -> Node:
    """What the formula has to count."""
    replicated = [name for name in names if name != ALONE]
    sets = sum(BRICKS[name] // 3 for name in replicated)
    return Node(
        collectors=3,
        client_volumes=len(names),
        client_sets=sets + len(names) - len(replicated),
        watched_sets=0 if choice == "none" else sets,
        watched_set_bricks=0 if choice == "none" else 3 * sets,
        watched_bricks=watched(names, choice),
        bricks_without_set=int(choice != "none" and ALONE in names),
    )


def sample(title: str, chosen: list[str], choice: str) -> Sample:
    count = watched(chosen, choice)
    say(f"{title}: {len(chosen)} volumes, {sum(BRICKS[name] for name in chosen)} bricks, {choice}: {count} watched")
    flags = [*ALL_VOLUMES, *GFAPI] if len(chosen) == len(BRICKS) else [*GFAPI]
    if len(chosen) < len(BRICKS):
        flags += [word for name in chosen for word in volume(name)]

    def complete(text: str) -> bool:
        volumes = sum(values(text, "gluster_volume_up").values())
        bricks = values(text, "gluster_brick_up")
        sets = sum(BRICKS[name] // 3 for name in chosen if name != ALONE) if count else 0
        return (
            volumes == len(chosen)
            and len(bricks) == count == sum(bricks.values())
            and number_of(text, "gluster_subvolume_up") == number_of(text, "gluster_subvolume_bricks") > 0
            and number_of(text, "gluster_heal_pending_entries") == sets
            and number_of(text, "gluster_heal_scanned_entries") == sets
        )

    known = servers()
    idle = idle_cpu(known, 3)
    found = observe(flags, complete, bricks=choice, others=known)
    text = found["text"]
    found |= {"servers": found["others"] - idle * INTERVAL}
    sums = values(text, "gluster_brick_round_trip_seconds_sum")
    counts = values(text, "gluster_brick_round_trip_seconds_count")
    found |= {"round trip": sum(sums.values()) / sum(counts.values()) if counts else None}
    size = {"volumes": len(chosen), "bricks": sum(BRICKS[name] for name in chosen), "watched": count, "choice": choice}
    return finished(found) | size | {"formula": expected(chosen, choice).series}


def main() -> None:
    started = time.monotonic()
    build()
    say(f"{sum(BRICKS.values())} bricks of {len(BRICKS)} volumes, made in {time.monotonic() - started:.0f} s")
    time.sleep(5)
    sizes = (1, 2, 4, 8)
    samples: dict[str, list[Sample]] = {
        "volumes": [sample("volumes", SMALL[:count], "none") for count in sizes],
        "all": [sample("all bricks", SMALL[:count], "all") for count in sizes],
        "width": [sample("bricks of one volume", [name], "none") for name in (SMALL[0], *LARGE)],
        "hundred": [sample("a hundred", list(BRICKS), choice) for choice in ("none", "local", "all")],
    }
    print(json.dumps(samples, indent=1))


main()
