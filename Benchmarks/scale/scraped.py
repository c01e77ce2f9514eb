"""A real Prometheus that scrapes one exporter for a while: what the series cost it."""

import json
import statistics
import subprocess
import time
import urllib.parse
from pathlib import Path
from typing import Any

from harness import LAB, PORT, get, say, wait_for

PROMETHEUS = 9090
INTERVAL = 5
SECONDS = 60
CONFIGURATION = f"""\
global:
  scrape_interval: {INTERVAL}s
  scrape_timeout: {INTERVAL}s
scrape_configs:
  - job_name: gluster_caddy
    static_configs:
      - targets: ["127.0.0.1:{PORT}"]
"""


def own(name: str) -> float:
    """A number that Prometheus tells of itself."""
    text = get(PROMETHEUS, "/metrics")[2].decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"{name} "))


def ask(query: str) -> list[float]:
    answer = get(PROMETHEUS, f"/api/v1/query?query={urllib.parse.quote(query)}")[2]
    found = json.loads(answer)["data"]["result"]
    return [float(value) for series in found for _, value in series["values"]]


def written(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def measure() -> dict[str, Any]:
    folder = LAB / "prometheus"
    folder.mkdir()
    file = folder / "prometheus.yml"
    file.write_text(CONFIGURATION)
    words = ["prometheus", f"--config.file={file}", f"--storage.tsdb.path={folder}/data", "--log.level=error"]
    server = subprocess.Popen([*words, f"--web.listen-address=127.0.0.1:{PROMETHEUS}"], stdin=subprocess.DEVNULL)
    try:
        wait_for(PROMETHEUS, "/-/ready")
        before = own("process_resident_memory_bytes")
        say(f"Prometheus for {SECONDS} s")
        time.sleep(SECONDS)
        samples = own("prometheus_tsdb_head_samples_appended_total{type=\"float\"}")
        series = own("prometheus_tsdb_head_series")
        return {
            "series": series,
            "memory": own("process_resident_memory_bytes") - before,
            "samples": samples,
            "written": written(folder / "data"),
            "cpu": own("process_cpu_seconds_total") / (samples / series),
            "duration": statistics.median(ask(f"scrape_duration_seconds[{SECONDS}s]")),
        }
    finally:
        server.terminate()
        server.wait()
