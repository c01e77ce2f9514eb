"""The sentences of docs/scale.md."""

INTRODUCTION = """\
# Scale

How an exporter grows with what it watches. Made by `scripts/scale`: do not edit.

MACHINE

In each table, a row more tells the factor: what each further unit takes, by the straight line that fits best; and
how far the points lie from it, as a part of the largest value. Series, bytes, memory, threads and CPU are the
exporter's, whatever else the machine does; times that pass are not, and say little where the load was high. PSS and
threads are of daemon and worker together; MB are 10⁶ bytes, a shared page counts as a share. CPU is of a poll of all
collectors that take part, with encoding, every three seconds (sites: four). *A round takes* is the slowest collector.
A scrape is of one client that keeps no connection. *All there after* is the time from the start to the first scrape
that has everything.
"""

NOTES = {
    "pools": """\
## Pools, simulated
A node of a pool, asked over real sockets by the collectors `cluster`, `profile` and `self_heal_daemon`. What answers
are not Gluster's daemons but a simulator: it repeats what daemons of GlusterFS 10.3 said (`Benchmarks/scale/recorded`),
with other names, for more nodes, volumes and bricks. All bricks have profiling on, and 50 crawls of the self-heal
daemon each, as many as it keeps. The times of a round contain the simulator's, which is slower than Gluster.
""",
    "bricks": """\
## Bricks, real
A lab with a hundred real bricks on three nodes, and brick multiplexing: one process a node serves them. Watched by
the collectors `volume`, `brick` and `heal` through libgfapi, which cannot be simulated. A brick that is watched has a
handle of its own, with six threads; a volume has one too, with a connection to each of its bricks. Where one brick
of each set is watched (`local`), the series of all sets are there already.
""",
    "sites": """\
## Sites, real
A real Caddy with so many sites, each with a root of its own on the local disk; collectors `caddy`, `site` and
`caddy_log`. A thousand sites with their logs are more than 100,000 series.
""",
    "formula": """\
What [operating.md](operating.md#series) says beside what was measured. The run fails where it is more than 1 % off.
""",
    "end": """
## Repeat it
`scripts/scale`, or a part of it: `scripts/scale pools`, `sites`, `bricks`, `usual`. It takes about half an hour. The
code is in `Benchmarks/scale/`; `record.py` there, in a lab, records anew what the simulator repeats.
""",
}

PROMETHEUS = """\
## What a large pool means for Prometheus
By the formula: nodes with 12 bricks each in replica sets of three, of 20 volumes, all collectors of Gluster, profiling
on. Where three nodes alone have all collectors, the others go without `volume` and `heal`, and Prometheus drops their
peers ([operating.md](operating.md#hundreds-of-nodes)). At a scrape every 15 s; bytes as measured for each series.
"""
