"""Counts instructions by callgrind, and compares them with those on record: a regression shows on a noisy machine too.

usage: instructions.py PROGRAM RECORD [--record | --json]

Exits with 1 when a workload takes over 10 % more than on record. With --record it writes the record anew, with --json it
only prints what it counted.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[1] / "Tests"
WORKLOADS = {
    # name: (input, rounds, what it is)
    "encode": ("CaddyTests/Samples/metrics-2.11.txt", 4, "encode 10,000 samples in both formats"),
    "parse": ("CaddyTests/Samples/metrics-2.11.txt", 10, "parse 46 kB of a Caddy's metrics"),
    "classify": ("CaddyTests/Samples/json-access.log", 40, "classify 56 kB of access log"),
    "state": ("GlusterTests/Samples/state/healthy.state", 10, "read a glusterd's state, 5 volumes"),
    "configuration": ("CaddyTests/Samples/config-base.json", 10, "read a Caddy's configuration, 20 kB"),
}
LIMIT = 1.10
# Machines have different processors: these make Swift's hashes and glibc's choice of functions the same on all.
ENVIRONMENT = {
    "SWIFT_DETERMINISTIC_HASHING": "1",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX2,-AVX,-ERMS,-FSRM",
}


def count(program: str, name: str, rounds: int) -> int:
    """The instructions of a whole run."""
    path = SAMPLES / WORKLOADS[name][0]
    with tempfile.TemporaryDirectory() as directory:
        out = Path(directory, "out")
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"]
        command = [*tool, program, name, str(rounds), str(path)]
        run = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(f"instructions: {name}: {run.stdout}{run.stderr[-2000:]}")
        totals = [line for line in out.read_text().splitlines() if line.startswith(("summary:", "totals:"))]
        return int(totals[-1].split()[1])


def of_a_round(program: str, name: str) -> int:
    """The instructions of one round; start, first round and end are taken off."""
    rounds = WORKLOADS[name][1]
    return (count(program, name, rounds + 2) - count(program, name, 2)) // rounds


def main() -> int:
    """Counts, tells, and judges."""
    program, path = sys.argv[1], Path(sys.argv[2])
    counts = {name: of_a_round(program, name) for name in WORKLOADS}
    if "--json" in sys.argv:
        print(json.dumps([{"what": WORKLOADS[name][2], "count": counts[name]} for name in counts], indent=1))
        return 0
    if "--record" in sys.argv:
        path.write_text(json.dumps(counts, indent=4) + "\n")
    known = json.loads(path.read_text())
    slower = []
    for name, new in counts.items():
        ratio = new / known[name]
        print(f"{new:>14,} instructions, {ratio:.3f} of those on record: {WORKLOADS[name][2]}")
        if ratio > LIMIT:
            slower.append(name)
    if slower:
        print(f"instructions: over {LIMIT - 1:.0%} more than on record: {', '.join(slower)}", file=sys.stderr)
    return bool(slower)


if __name__ == "__main__":
    sys.exit(main())
