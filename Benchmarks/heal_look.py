"""The look at 4,000 entries that wait for heal, beside `gluster volume heal VOL info summary`, which runs glfsheal."""

import statistics
import sys
import time

from harness import PORT, cpu, exporter, gluster, idle_cpu, lab, medians, say, series, servers, volume, worker

ENTRIES = 4000
SUMMARY = ["volume", "heal", "photos", "info", "summary"]


def measure():
    say(f"{ENTRIES} entries are made to wait")
    lab("gluster", "volume", "set", "photos", "cluster.self-heal-daemon", "off")
    lab("backlog", "photos", 3, ENTRIES)
    lab("restart", "photos")
    time.sleep(5)  # Mounts and daemons find the brick again.
    known = servers()
    rows = []
    for turn in range(3):
        say(f"look at waiting entries, {turn + 1} of 3")
        idle = idle_cpu(known)
        rows.append(first(known, idle) | again(known, idle) | theirs(known, idle))
    return medians(rows)


def first(known, idle):
    """From the start of the process to the answer: seconds, and seconds of CPU."""
    start, before = time.monotonic(), cpu(known)
    with looking(ENTRIES + 1000, "500ms") as daemon:
        while series("gluster_heal_scanned_entries", PORT).get('{volume="photos",subvolume="photos-replicate-0"}') != ENTRIES:
            time.sleep(0.02)
            if time.monotonic() - start > 120:
                sys.exit("bench: the entries were not looked at within 120 s")
        wall = time.monotonic() - start
        own = cpu([daemon, *worker(daemon)])
    return {"first wall": wall, "first own": own, "first servers": cpu(known) - before - idle * wall}


def again(known, idle):
    """CPU of a poll while nothing changes, with the look and without it."""
    costs = {}
    for name, entries in (("with", ENTRIES + 1000), ("without", 0)):
        with looking(entries, "500ms") as daemon:
            time.sleep(8)
            pids = [daemon, *worker(daemon)]
            start, before = time.monotonic(), (cpu(pids), cpu(known))
            walls = []
            for _ in range(16):
                time.sleep(0.5)
                walls.append(series("gluster_caddy_exporter_collector_duration_seconds", PORT)['{collector="brick"}'])
            span, after = time.monotonic() - start, (cpu(pids), cpu(known))
        polls = span / 0.5
        costs |= {
            f"{name} own": (after[0] - before[0]) / polls,
            f"{name} servers": (after[1] - before[1] - idle * span) / polls,
            f"{name} wall": statistics.median(walls),
        }
    return costs


def theirs(known, idle):
    run = gluster(*SUMMARY, known=known, idle=idle)
    return {f"cli {part}": value for part, value in run.items()}


def looking(entries, interval):
    return exporter(*volume("photos"), f"--gluster.heal-entries={entries}", interval=interval)
