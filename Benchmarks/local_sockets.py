"""One round of the collectors that ask local sockets, for 12 bricks, beside the commands that give the same numbers."""

import statistics
import time

from harness import (
    ALL_VOLUMES, LAB, PORT, cpu, exporter, gluster, idle_cpu, lab, medians, only, say, series, servers, worker,
)  # fmt: skip

# Node 1 has 7 bricks of the lab's five volumes, and one of each of these.
FURTHER = [f"bench{number}" for number in range(1, 6)]
REPLICATED = ["photos", "media", "office", *FURTHER]
VOLUMES = [*REPLICATED, "archive", "scratch"]
COLLECTORS = ("cluster", "profile", "self_heal_daemon")
OURS = only("cluster", "profile", "self-heal-daemon")
COMMANDS = {
    "peer status": [["peer", "status"]],
    "get-state": [["get-state", "odir", str(LAB), "file", "state.txt"]],
    "volume profile, each of 10 volumes": [["volume", "profile", name, "info", "cumulative"] for name in VOLUMES],
    "heal statistics, each of 8 volumes": [["volume", "heal", name, "statistics"] for name in REPLICATED],
    "heal-count, each of 8 volumes": [["volume", "heal", name, "statistics", "heal-count"] for name in REPLICATED],
}


def measure():
    for name in FURTHER:
        lab("create", name, "replica")
    for name in VOLUMES:
        lab("gluster", "volume", "profile", name, "start")
    try:
        known = servers()
        rows = []
        for turn in range(3):
            say(f"local sockets, {turn + 1} of 3")
            idle = idle_cpu(known)
            rows.append(ours(known, idle) | theirs(known, idle))
        return medians(rows)
    finally:
        for name in FURTHER:
            lab("delete", name)
        for name in set(VOLUMES) - set(FURTHER):
            lab("gluster", "volume", "profile", name, "stop")


def ours(known, idle):
    """Of one round: seconds of CPU of the exporter and of the servers, and seconds that it took."""
    seconds = 0.25
    with exporter(*ALL_VOLUMES, *OURS, bricks="none", interval="250ms") as daemon:
        time.sleep(2)
        pids = [daemon, *worker(daemon)]
        walls = []
        start, before = time.monotonic(), (cpu(pids), cpu(known))
        for _ in range(16):
            time.sleep(0.5)
            durations = series("gluster_caddy_exporter_collector_duration_seconds", PORT)
            walls.append(max(value for labels, value in durations.items() if labels.split('"')[1] in COLLECTORS))
        span, after = time.monotonic() - start, (cpu(pids), cpu(known))
        bricks = series("gluster_brick_read_bytes_total")
    rounds = span / seconds
    return {
        "bricks": len(bricks),
        "own": (after[0] - before[0]) / rounds,
        "servers": (after[1] - before[1] - idle * span) / rounds,
        "wall": statistics.median(walls),
    }


def theirs(known, idle):
    costs = {}
    for name, commands in COMMANDS.items():
        runs = [gluster(*words, known=known, idle=idle) for words in commands]
        costs |= {f"cli {name} {part}": sum(run[part] for run in runs) for part in ("own", "servers", "wall")}
    return costs
