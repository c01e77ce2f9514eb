"""A real Caddy with up to a thousand sites, each with a root and a log of its own. Prints JSON.

Usage, in namespaces of its own: sites.py EXPORTER, with LAB as a folder to work in.
"""

import http.client
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import scraped
from formula import Node
from harness import LAB, only, say
from measure import Sample, finished, observe, resting
from measure import count as number_of

COLLECTORS = ("caddy", "site", "caddy-log")
SIZES = (100, 300, 1000)
PORT = 8080
HEAD = """\
{
	admin 127.0.0.1:2019
	auto_https off
	servers {
		metrics
	}
}
"""
SITE = """\
http://%(host)s:8080 {
	bind 127.0.0.1
	root * %(root)s
	file_server
	log {
		output file %(log)s
		format json
	}
}
"""


def host(number: int) -> str:
    return f"site{number:04}.example"


def caddyfile(folder: Path, count: int, logs: int) -> str:
    """With so many logs: the sites take turns."""
    parts = [HEAD]
    for number in range(count):
        root = folder / "www" / host(number)
        root.mkdir(parents=True)
        (root / "index.html").write_text(f"<p>{host(number)}\n" * 200)
        log = folder / "log" / f"access-{number % logs:04}.log"
        parts.append(SITE % {"host": host(number), "root": root, "log": log})
    return "".join(parts)


def visit(count: int) -> None:
    """Each site once, so that its log is there."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    for number in range(count):
        connection.request("GET", "/index.html", headers={"Host": f"{host(number)}:{PORT}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"scale: {host(number)} answers {answer.status}")
    connection.close()


def wait_for_caddy(caddy: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if caddy.poll() is not None:
            raise SystemExit("scale: caddy ended")
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=1)
            connection.request("GET", "/")
            connection.getresponse()
            return
        time.sleep(0.1)
    raise SystemExit("scale: caddy does not listen")


@contextmanager
def serving(count: int, logs: int) -> Iterator[None]:
    folder = LAB / f"caddy-{count}-{logs}"
    (folder / "log").mkdir(parents=True)
    file = folder / "Caddyfile"
    file.write_text(caddyfile(folder, count, logs))
    homes = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    with open(folder / "caddy.log", "wb") as log:
        words = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
        caddy = subprocess.Popen(words, env=os.environ | homes, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        wait_for_caddy(caddy)
        visit(count)
        yield
    finally:
        caddy.terminate()
        caddy.wait()


def sample(count: int, logs: int) -> Sample:
    say(f"Caddy with {count} sites and {logs} logs")

    def complete(text: str) -> bool:
        return (
            number_of(text, "caddy_site_root_info") == number_of(text, "caddy_site_root_stale") == count
            and number_of(text, "caddy_log_source_readable") == logs + 1
        )

    with serving(count, logs):
        flags = [*only(*COLLECTORS), "--gluster.glusterd-socket=/nonexistent"]
        is_largest = (count, logs) == (SIZES[-1], SIZES[-1])
        found = finished(observe(flags, complete, interval=4, meanwhile=prometheus if is_largest else dict))
        found["resting"] = resting(flags)
    return found | {"sites": count, "logs": logs, "formula": expected(found, count, logs).series}


def prometheus() -> Sample:
    return {"prometheus": scraped.measure()}


def expected(sample: Sample, count: int, logs: int) -> Node:
    """What the formula has to count; one more log is Caddy's standard error."""
    families = sample["families"]
    own = sum(number for name, number in families.items() if name.startswith(("caddy_admin_", "caddy_http_")))
    further = families.get("caddy_site_finding", 0) + families.get("caddy_log_last_entry_timestamp_seconds", 0) + own
    return Node(
        collectors=len(COLLECTORS), caddys=1, roots=count, logged_sites=count, log_sources=logs + 1, further=further
    )


def main() -> None:
    samples = {"own": [sample(count, count) for count in SIZES], "shared": [sample(count, 1) for count in SIZES]}
    print(json.dumps(samples, indent=1))


main()
