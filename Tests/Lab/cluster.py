"""Three glusterds on 127.1.1.1 to 127.1.1.3, their command line tool, and how we wait for things."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/mnt/lab")
LOGS = ROOT / "log"
PORT = 24007  # glusterd's, on every node's own address


class LabError(Exception):
    """Something the lab could not do; exit status 1."""


class UsageError(LabError):
    """Something nobody can do: a wrong argument; exit status 2."""


def wait_until(what: str, ready: Callable[[], bool], seconds: float = 60) -> None:
    """Polls until `ready`, or fails by saying `what` it was waiting for."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise LabError(f"waited {seconds:g} s in vain: {what}")
        time.sleep(0.05)


def run(*command: str | Path, seconds: float = 60) -> str:
    """Runs a program to its end and returns what it printed."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise LabError(f"{' '.join(words)}: no answer within {seconds:g} s") from None
    if done.returncode != 0:
        said = " ".join((done.stderr + done.stdout).split())
        raise LabError(f"{' '.join(words)}: {said or f'exit status {done.returncode}'}")
    return done.stdout


def accepts(family: socket.AddressFamily, address: tuple[str, int] | str) -> bool:
    """Whether somebody listens there. True for a stopped process too: the kernel accepts for it."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


@dataclass(frozen=True)
class Process:
    """One of Gluster's daemons, known by its pid file."""

    name: str
    pid_file: Path
    mark: Path  # a path of the lab that its command line holds: proof that the pid is still ours

    def pid(self) -> int | None:
        """Its pid, if it is alive."""
        return None if self.state() == "down" else int(self.pid_file.read_text())

    def state(self) -> str:
        """running, stopped (by SIGSTOP) or down."""
        try:
            proc = Path("/proc") / str(int(self.pid_file.read_text()))
            if str(self.mark).encode() not in (proc / "cmdline").read_bytes():
                return "down"
            letter = (proc / "stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, ValueError):
            return "down"
        return {"T": "stopped", "Z": "down", "X": "down"}.get(letter, "running")

    def columns(self) -> tuple[str, str]:
        """Pid and state, for a table."""
        return str(self.pid() or "-"), self.state()

    def signal(self, number: signal.Signals, expected: str) -> None:
        """Sends a signal and waits until it has had its effect."""
        pid = self.pid()
        if pid is None:
            raise LabError(f"{self.name} is down")
        os.kill(pid, number)
        wait_until(f"{self.name} is {expected}", lambda: self.state() == expected, 10)

    def kill(self) -> None:
        self.signal(signal.SIGKILL, "down")

    def pause(self) -> None:
        self.signal(signal.SIGSTOP, "stopped")

    def resume(self) -> None:
        self.signal(signal.SIGCONT, "running")


@dataclass(frozen=True)
class Node:
    """One server of the cluster."""

    number: int

    @property
    def home(self) -> Path:
        return ROOT / f"node{self.number}"

    @property
    def address(self) -> str:
        return f"127.1.1.{self.number}"

    @property
    def socket(self) -> Path:
        return self.home / "glusterd.sock"

    @property
    def glusterd(self) -> Process:
        pid_file = self.home / "glusterd.pid"
        return Process(f"glusterd of node {self.number}", pid_file, pid_file)

    def start_glusterd(self) -> None:
        if self.glusterd.pid():
            raise LabError(f"{self.glusterd.name} is {self.glusterd.state()}, not down")
        for folder in ("bricks", "glusterd", "log", "run"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        options = {
            "working-directory": self.home / "glusterd",
            "run-directory": self.home / "run",
            "transport.socket.bind-address": self.address,
            "glusterd-sockfile": self.socket,
            "cluster-test-mode": self.home / "log",  # the log folder of all that this glusterd starts
        }
        words = [part for name in options for part in ("--xlator-option", f"management.{name}={options[name]}")]
        log, pid_file = self.home / "log/glusterd.log", self.glusterd.pid_file
        run("glusterd", *words, f"--log-file={log}", f"--pid-file={pid_file}")
        wait_until(f"{self.glusterd.name} listens", self.listens)

    def listens(self) -> bool:
        return accepts(socket.AF_INET, (self.address, PORT)) and accepts(socket.AF_UNIX, str(self.socket))

    def stop_glusterd(self) -> None:
        """Ends glusterd alone: its bricks and its self-heal daemon stay."""
        if self.glusterd.state() == "stopped":
            self.glusterd.resume()
        self.glusterd.signal(signal.SIGTERM, "down")


NODES = [Node(1), Node(2), Node(3)]


def ask_gluster(*words: str, node: Node = NODES[0], seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs `gluster WORDS…` on a node, again and again while the cluster is busy with another command."""
    command = ["gluster", "--mode=script", f"--glusterd-sock={node.socket}", *words]
    deadline = time.monotonic() + seconds
    while True:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise LabError(f"gluster {' '.join(words)}: no answer within {seconds:g} s") from None
        busy = "Another transaction is in progress" in done.stdout + done.stderr
        if done.returncode == 0 or not busy or time.monotonic() > deadline:
            return done
        time.sleep(0.1)


def gluster(*words: str, node: Node = NODES[0]) -> str:
    """What `gluster WORDS…` prints."""
    done = ask_gluster(*words, node=node)
    if done.returncode != 0:
        said = " ".join((done.stderr + done.stdout).split())
        raise LabError(f"gluster {' '.join(words)}: {said}")
    return done.stdout


def connect_peers() -> None:
    """Makes one pool of the three nodes."""
    for node in NODES[1:]:
        gluster("peer", "probe", node.address)
    wait_for_peers()


def wait_for_peers() -> None:
    """Until all glusterds that run see each other: before that, they refuse most commands."""
    running = [node for node in NODES if node.glusterd.state() == "running"]
    for node in running:

        def sees_all() -> bool:
            pool = gluster("pool", "list", node=node).splitlines()
            return sum(line.split()[-1:] == ["Connected"] for line in pool) >= len(running)

        wait_until(f"node {node.number} sees its peers", sees_all)
