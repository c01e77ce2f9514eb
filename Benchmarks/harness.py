"""What all measurements over a cluster share: the exporter as a process, CPU of processes, commands of Gluster."""

import http.client
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

LAB = Path(os.environ["LAB"])
EXPORTER = sys.argv[1]
PORT = 10999
STATE = f"--gluster.state-directory={LAB}/state"
ALL_VOLUMES = [f"--gluster.glusterd-socket={LAB}/node1/glusterd.sock", "--gluster.server=127.1.1.1", STATE]
# What Prometheus 3 sends.
ACCEPT = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def volume(name):
    return [f"--gluster.volume=127.1.1.1/{name}"]


def get(port, path, **headers):
    """Status, headers and body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): headers[name] for name in headers})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def wait_for(port, path):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with suppress(OSError):
            if get(port, path)[0] == 200:
                return
        time.sleep(0.001)
    sys.exit(f"bench: no answer from {path} on port {port} within 30 s")


@contextmanager
def running(command, port, path):
    """A server from its start, once it answers, to its end. Gives its pid."""
    process = subprocess.Popen([str(word) for word in command])
    try:
        wait_for(port, path)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def exporter(*flags, bricks="all", interval="1s", program=EXPORTER, prefix=()):
    options = [f"--web.listen-address=127.0.0.1:{PORT}", "--log.level=error"]
    options += [f"--state.directory={LAB}/positions", f"--poll.interval={interval}", f"--gluster.bricks={bricks}", *flags]
    return running([*prefix, program, *options], PORT, "/-/ready")


def only(*collectors):
    return ["--collector.disable-defaults", *(f"--collector.{name}" for name in collectors)]


def worker(pid):
    children = [word for path in Path(f"/proc/{pid}/task").glob("*/children") for word in path.read_text().split()]
    return [int(child) for child in children]


def cpu(pids):
    """Seconds of CPU that processes have used, their ended threads included: clock_getcpuclockid(3)."""
    return sum(time.clock_gettime_ns(~pid << 3 | 2) for pid in pids) / 1e9


def medians(rows):
    """The median of each column."""
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def servers():
    """Whatever works for others: glusterds, bricks and self-heal daemons of the whole cluster."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().split(b"\0")
            if words[0].endswith(b"glusterd") or {b"brick", b"glustershd"} & set(words):
                found.append(int(path.parent.name))
    return found


def use_real_gsyncd():
    """The lab puts a script in the place of gsyncd, which each `gluster` starts; people have the real one."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        if line.split()[4].endswith("/gsyncd"):
            subprocess.run(["umount", line.split()[4]], check=True)


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def series(name, port=PORT):
    """The values of a family, by label text."""
    body = get(port, "/metrics")[2].decode()
    return {labels: float(value) for labels, value in re.findall(rf"^{name}({{.*}})? (\S+)$", body, re.MULTILINE)}


def idle_cpu(known, seconds=4):
    """What processes use in a second when nobody asks them anything."""
    before = cpu(known)
    time.sleep(seconds)
    return (cpu(known) - before) / seconds


def gluster(*words, known, idle):
    """One command: seconds of CPU of itself with what it starts, and of the servers; seconds it took."""
    start, own, others = time.monotonic(), children(), cpu(known)
    command = ["gluster", "--mode=script", f"--glusterd-sock={LAB}/node1/glusterd.sock", *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    span = time.monotonic() - start
    return {"own": children() - own, "servers": cpu(known) - others - idle * span, "wall": span}


def lab(*words):
    """A verb of the lab."""
    program = Path(__file__).resolve().parents[1] / "Tests/Lab/lab"
    subprocess.run([program, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
