"""Runs the daemon in the lab under faults, reloads and crowds of scrapers: it has to answer them all, and to end well.

usage, inside a lab: stress.py PROGRAM [--cycles N] [--crash-worker] [--profile REPORT]

With --profile the program writes REPORT.<pid> files, and is asked for its heap after two cycles and after the last one.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from crowd import Crowd, web_configuration
from growth import grown

HERE = Path(__file__).resolve().parent
LAB = Path(os.environ.get("LAB", ""))
SETTINGS = [
    "log: { level: info }",
    "collectors: { volume: { enabled: false }, heal: { interval: 100ms } }",
    "{",
    "log: { level: debug, format: json }",
]


def lab(*words: str) -> None:
    """Uses a verb of the lab."""
    subprocess.run([str(HERE.parent / "Lab" / "lab"), *words], check=True, stdout=subprocess.DEVNULL, timeout=180)


def until(what: str, seconds: float, is_so: Callable[[], bool]) -> None:
    """Waits until it is so."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit(f"stress: {what}: not within {seconds:.0f} s")
        time.sleep(0.1)


class Daemon:
    """The daemon, with its settings file, its web configuration and its log."""

    def __init__(self, program: str) -> None:
        self.settings, self.log = LAB / "stress.yml", LAB / "log" / "stress.log"
        self.settings.write_text("")
        web = web_configuration(LAB)
        port = 9123
        command = [
            program, f"--web.listen-address=127.0.0.1:{port}", "--poll.interval=200ms", "--gluster.bricks=all",
            f"--config.file={self.settings}", f"--web.config.file={web}", "--web.max-requests=0",
            f"--state.directory={LAB}/stress-positions", f"--gluster.state-directory={LAB}/stress-state",
            f"--gluster.glusterd-socket={LAB}/node1/glusterd.sock", "--gluster.server=127.1.1.1",
        ]  # fmt: skip
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stderr=log)
        self.crowd = Crowd(port)
        until("ready", 120, lambda: self.is_running() and self.crowd.status("/-/ready") == 200)

    def is_running(self) -> bool:
        """Whether it is there; it never ends by itself."""
        if self.process.poll() is not None:
            raise SystemExit(f"stress: it has ended: {self.process.returncode}\n{self.log.read_text()[-3000:]}")
        return True

    def worker(self) -> int:
        """The process of its worker, once there is one."""
        found: list[int] = []

        def find() -> bool:
            for children in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
                found.extend(int(word) for word in children.read_text().split())
            return bool(found)

        until("a worker", 30, find)
        return found[0]

    def reload(self, settings: str) -> None:
        """Gives it other settings, several times at once."""
        self.settings.write_text(settings)
        for _ in range(5):
            self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """Ends it as an operator would."""
        self.process.terminate()
        status = self.process.wait(60)
        if status != 0:
            raise SystemExit(f"stress: it ended with {status}\n{self.log.read_text()[-3000:]}")


def cycle(daemon: Daemon, crashes: bool) -> None:
    """One of everything."""
    for settings in SETTINGS:
        daemon.reload(settings)
        daemon.crowd.gather()
    lab("kill", "photos", "1")
    daemon.crowd.gather()
    lab("restart", "photos", "1")
    lab("backlog", "media", "2", "20")
    daemon.crowd.gather()
    lab("restart", "media", "2")
    lab("heal", "media")
    lab("pause", "office", "2")
    daemon.crowd.gather()
    lab("resume", "office", "2")
    lab("create", "stressed", "replica")
    until("the new volume", 60, lambda: daemon.crowd.shows('gluster_volume_up{volume="stressed"} 1'))
    lab("delete", "stressed")
    if crashes:
        os.kill(daemon.worker(), signal.SIGKILL)
        daemon.crowd.gather()
    lab("glusterd", "1", "pause")
    daemon.crowd.gather()
    lab("glusterd", "1", "resume")
    daemon.is_running()


def profile(report: str, pids: list[int], count: int) -> None:
    """Has the processes write down what they have on their heaps, for the time with that number."""
    for pid in pids:
        os.kill(pid, signal.SIGUSR2)
        file = Path(f"{report}.{pid}")
        until(
            f"a profile in {file}", 300, lambda f=file: f.exists() and f.read_text().count("heap: end") >= count
        )


def main() -> int:
    """Runs the cycles."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--cycles", type=int, default=3)
    parser.add_argument("--crash-worker", action="store_true")
    parser.add_argument("--profile", default="")
    arguments = parser.parse_args()
    daemon = Daemon(arguments.program)
    pids: list[int] = []
    try:
        for number in range(arguments.cycles):
            if arguments.profile and number == 2:
                pids = [daemon.process.pid, daemon.worker()]
                profile(arguments.profile, pids, 1)
            start = time.monotonic()
            cycle(daemon, arguments.crash_worker)
            print(f"stress: cycle {number + 1}: {time.monotonic() - start:.0f} s", flush=True)
        if pids:
            if daemon.worker() != pids[1]:
                raise SystemExit("stress: the worker was replaced meanwhile: nothing can be told of its heap")
            profile(arguments.profile, pids, 2)
    finally:
        if daemon.process.poll() is None:
            daemon.stop()
    print(f"stress: answers by status: {dict(sorted(daemon.crowd.statuses.items()))}, cut off: {daemon.crowd.cut}")
    cycles = arguments.cycles - 2
    return max([grown(Path(f"{arguments.profile}.{pid}"), cycles) for pid in pids], default=0)


if __name__ == "__main__":
    sys.exit(main())
