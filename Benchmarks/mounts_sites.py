"""One round of the collectors mount and site: five FUSE mounts with 21 bricks, and a site on each."""

import statistics
import time

from harness import LAB, PORT, cpu, exporter, only, say, series, worker

VOLUMES = ["photos", "media", "office", "archive", "scratch"]
SITES = [f"--site.root={name}={LAB}/mounts/{name}/www" for name in VOLUMES]
SECONDS = 0.25


def measure():
    for name in VOLUMES:
        root = LAB / "mounts" / name / "www"
        root.mkdir(exist_ok=True)
        (root / "index.html").write_text("x" * 4000)
    say("mounts and sites")
    return {
        "both": round_cost("mount", "site"),
        "mount": round_cost("mount"),
        "mounts": len(VOLUMES),
        "sites": len(SITES),
    }


def round_cost(*collectors):
    """Seconds of CPU of the exporter for one round: the median of three runs of eight seconds."""
    costs = []
    for _ in range(3):
        # No volume is watched through libgfapi: what a site's findings need of it is not what is measured here.
        flags = [*only(*collectors), *SITES, "--gluster.glusterd-socket=/nonexistent"]
        with exporter(*flags, bricks="none", interval="250ms") as daemon:
            time.sleep(2)
            before, start = cpu([daemon, *worker(daemon)]), time.monotonic()
            time.sleep(8)
            used, span = cpu([daemon, *worker(daemon)]) - before, time.monotonic() - start
            up = series("gluster_mount_up", PORT)
            if len(up) < len(VOLUMES) or set(up.values()) != {1.0}:
                raise SystemExit(f"bench: not every mount is up: {up}")
            costs.append(used / (span / SECONDS))
    return statistics.median(costs)
