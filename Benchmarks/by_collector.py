"""What a poll of each collector costs, over five volumes with 21 bricks, beside the commands that give the same numbers."""

import time

from harness import ALL_VOLUMES, LAB, cpu, exporter, gluster, lab, only, say, worker

VOLUMES = ("photos", "media", "office", "archive", "scratch")
HEALED = ("photos", "media", "office")
TEXTS = {
    "volume": "volume status all detail",
    "brick": "volume status all detail",
    "heal": "volume heal VOLUME statistics heal-count",
    "cluster": "get-state, peer status",
    "profile": "volume profile VOLUME info cumulative",
    "self_heal_daemon": "volume heal VOLUME statistics",
}
COMMANDS = {
    "volume": [["volume", "status", "all", "detail"]],
    "brick": [["volume", "status", "all", "detail"]],
    "heal": [["volume", "heal", name, "statistics", "heal-count"] for name in HEALED],
    "cluster": [["get-state", "odir", str(LAB), "file", "state.txt"], ["peer", "status"]],
    "profile": [["volume", "profile", name, "info", "cumulative"] for name in VOLUMES],
    "self_heal_daemon": [["volume", "heal", name, "statistics"] for name in HEALED],
}
SECONDS = 0.25


def measure():
    """A row for each collector: seconds of CPU for a poll of ours, and for one turn of the commands."""
    for name in VOLUMES:
        lab("gluster", "volume", "profile", name, "start")
    try:
        return [row(name) for name in COMMANDS]
    finally:
        for name in VOLUMES:
            lab("gluster", "volume", "profile", name, "stop")


def row(name):
    say(f"collector {name}")
    flag = name.replace("_", "-")
    with exporter(*ALL_VOLUMES, *only(flag), interval="250ms") as daemon:
        time.sleep(2)
        pids = [daemon, *worker(daemon)]
        start, before = time.monotonic(), cpu(pids)
        time.sleep(5)
        used, polls = cpu(pids) - before, (time.monotonic() - start) / SECONDS
    runs = [gluster(*words, known=[], idle=0) for words in COMMANDS[name]]
    return {
        "collector": name,
        "text": TEXTS[name],
        "own": used / polls,
        "commands": len(runs),
        "cli": sum(run["own"] for run in runs),
    }
