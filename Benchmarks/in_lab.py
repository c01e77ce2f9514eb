"""What can only be measured over a cluster: scrapes, CPU of a poll, memory, start. Runs inside a lab, prints JSON.

Usage: lab run -- in_lab.py EXPORTER STATIC-EXPORTER PREBUILT
"""

import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import by_collector
import heal_look
import local_sockets
import mounts_sites
from harness import (
    ACCEPT, ALL_VOLUMES, EXPORTER, LAB, PORT, cpu, exporter, get, gluster, idle_cpu, medians, only, running, say,
    servers, use_real_gsyncd, volume, worker,
)  # fmt: skip

STATIC_EXPORTER, PREBUILT = sys.argv[2:4]
PREBUILT_PORT = 10998
NODE_EXPORTER = "prometheus-node-exporter"
NODE_EXPORTER_PORT = 10997
GFAPI = only("volume", "brick", "heal")
GLUSTER = only("volume", "brick", "heal", "cluster", "profile", "self-heal-daemon")
NO_VOLUME = ["--gluster.glusterd-socket=/nonexistent"]


# Scrapes


def wrk(port, connections, gzip):
    """Requests per second, and milliseconds within which 99 of 100 were answered."""
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", "2s", "--latency"]
    command += ["--header", f"Accept: {ACCEPT}"] + ["--header", "Accept-Encoding: gzip"] * gzip
    text = subprocess.run(
        [*command, f"http://127.0.0.1:{port}/metrics"], check=True, capture_output=True, text=True
    ).stdout
    if "Socket errors" in text or "Non-2xx" in text:
        sys.exit(f"bench: wrk met errors:\n{text}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return rate, float(number) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]


def scrapes():
    rows = []
    with exporter(*ALL_VOLUMES, interval="15s") as daemon:
        time.sleep(1)
        _, headers, plain = get(PORT, "/metrics", Accept=ACCEPT)
        _, _, zipped = get(PORT, "/metrics", Accept=ACCEPT, Accept_Encoding="gzip")
        for name, body in (("plain", plain), ("gzip", zipped)):
            (LAB / name).write_bytes(body)
        command = [PREBUILT, PREBUILT_PORT, headers["Content-Type"], LAB / "plain", LAB / "gzip"]
        with running(command, PREBUILT_PORT, "/metrics") as reference:
            check_same()
            for gzip in (False, True):
                for connections in (1, 16, 64):
                    say(f"scrapes, {connections} connections, {'gzip' if gzip else 'plain'}")
                    row = scrape((PORT, daemon), (PREBUILT_PORT, reference), connections, gzip)
                    rows.append(row | {"bytes": len(zipped if gzip else plain)})
        return {"prebuilt": rows, "node_exporter": beside_node_exporter(daemon)}


def beside_node_exporter(daemon):
    """The same series, which node_exporter reads from a file, without any of its own."""
    folder = LAB / "textfile"
    folder.mkdir()
    (folder / "ours.prom").write_bytes(get(PORT, "/metrics", Accept="text/plain")[2])
    command = [NODE_EXPORTER, f"--web.listen-address=127.0.0.1:{NODE_EXPORTER_PORT}", "--collector.disable-defaults"]
    command += ["--web.disable-exporter-metrics", "--collector.textfile", f"--collector.textfile.directory={folder}"]
    rows = []
    with running([*command, "--log.level=error"], NODE_EXPORTER_PORT, "/metrics") as reference:
        for gzip in (False, True):
            for connections in (1, 16):
                say(f"scrapes beside node_exporter, {connections} connections, {'gzip' if gzip else 'plain'}")
                row = scrape((PORT, daemon), (NODE_EXPORTER_PORT, reference), connections, gzip)
                rows.append(row | {"bytes": len(get(NODE_EXPORTER_PORT, "/metrics")[2])})
    return rows


def check_same():
    """Both servers must send the same headers; what the exporter says of itself changes from scrape to scrape."""
    for encoding in ("identity", "gzip"):
        sent = []
        for port in (PORT, PREBUILT_PORT):
            _, headers, body = get(port, "/metrics", Accept=ACCEPT, Accept_Encoding=encoding)
            sent.append({name: headers[name] for name in headers if name not in ("Date", "Content-Length")})
        if sent[0] != sent[1]:
            sys.exit(f"bench: the servers send different headers: {sent}")


def scrape(ours, reference, connections, gzip):
    measured = {"ours": [], "reference": []}
    for turn in range(5):
        pairs = [("ours", *ours), ("reference", *reference)]
        for name, port, pid in pairs if turn % 2 else reversed(pairs):
            before = cpu([pid])
            rate, p99 = wrk(port, connections, gzip)
            measured[name].append({"rate": rate, "p99": p99, "cpu": (cpu([pid]) - before) / (rate * 2)})
    return {"gzip": gzip, "connections": connections} | {name: medians(measured[name]) for name in measured}


# CPU of a poll

MEDIA = {
    "info": "volume info media --xml",
    "status": "volume status media --xml",
    "heal-count": "volume heal media statistics heal-count",
    "heal info": "volume heal media info --xml",
}


def polls():
    """How often the exporter has asked a brick, by its own count."""
    body = get(PORT, "/metrics")[2].decode()
    return int(re.search(r"^gluster_brick_round_trip_seconds_count\{.*\} (\d+)$", body, re.MULTILINE)[1])


def poll_costs():
    known = servers()
    rounds = []
    for turn in range(4):
        say(f"CPU of a poll, {turn + 1} of 4")
        idle = idle_cpu(known)
        rounds.append(our_costs(known, idle) | {f"cli {name}": cost for name, cost in their_costs(known, idle).items()})
    return medians(rounds) | {"polls": sum(row["polls"] for row in rounds)}


def our_costs(known, idle):
    """Seconds of CPU for a poll; `idle` is what the servers use in a second when nobody asks anything."""
    with exporter(*volume("media"), *GLUSTER, interval="250ms") as daemon:
        time.sleep(2)
        workers = worker(daemon)
        count, start = polls(), time.monotonic()
        before = cpu([daemon]), cpu(workers), cpu(known)
        time.sleep(8)
        after = cpu([daemon]), cpu(workers), cpu(known)
        span, count = time.monotonic() - start, polls() - count
    costs = [(new - old) / count for old, new in zip(before, after)]
    return {"polls": count, "daemon": costs[0], "worker": costs[1], "servers": costs[2] - idle * span / count}


def their_costs(known, idle):
    """Seconds of CPU for each command, of itself with what it starts, and of the servers."""
    costs = {}
    for name, words in MEDIA.items():
        runs = [gluster(*words.split(), known=known, idle=idle) for _ in range(3)]
        costs |= {f"{name} {part}": value for part, value in medians(runs).items()}
    return costs


# Memory, size, start


def memory(pid):
    """Megabytes and threads of a process and its worker; the shared part of a page counts as a share."""
    total = {"processes": 0, "pss": 0.0, "private": 0.0, "threads": 0}
    for one in [pid, *worker(pid)]:
        rollup = dict(re.findall(r"^(\w+):\s+(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text(), re.MULTILINE))
        total["processes"] += 1
        total["pss"] += int(rollup["Pss"]) * 1024 / 1e6
        total["private"] += (int(rollup["Private_Clean"]) + int(rollup["Private_Dirty"])) * 1024 / 1e6
        total["threads"] += len(list(Path(f"/proc/{one}/task").iterdir()))
    return total


def memories():
    # The host may have Gluster mounts, the lab has: without any, and without a glusterd, there is no volume.
    hidden = ["unshare", "--mount", "sh", "-c", 'umount --lazy --all --types fuse.glusterfs; exec "$@"', "sh"]
    situations = [
        ("no volume", NO_VOLUME, "all", EXPORTER, hidden),
        ("photos, its 3 bricks not watched", [*volume("photos"), *GLUSTER], "none", EXPORTER, ()),
        ("photos, 3 bricks", [*volume("photos"), *GLUSTER], "all", EXPORTER, ()),
        ("media, 6 bricks", [*volume("media"), *GLUSTER], "all", EXPORTER, ()),
        ("five volumes, their 21 bricks not watched, no local sockets", [*ALL_VOLUMES, *GFAPI], "none", EXPORTER, ()),
        ("five volumes, 21 bricks, no local sockets", [*ALL_VOLUMES, *GFAPI], "all", EXPORTER, ()),
        ("five volumes, 21 bricks, and all collectors, with 5 mounts", ALL_VOLUMES, "all", EXPORTER, ()),
        ("photos, 3 bricks, Swift linked statically", [*volume("photos"), *GLUSTER], "all", STATIC_EXPORTER, ()),
    ]
    rows = []
    for name, flags, bricks, program, prefix in situations:
        say(f"memory: {name}")
        with exporter(*flags, bricks=bricks, program=program, prefix=prefix) as pid:
            for _ in range(6):
                time.sleep(1)
                get(PORT, "/metrics", Accept=ACCEPT, Accept_Encoding="gzip")
            rows.append({"name": name} | memory(pid))
    return rows


def size(program):
    """Megabytes of a program, stripped."""
    stripped = LAB / "stripped"
    subprocess.run(["strip", "-o", stripped, program], check=True)
    return stripped.stat().st_size / 1e6


def starts():
    """Seconds until an exporter is ready: every collector has finished its first poll."""
    found = {}
    for name, flags in (("photos", volume("photos")), ("five volumes", ALL_VOLUMES)):
        say(f"start: {name}")
        times = []
        for _ in range(7):
            start = time.monotonic()
            with exporter(*flags):
                times.append(time.monotonic() - start)
        found[name] = statistics.median(times)
    return found


for needed in ("wrk", "strip", "unshare", NODE_EXPORTER):
    if shutil.which(needed) is None:
        sys.exit(f"bench: {needed} is missing")
use_real_gsyncd()
measured = {
    "poll": poll_costs(),
    "collectors": by_collector.measure(),
    "memory": memories(),
    "start": starts(),
    "size": {"dynamic": size(EXPORTER), "static": size(STATIC_EXPORTER)},
    "scrapes": scrapes(),
    "sockets": local_sockets.measure(),
    "look": heal_look.measure(),
    "host": mounts_sites.measure(),
}
print(json.dumps(measured, indent=1))
