"""Makes docs/benchmarks.md of what was measured, and prints it.

usage: report.py encode.json python.json classify.json instructions.json lab.json FILE
"""

import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

encode, python, classify, instructions, lab = (json.loads(Path(path).read_text()) for path in sys.argv[1:6])


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def package(name):
    return output("dpkg-query", "--show", "--showformat", "${Version}", name)


def ratio(ours, reference):
    """Ours as a part of the reference: 1/7.4, or 1.02."""
    if ours >= reference / 2:
        return f"{ours / reference:.2f}"
    times = reference / ours
    return f"1/{times:,.0f}" if times >= 100 else f"1/{times:.3g}"


def milliseconds(seconds):
    return f"{seconds * 1000:.3g} ms" if seconds < 0.9995 else f"{seconds:.2f} s"


def table(head, rows):
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"


def machine():
    info = Path("/proc/cpuinfo").read_text()
    model = next(line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name"))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    release = platform.freedesktop_os_release()["PRETTY_NAME"]
    return f"{os.cpu_count()} × {model}, {memory:.0f} GB; {release}, Linux {platform.release()}"


def versions():
    swift = output("swift", "--version").splitlines()[0].split("version")[1].split()[0]
    commit = output("git", "-c", "safe.directory=*", "describe", "--always", "--dirty")
    return (
        f"Commit {commit}; Swift {swift}, GlusterFS {package('glusterfs-server')}, "
        f"libmicrohttpd {package('libmicrohttpd-dev')}, wrk {package('wrk')}, "
        f"Python {platform.python_version()}, prometheus_client {python['version']}"
    )


COMMANDS = ("info", "status", "heal-count")
poll, memory = lab["poll"], {row["name"]: row for row in lab["memory"]}
ours = poll["daemon"] + poll["worker"]
commands = sum(poll[f"cli {name} own"] for name in COMMANDS)
commands_servers = sum(poll[f"cli {name} servers"] for name in COMMANDS)
small = memory["photos, 3 bricks"]
one_bare = memory["photos, its 3 bricks not watched"]
five = memory["five volumes, 21 bricks, no local sockets"]
five_bare = memory["five volumes, their 21 bricks not watched, no local sockets"]
per_volume = (five_bare["pss"] - one_bare["pss"]) / 4
per_brick = (five["pss"] - five_bare["pss"]) / 21
speeds = classify["gigabytes_per_second"]
sockets, look, host = lab["sockets"], lab["look"], lab["host"]
socket_commands = [name.removeprefix("cli ").removesuffix(" own") for name in sockets if name.endswith(" own")]
commands_of_sockets = sum(sockets[f"cli {name} own"] for name in socket_commands)
look_again = max(look["with own"] + look["with servers"] - look["without own"] - look["without servers"], 1e-6)
look_cli = look["cli own"] + look["cli servers"]
scrape_ratios = [row["ours"]["rate"] / row["reference"]["rate"] for row in lab["scrapes"]["prebuilt"]]
node_exporter_ratios = [row["ours"]["rate"] / row["reference"]["rate"] for row in lab["scrapes"]["node_exporter"]]


def summary():
    samples = f"{encode['samples']:,} samples"
    steady, interpolation = encode["steady"], encode["interpolation"]
    command_wall = poll["cli status wall"]
    return [
        (ratio(steady, interpolation), f"encode {samples}, new values", milliseconds(steady),
         f"{milliseconds(interpolation)}: plain Swift interpolation", "1 ms"),
        (ratio(steady, python["python"]), "the same", milliseconds(steady),
         f"{milliseconds(python['python'])}: prometheus_client", ""),
        (f"{min(scrape_ratios):.2f}–{max(scrape_ratios):.2f}", "scrapes a second", "see below",
         "libmicrohttpd in C, the same bytes, prebuilt", "≥ 0.95"),
        (f"{min(node_exporter_ratios):.0f}–{max(node_exporter_ratios):.0f}", "the same", "see below",
         "node_exporter with the same series", "> 1"),
        (ratio(ours, commands), "CPU of a poll, 6 bricks", milliseconds(ours),
         f"{milliseconds(commands)}: `gluster` three times", "1/100"),
        (ratio(poll["servers"], commands_servers), "CPU that it causes in Gluster's daemons",
         milliseconds(poll["servers"]), f"{milliseconds(commands_servers)}: the same three", ""),
        (ratio(sockets["own"], commands_of_sockets), f"CPU of a round over local sockets, {sockets['bricks']:.0f} bricks",
         milliseconds(sockets["own"]), f"{milliseconds(commands_of_sockets)}: `gluster`, the same numbers", "1/100"),
        (ratio(look["first wall"], look["cli wall"]), "first look at 4,000 waiting entries, from the start of the process",
         milliseconds(look["first wall"]),
         f"{milliseconds(look['cli wall'])}: `gluster volume heal photos info summary`", "≤ 1"),
        (ratio(look_again, look_cli), "CPU of all, next look, nothing changed", milliseconds(look_again),
         f"{milliseconds(look_cli)}: the same command", "1/20"),
        (f"{look['with wall'] / 0.005:.2f}", "a poll of 3 bricks, two with a backlog of 4,000",
         milliseconds(look["with wall"]), "", "5 ms a brick"),
        (f"{classify['of_grep']:.2f}", "classification of 1 GiB of access log, bytes a second",
         f"{speeds['classify']:.1f} GB/s", f"{speeds['grep']:.1f} GB/s: `grep -c -F` for one text", "≥ 1"),
        (f"{classify['of_python_json']:.0f}", "the same", f"{speeds['classify']:.1f} GB/s",
         f"{speeds['python_json']:.2f} GB/s: a JSON parse of each line, in Python", ""),
        (f"{host['both'] / 0.005:.2f}", f"CPU of a round of {host['mounts']} mounts and {host['sites']} sites",
         milliseconds(host["both"]), "", "5 ms"),
        (ratio(lab["start"]["photos"], command_wall), "start to ready, 3 bricks", milliseconds(lab["start"]["photos"]),
         f"{milliseconds(command_wall)}: one `gluster volume status`", ""),
        (f"{small['pss'] / 40:.2f}", "memory, a volume of 3 bricks", f"{small['pss']:.1f} MB", "", "40 MB"),
        (f"{per_volume / 4:.2f}", "memory, each further volume", f"{per_volume:.1f} MB", "", "4 MB"),
        (f"{per_brick / 2:.2f}", "memory, each brick", f"{per_brick:.1f} MB", "", "2 MB"),
    ]  # fmt: skip


def encoders():
    both = encode["text_bytes"] + encode["openmetrics_bytes"]
    rows = [
        ("our encoder, same series, new values", "both", encode["steady"], both),
        ("our encoder, new series", "both", encode["first"], both),
        ("plain Swift interpolation", "text", encode["interpolation"], encode["text_bytes"]),
        ("prometheus_client", "text", python["python"], python["python_bytes"]),
    ]
    for name, formats, seconds, size in rows:
        relative = ratio(seconds, encode["interpolation"])
        yield relative, name, formats, milliseconds(seconds), f"{size / 1e6:.2f} MB", f"{size / 1e6 / seconds:,.0f} MB/s"


def scrapes(reference):
    for row in lab["scrapes"][reference]:
        mine, other = row["ours"], row["reference"]
        yield (
            f"{mine['rate'] / other['rate']:.2f}",
            f"{row['connections']}, {'gzip' if row['gzip'] else 'plain'}",
            f"{row['bytes'] / 1000:.0f} kB",
            f"{mine['rate']:,.0f}",
            f"{other['rate']:,.0f}",
            f"{mine['p99']:.2f} / {other['p99']:.2f} ms",
            f"{mine['cpu'] * 1e6:.1f} / {other['cpu'] * 1e6:.1f} µs",
        )


def costs():
    mine = f"exporter: daemon {milliseconds(poll['daemon'])} + worker {milliseconds(poll['worker'])}"
    yield "1", mine, milliseconds(ours), milliseconds(poll["servers"]), ""
    texts = {
        "info": "`gluster volume info media --xml`",
        "status": "`gluster volume status media --xml`",
        "heal-count": "`gluster volume heal media statistics heal-count`",
        "heal info": "`gluster volume heal media info --xml`, with its glfsheal",
    }
    for name, text in texts.items():
        own, others, wall = (poll[f"cli {name} {part}"] for part in ("own", "servers", "wall"))
        yield f"{own / ours:.1f}", text, milliseconds(own), milliseconds(others), milliseconds(wall)


def collectors():
    for row in lab["collectors"]:
        command = f"`gluster {row['text']}`" + (f", {row['commands']} times" if "VOLUME" in row["text"] else "")
        relative = ratio(row["own"], row["cli"])
        yield relative, row["collector"], milliseconds(row["own"]), command, milliseconds(row["cli"])


def socket_costs():
    yield "1", "exporter: a round", *(milliseconds(sockets[part]) for part in ("own", "servers", "wall"))
    for name in socket_commands:
        own, others, wall = (sockets[f"cli {name} {part}"] for part in ("own", "servers", "wall"))
        yield f"{own / sockets['own']:.1f}", f"`gluster` {name}", milliseconds(own), milliseconds(others), milliseconds(wall)


def looks():
    rows = [
        ("exporter, first look, with its start", "first own", "first servers", "first wall"),
        ("exporter, a poll while nothing changes", "with own", "with servers", "with wall"),
        ("exporter, the same without looking", "without own", "without servers", "without wall"),
        ("`gluster volume heal photos info summary`", "cli own", "cli servers", "cli wall"),
    ]
    for name, *parts in rows:
        yield name, *(milliseconds(look[part]) for part in parts)


def memories():
    for row in lab["memory"]:
        yield row["name"], f"{row['pss']:.1f} MB", f"{row['private']:.1f} MB", row["threads"]


def document():
    yield "# Benchmarks"
    yield ""
    yield "What the exporter costs, beside references in the same run. Made by `scripts/bench`: do not edit."
    yield ""
    yield f"{datetime.date.today()}; {machine()}; load {os.environ['BENCH_LOAD']} when the run began.  "
    yield f"{versions()}."
    yield ""
    yield from table(("ratio", "what", "ours", "reference", "aim"), summary())
    yield ""
    yield "A ratio is ours to the reference; for memory, to the aim."
    yield ""
    yield "## Encoding"
    yield f"{encode['samples']:,} samples in 20 families, four labels each, half integers, half fractions. Our encoder"
    yield "writes both formats in one go, the references write one. Medians, taken by turns."
    yield ""
    yield from table(("to interpolation", "encoder", "formats", "time", "size", "speed"), encoders())
    yield ""
    yield "## Scraping"
    yield "The exporter over five volumes and 21 bricks, and a server in C that has the very same bytes and headers ready."
    yield "wrk with one thread, 2 s each, by turns, medians of five. The last column is the server's CPU for a request:"
    yield "it tells more than the rate, for which wrk, server and kernel share the machine."
    yield ""
    head = ("ratio", "connections", "body", "ours/s", "C/s", "p99 ours / C", "CPU ours / C")
    yield from table(head, scrapes("prebuilt"))
    yield ""
    yield "And beside node_exporter, which reads the same series from a file and has no others:"
    yield ""
    head = ("ratio", "connections", "body", "ours/s", "node_exporter/s", "p99 ours / its", "CPU ours / its")
    yield from table(head, scrapes("node_exporter"))
    yield ""
    yield "## Polling"
    yield f"CPU of one poll of media (2 × 3 bricks): medians of four runs, {poll['polls']} polls at 250 ms. Beside it, what"
    yield "an exporter on top of the command line would run, with the real gsyncd that each `gluster` starts. What the"
    yield "glusterds, bricks and self-heal daemons of all three nodes work for it stands apart; what they do when nobody"
    yield "asks is taken off."
    yield ""
    yield from table(("to ours", "what", "CPU of itself", "CPU in the daemons", "takes"), costs())
    yield ""
    yield "### By collector"
    yield "CPU of one poll of each collector alone, over five volumes with 21 bricks, at 250 ms; beside it the commands that give"
    yield "the same numbers. Collectors that run together share rounds, so that all cost less than the sum."
    yield ""
    yield from table(("ratio", "collector", "CPU", "commands", "their CPU"), collectors())
    yield ""
    yield "## Local sockets"
    yield f"One round of the collectors cluster, profile and self_heal_daemon on a node with {sockets['bricks']:.0f} bricks of ten"
    yield "volumes, all with profiling on; beside it, the commands that give the same numbers, one after the other."
    yield "Medians of three runs."
    yield ""
    yield from table(("to ours", "what", "CPU of itself", "CPU in the daemons", "takes"), socket_costs())
    yield ""
    yield "## Looking at entries that wait for heal"
    yield "4,000 entries of photos wait on two bricks of three, the self-heal daemon is off. The first look is limited to"
    yield "5,000 entries, not to the default of 2,000 a cycle; its time is from the start of the process to the number in"
    yield "`/metrics`, rests included. Afterwards polls are every half second. Medians of three runs."
    yield ""
    yield from table(("what", "CPU of itself", "CPU in the daemons", "takes"), looks())
    yield ""
    yield "## Logs"
    yield f"{classify['lines']:,} lines of JSON access log, {classify['bytes'] / 1e9:.1f} GB in the page cache, one storage error in 10,000"
    yield f"lines; everything is counted, answers cut short included. Best of five, by turns: ours {speeds['classify']:.1f} GB/s,"
    yield f"`grep -c -F` {speeds['grep']:.1f} GB/s, `wc -l` {speeds['wc']:.1f} GB/s, a JSON parse of each line in Python"
    yield f"{speeds['python_json']:.2f} GB/s (of a part)."
    yield ""
    yield "## Instructions"
    yield "Counted by callgrind, which a busy machine does not disturb: `scripts/instructions` compares them with those on"
    yield "record, in `make test` too, and over 10 % more is an error."
    yield ""
    yield from table(("instructions", "for"), ((f"{row['count']:,}", row["what"]) for row in instructions))
    yield ""
    yield "## Mounts and sites"
    yield f"A round of the collectors mount and site over {host['mounts']} FUSE mounts with 21 bricks and {host['sites']} roots takes"
    yield f"{milliseconds(host['both'])} of CPU, kernel included; mounts alone {milliseconds(host['mount'])}. Polls are at 250 ms, where the"
    yield "kernel still knows most names: at 15 s it is more."
    yield ""
    yield "## Memory, size, start"
    yield "Daemon and worker together, at rest, after polls each second and six scrapes. MB are 10⁶ bytes. PSS counts a"
    yield "shared page as a share; private is what nobody else has. All three nodes and their clients share"
    yield "Gluster's libraries here, so on a machine without Gluster's own daemons PSS is some MB more."
    yield ""
    yield from table(("watched", "PSS", "private", "threads"), memories())
    yield ""
    yield f"Each further volume takes {per_volume:.1f} MB, each brick {per_brick:.1f} MB: differences between the rows."
    sizes = lab["size"]
    yield f"The program, stripped, has {sizes['dynamic']:.1f} MB, and {sizes['static']:.1f} MB with Swift linked statically."
    starts = ", ".join(f"{milliseconds(seconds)} for {name}" for name, seconds in lab["start"].items())
    yield f"From start to `/-/ready`: {starts}; medians of seven."
    yield ""
    yield "## Repeat it"
    yield "`scripts/bench` on a quiet machine with two cores or more: it builds two releases, starts a lab, and takes about"
    yield "fifteen minutes; `make bench` runs `scripts/scale` after it, an hour in all. Everything stands beside a reference because machines differ and are seldom quiet: compare"
    yield "ratios, and of those only differences of more than a tenth. The code is in `Benchmarks/` and `scripts/bench`."


text = "\n".join(document()) + "\n"
Path(sys.argv[6]).write_text(text)
print(text, end="")
