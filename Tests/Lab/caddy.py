"""A real Caddy that serves the photos mount, on loopback only."""

import os
import socket
import subprocess
import urllib.request
from pathlib import Path

from cluster import LOGS, ROOT, LabError, accepts, wait_until

CADDYFILE = """\
{{
	admin 127.0.0.1:{admin}
	auto_https off
	servers {{
		metrics
	}}
}}

http://:{site} {{
	bind 127.0.0.1
	root * {root}
	file_server browse
	log {{
		output file {logs}/caddy-access.log
		format json
	}}
}}
"""

SAMPLES = {"hello.txt": "Hello from GlusterFS\n", "album/sunrise.txt": "A sunrise\n", "album/sea.txt": "The sea\n"}


def start(root: Path, net: str) -> dict[str, str]:
    """Starts Caddy on a folder with a few files, and tells where it is, as environment variables."""
    for name, text in SAMPLES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    site, admin = (8080, 2019) if net == "private" else free_ports(2)
    home = ROOT / "caddy"
    home.mkdir()
    config = home / "Caddyfile"
    config.write_text(CADDYFILE.format(admin=admin, site=site, root=root, logs=LOGS))
    environment = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    with open(LOGS / "caddy.log", "wb") as log:
        caddy = subprocess.Popen(
            ["caddy", "run", "--config", config, "--adapter", "caddyfile"],
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def listens() -> bool:
        return all(accepts(socket.AF_INET, ("127.0.0.1", port)) for port in (site, admin))

    wait_until("caddy listens", lambda: caddy.poll() is not None or listens())
    if caddy.poll() is not None:
        last = (LOGS / "caddy.log").read_text().splitlines()[-1:]
        raise LabError(f"caddy ended: {' '.join(last)}")
    # Its access log is there from the first request on: a log that is missing would be a thing to look after.
    urllib.request.urlopen(f"http://127.0.0.1:{site}/hello.txt", timeout=10).read()
    return {"LAB_CADDY_SITE": f"http://127.0.0.1:{site}", "LAB_CADDY_ADMIN": f"http://127.0.0.1:{admin}"}


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody has now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
