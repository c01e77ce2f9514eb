"""One node of the lab with everything that it has, by the formula. Runs in a lab, prints JSON.

Usage: lab run --caddy -- usual.py EXPORTER
"""

import json
import os
import time

from formula import Node
from harness import ALL_VOLUMES, LAB, lab
from measure import Sample, count, finished, observe

VOLUMES = ["photos", "media", "office", "archive", "scratch"]
OPERATIONS = ("brick_fop_operations_total", "brick_fop_seconds_total", "brick_fop_latency_max_seconds")
OPERATIONS += ("mount_fop_operations_total", "mount_fop_seconds_total")
# What there is of these is told one by one.
FURTHER = ("caddy_site_finding", "caddy_log_last_entry_timestamp_seconds")


def use_volumes() -> None:
    for name in VOLUMES:
        lab("gluster", "volume", "profile", name, "start")
        folder = LAB / "mounts" / name
        for number in range(5):
            (folder / f"{number}.txt").write_text("x" * 5000)
            (folder / f"{number}.txt").read_text()
        os.listdir(folder)


def expected(families: dict[str, int], choice: str) -> Node:
    """What the formula has to count: node 1 has 7 of 21 bricks, and one at least of each set but two of scratch."""
    is_all = choice == "all"
    own = sum(number for name, number in families.items() if name.startswith(("caddy_admin_", "caddy_http_")))
    return Node(
        has_glusterd=True,
        peers=2,
        pool_volumes=5,
        options=families["gluster_volume_option_info"],
        services=families["gluster_service_up"],
        client_volumes=5,
        client_sets=9,
        watched_sets=5,
        watched_set_bricks=15,
        disperse_sets=1,
        watched_bricks=21 if is_all else 7,
        bricks_without_set=3 if is_all else 1,
        own_bricks=7,
        healed_bricks=5,
        profiled_bricks=7,
        operations=sum(families.get(f"gluster_{name}", 0) for name in OPERATIONS),
        mounts=5,
        mount_bricks=21,
        caddys=1,
        roots=1,
        logged_sites=1,
        log_sources=2,
        further=own + sum(families.get(name, 0) for name in FURTHER),
    )


def sample(choice: str) -> Sample:
    bricks = 21 if choice == "all" else 7

    def complete(text: str) -> bool:
        return (
            count(text, "gluster_brick_up") == count(text, "gluster_brick_info") == bricks
            and count(text, "gluster_heal_scanned_entries") == 6
            and count(text, "gluster_mount_brick_operations_total") == 21
            and count(text, "gluster_self_heal_last_crawl_timestamp_seconds") >= 5
            and count(text, "caddy_log_source_readable") == 2
        )

    found = finished(observe(ALL_VOLUMES, complete, bricks=choice))
    return found | {"watched": bricks, "formula": expected(found["families"], choice).series}


def main() -> None:
    use_volumes()
    for name in ("photos", "media", "office"):
        lab("heal", name)  # Refused until each self-heal daemon has started: it waits for that.
    time.sleep(3)
    print(json.dumps({"usual": [sample("local"), sample("all")]}, indent=1))


main()
