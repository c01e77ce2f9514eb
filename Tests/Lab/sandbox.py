"""The lab's own small world: namespaces that end, with all that is in them, when the lab ends."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from cluster import LOGS, NODES, PORT, ROOT, LabError, UsageError, run

PROGRAM = Path(__file__).resolve().with_name("lab")
INIT = "as-init"  # the hidden verb of PID 1, by which other terminals find a running lab
FROM_TERMINAL = 128  # SI_KERNEL: sent by the kernel, to the command as well as to us
PACKAGES = {
    "glusterd": "glusterfs-server",
    "gluster": "glusterfs-cli",
    "mount.glusterfs": "glusterfs-client",
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "mount": "mount",
    "ip": "iproute2",
    "caddy": "caddy",
}


def check_host(net: str, caddy: bool, command: str) -> None:
    """Whatever would make the start fail, found before it."""
    for program, package in PACKAGES.items():
        if shutil.which(program) is None and (caddy or program != "caddy"):
            raise LabError(f"{program} is missing: apt-get install {package}")
    if shutil.which(command) is None:
        raise UsageError(f"{command}: no such command")
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        raise LabError("no /dev/fuse here: modprobe fuse, or give the container the device")
    if PROGRAM.is_relative_to("/mnt"):
        raise LabError(f"{PROGRAM}: the lab hides whatever is under /mnt, this checkout too")
    for node in NODES if net == "host" else []:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((node.address, PORT))
            except OSError as error:
                place = f"{node.address}:{PORT}"
                raise LabError(f"{place}: {error.strerror}; is another lab there? (--net private)") from None


def start(net: str, words: list[str]) -> int:
    """Starts this program again as PID 1 of new namespaces, and returns its exit status.

    A pipe joins the two: what is written is a signal for the command, its end is the end of the lab.
    """
    reader, writer = os.pipe()
    flags = ["--mount", "--pid", "--fork", "--mount-proc", "--kill-child"] + ["--net"] * (net == "private")
    command = ["unshare", *flags, sys.executable, str(PROGRAM), INIT, str(reader), *words]
    child = subprocess.Popen(command, pass_fds=[reader])
    os.close(reader)
    ours = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:  # nohup
        ours.remove(signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, ours)
    while child.poll() is None:
        received = signal.sigwaitinfo(ours)
        control_c = received.si_signo == signal.SIGINT and received.si_code == FROM_TERMINAL
        if received.si_signo != signal.SIGCHLD and not control_c:
            with suppress(BrokenPipeError):  # PID 1 has just ended
                os.write(writer, bytes([received.si_signo]))
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


class Init:
    """PID 1: builds the world, runs the command in it, and buries the dead."""

    def __init__(self, lifeline: int) -> None:
        self.command: subprocess.Popen[bytes] | None = None
        signal.signal(signal.SIGINT, self.control_c)
        os.set_inheritable(lifeline, False)
        threading.Thread(target=self.obey, args=[lifeline], daemon=True).start()

    def control_c(self, number: int, frame: FrameType | None) -> None:
        if self.command is None:  # else the command got it too, and it decides
            os._exit(128 + number)

    def obey(self, lifeline: int) -> None:
        while received := os.read(lifeline, 1):
            if self.command is None:
                os._exit(128 + received[0])
            with suppress(ProcessLookupError):
                os.kill(self.command.pid, received[0])
        os._exit(1)

    def serve(self, command: list[str], environment: dict[str, str]) -> int:
        """Runs the command, reaps every orphan, and returns the command's exit status."""
        self.command = subprocess.Popen(command, env=os.environ | {"LAB": str(ROOT)} | environment)
        while True:
            pid, status = os.wait()
            if pid == self.command.pid:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code


def prepare(net: str) -> None:
    """Private file systems over the places where Gluster writes, and a loopback."""
    if os.getpid() != 1:
        raise UsageError(f"{INIT} is not a verb for people")
    run("mount", "-t", "tmpfs", "-o", "mode=755,size=4g", "lab", "/mnt")
    LOGS.mkdir(parents=True)
    for folder in ("/run/gluster", "/var/log/glusterfs"):
        Path(folder).mkdir(exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "mode=755", "lab-run", "/run/gluster")
    run("mount", "--bind", LOGS, "/var/log/glusterfs")
    if net == "private":
        run("ip", "link", "set", "lo", "up")
    # glusterd starts Python 25 times to set up geo-replication, and once more for every command.
    stand_in("gsyncd", "#!/bin/sh\necho gsyncd")
    # `gluster volume heal VOL info` has glfsheal ask the default socket, whatever --glusterd-sock says.
    stand_in("glfsheal", f'#!/bin/sh\nexec {ROOT}/bin/glfsheal.real "$@" glusterd-sock {NODES[0].socket}')


def stand_in(name: str, script: str) -> None:
    """Puts a script in the place of one of Gluster's helpers; the real one is NAME.real."""
    found = glob.glob(f"/usr/lib/*/glusterfs/{name}") + glob.glob(f"/usr/lib*/glusterfs/{name}")
    found += glob.glob(f"/usr/libexec/glusterfs/{name}")
    if not found:
        return
    ours, real = ROOT / "bin" / name, ROOT / "bin" / f"{name}.real"
    ours.parent.mkdir(exist_ok=True)
    real.touch()
    run("mount", "--bind", found[0], real)
    ours.write_text(f"{script}\n")
    ours.chmod(0o755)
    run("mount", "--bind", ours, found[0])


def status_field(pid: int, name: str) -> list[str]:
    """One line of /proc/PID/status."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return line.split()[1:]
    return []


def running() -> dict[int, str]:
    """The labs of this host: the pid of PID 1, as seen from here → its command."""
    labs = {}
    for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
        with suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
            is_lab = [Path(word).name for word in words[1:2]] + words[2:3] == [PROGRAM.name, INIT]
            if is_lab and status_field(pid, "NSpid")[1:][-1:] == ["1"]:
                labs[pid] = " ".join(words[4:]).strip()
    return labs


def enter(pid: int | None, words: list[str]) -> NoReturn:
    """Runs the same verb again inside a running lab; does not return."""
    labs = running()
    listed = "; ".join(f"{lab} ({command})" for lab, command in sorted(labs.items()))
    if not labs:
        raise LabError("no lab is running here: start one with `lab run -- COMMAND`")
    if pid is None and len(labs) > 1:
        raise UsageError(f"{len(labs)} labs are running, choose one with --pid PID: {listed}")
    # Above PID 1 are unshare and the `lab run` that somebody started: its pid will do as well.
    above = {lab: int(status_field(lab, "PPid")[0]) for lab in labs}
    started = {lab: int(status_field(above[lab], "PPid")[0]) for lab in labs}
    chosen = [lab for lab in labs if pid in (None, lab, started[lab])]
    if not chosen:
        raise UsageError(f"{pid} is not a lab; there are: {listed}")
    flags = ["--target", str(chosen[0]), "--mount", "--pid", "--net"]
    os.execvp("nsenter", ["nsenter", *flags, sys.executable, str(PROGRAM), *words])
