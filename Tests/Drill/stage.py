#!/usr/bin/env python3
"""Inside a lab: an exporter a node, a Caddy on Gluster with some load, Prometheus and Alertmanager, all on loopback.

usage: lab run -- PYTHON Tests/Drill/stage.py EXPORTER [--seconds N] [-- COMMAND ...]

Runs COMMAND with PROMETHEUS_URL and ALERTMANAGER_URL, or waits so many seconds; then ends everything.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Lab"))
import acts  # noqa: E402
import caddy_site  # noqa: E402
import cluster  # noqa: E402
import scale  # noqa: E402
import yaml  # noqa: E402
from cluster import NODES, ROOT, wait_until  # noqa: E402
from load import Load  # noqa: E402

HOME = ROOT / "drill"
PROMETHEUS, ALERTMANAGER = "http://127.0.0.1:9090", "http://127.0.0.1:9093"
PORTS = {node.number: 10712 + node.number for node in NODES}
HOST_COLLECTORS = ["mount", "site", "caddy", "caddy-log"]  # all nodes share one host: the first speaks for it
EXAMPLE = HERE.parents[1] / "packaging/examples/alertmanager.yml"


class Stage:
    """Everything that watches, and what it needs beside the cluster."""

    def __init__(self, exporter: Path, factor: int) -> None:
        self.exporter, self.factor = exporter, factor
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.load = Load(caddy_site.URLS)

    def __enter__(self) -> "Stage":
        HOME.mkdir()
        try:
            acts.make_small()
            acts.set_up_volumes()
            caddy_site.prepare()
            self.start_caddy()
            for number in PORTS:
                self.start_exporter(number)
            self.start_alertmanager()
            self.start_prometheus()
            self.load.start()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def end(self) -> None:
        self.load.stop()
        for name in list(self.processes):
            self.stop(name, signal.SIGKILL)

    def start(self, name: str, *command: str | Path, ready: Callable[[], bool]) -> None:
        with open(HOME / f"{name}.log", "ab") as log:
            environment = os.environ | {word: str(HOME) for word in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
            self.processes[name] = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
            )
        wait_until(f"{name} is ready", lambda: self.processes[name].poll() is not None or ready())
        if self.processes[name].poll() is not None:
            last = (HOME / f"{name}.log").read_text(errors="replace").splitlines()[-3:]
            raise cluster.LabError(f"{name} ended: {' '.join(last)}")

    def stop(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        """Ends one of ours, and waits for its end."""
        process = self.processes.pop(name)
        with suppress(ProcessLookupError):
            process.send_signal(number)
        process.wait(30)

    def expect_unmount(self, directory: Path) -> None:
        """Silences what is told of a mount that goes on purpose, as its runbooks say."""
        now = time.time()
        moments = [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(each)) for each in (now, now + 3600)]
        matchers = {"alertname": "GlusterMountDown|GlusterMountMissing", "mountpoint": re.escape(str(directory))}
        silence = {
            "matchers": [{"name": name, "value": value, "isRegex": True} for name, value in matchers.items()],
            "startsAt": moments[0],
            "endsAt": moments[1],
            "createdBy": "drill",
            "comment": "unmounted on purpose",
        }
        body = json.dumps(silence).encode()
        request = urllib.request.Request(f"{ALERTMANAGER}/api/v2/silences", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10):
            pass

    def knows(self, series: str) -> bool:
        """Whether Prometheus has such a series now."""
        with urllib.request.urlopen(f"{PROMETHEUS}/api/v1/query?query={series}", timeout=10) as response:
            return bool(json.load(response)["data"]["result"])

    def start_caddy(self) -> None:
        words = ["caddy", "run", "--config", caddy_site.FILE, "--adapter", "caddyfile"]
        self.start("caddy", *words, ready=lambda: answers(f"{caddy_site.ADMIN}/config/"))

    def start_exporter(self, number: int) -> None:
        node = NODES[number - 1]
        name, url = f"exporter{number}", f"http://127.0.0.1:{PORTS[number]}"
        words = [
            f"--web.listen-address={url.removeprefix('http://')}",
            f"--gluster.glusterd-socket={node.socket}",
            f"--gluster.server={node.address}",
            f"--gluster.state-directory={HOME}/{name}-glusterd",
            f"--state.directory={HOME}/{name}-state",
            "--poll.interval=1s",
        ]
        if number == 1:
            words.append(f"--caddy.admin-address={caddy_site.ADMIN.removeprefix('http://')}")
        else:
            words += [f"--no-collector.{collector}" for collector in HOST_COLLECTORS]
        self.start(name, self.exporter, *words, ready=lambda: answers(f"{url}/-/ready"))

    def start_alertmanager(self) -> None:
        document = yaml.safe_load(EXAMPLE.read_text())
        file = HOME / "alertmanager.yml"
        file.write_text(yaml.safe_dump(document))
        words = [f"--config.file={file}", f"--storage.path={HOME}/alertmanager", "--cluster.listen-address="]
        address = ALERTMANAGER.removeprefix("http://")
        ready = lambda: answers(f"{ALERTMANAGER}/-/ready")  # noqa: E731
        self.start("alertmanager", "prometheus-alertmanager", *words, f"--web.listen-address={address}", ready=ready)

    def start_prometheus(self) -> None:
        rules = HOME / "rules"
        rules.mkdir()
        scale.write(rules, self.factor)
        configuration = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": [f"{rules}/*.yml"],
            "alerting": {"alertmanagers": [{"static_configs": [{"targets": [ALERTMANAGER.removeprefix("http://")]}]}]},
            "scrape_configs": [
                {
                    "job_name": "gluster",
                    "static_configs": [{"targets": [f"127.0.0.1:{port}" for port in PORTS.values()]}],
                }
            ],
        }
        file = HOME / "prometheus.yml"
        file.write_text(yaml.safe_dump(configuration))
        words = [f"--config.file={file}", f"--storage.tsdb.path={HOME}/prometheus", "--rules.alert.resend-delay=1s"]
        words.append(f"--web.listen-address={PROMETHEUS.removeprefix('http://')}")
        self.start("prometheus", "prometheus", *words, ready=lambda: answers(f"{PROMETHEUS}/-/ready"))


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exporter", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--factor", type=int, default=60)
    parser.add_argument("command", nargs="*")
    given = parser.parse_args()
    with Stage(given.exporter, given.factor):
        print(f"prometheus: {PROMETHEUS}", flush=True)
        if not given.command:
            time.sleep(given.seconds)
            return 0
        environment = os.environ | {"PROMETHEUS_URL": PROMETHEUS, "ALERTMANAGER_URL": ALERTMANAGER}
        return subprocess.run(given.command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
