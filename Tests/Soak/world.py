"""The stage of the soak: one exporter that watches all that the lab has, a Caddy on Gluster, its load, scrapers."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "Lab"), str(HERE.parent / "Drill")]
import acts  # noqa: E402
import caddy_site  # noqa: E402
import client  # noqa: E402
import cluster  # noqa: E402
import stage  # noqa: E402
import volumes  # noqa: E402
import web_site  # noqa: E402
from bricks import Volume, names  # noqa: E402
from cluster import NODES, LabError, gluster, wait_until  # noqa: E402
from load import Load  # noqa: E402
from series import Snapshot  # noqa: E402

HOME = caddy_site.HOME
STATE, GLUSTERD_STATE, SETTINGS = HOME / "state", HOME / "glusterd-state", HOME / "settings.yml"
QUIET = HOME / "quiet"
STDERR_LOG = HOME / "caddy.log"  # what Caddy writes to its standard error
CADDY = caddy_site.ADMIN.removeprefix("http://")
PING_TIMEOUT = 10  # seconds, of FUSE mounts, instead of 42: what hangs does so for as long
SCRAPERS = {"plain": 1.0, "gzip": 1.5, "openmetrics": 2.0, "page": 3.0, "slow": 5.0}

ONE_MORE_SITE = """
http://:{port} {{
	root * {root}
	file_server
	log
}}
"""

SETTINGS_TEXT = """\
web: {{listen_addresses: ["{address}"], config_file: {home}/web.yml}}
gluster:
  glusterd_socket: {socket}
  server: {server}
  bricks: all
  state_directory: {glusterd_state}
  probe_directories: {{small: /.probe}}
caddy: {{admin_addresses: ["{caddy}"]}}
state: {{directory: {state}}}
poll: {{interval: {interval}}}
"""


class PacedLoad(Load):
    """A load that can be held for a while."""

    def __init__(self, urls: list[str]) -> None:
        super().__init__(urls)
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.busy, self.lock = 0, threading.Lock()
        self.held = 0

    def ask(self, url: str) -> None:
        while not self.ended.wait(self.pause):
            self.goes_on.wait()
            with self.lock:
                if not self.goes_on.is_set():
                    continue
                self.busy += 1
            with suppress(OSError, http.client.HTTPException), urllib.request.urlopen(url, timeout=5) as response:
                response.read()
            with self.lock:
                self.busy -= 1

    def __enter__(self) -> None:
        """Holds it; returns when no request is under way. Several may hold it."""
        with self.lock:
            self.held += 1
            self.goes_on.clear()
        try:
            wait_until("no request is under way", lambda: self.busy == 0, 30)
        except LabError:
            self.__exit__()
            raise
        time.sleep(0.3)  # Caddy logs a request after its answer

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.held -= 1
            if self.held == 0:
                self.goes_on.set()


class World(stage.Stage):
    """Everything that is watched, and what watches it."""

    def __init__(self, exporter: Path, interval: str) -> None:
        super().__init__(exporter, 1)
        self.interval = interval
        self.load: PacedLoad = PacedLoad([*caddy_site.URLS, "http://127.0.0.1:8184/hello.txt"])

    def __enter__(self) -> "World":
        HOME.mkdir()
        try:
            acts.make_small()
            acts.set_up_volumes()
            for name in names():
                gluster("volume", "set", name, "network.ping-timeout", str(PING_TIMEOUT))
            (volumes.mount_point("small") / ".probe").mkdir()
            self.prepare_caddy()
            self.start_caddy()
            self.load.start()
            with self.load:
                pass
            web_site.write()
            self.write_settings()
            self.start_exporter()
            for kind, seconds in SCRAPERS.items():
                self.start_scraper(kind, seconds)
        except BaseException:
            self.end()
            raise
        return self

    def prepare_caddy(self) -> None:
        caddy_site.prepare()
        rolled = f"output file {caddy_site.LOG} {{\n\t\t\troll_size 1MiB\n\t\t\troll_keep 10000\n\t\t}}"
        text = caddy_site.FILE.read_text().replace(f"output file {caddy_site.LOG}", rolled)
        text += ONE_MORE_SITE.format(port=8184, root=caddy_site.PHOTOS)
        caddy_site.FILE.write_text(text)
        self.larger_caddyfile.write_text(text + ONE_MORE_SITE.format(port=8185, root=caddy_site.EXTRA))

    @property
    def larger_caddyfile(self) -> Path:
        return HOME / "larger.Caddyfile"

    def write_settings(self, more: str = "") -> None:
        """The settings file, with a text at its end."""
        text = SETTINGS_TEXT.format(
            address=f"{client.HOST}:{client.PORT}",
            home=HOME,
            socket=NODES[0].socket,
            server=NODES[0].address,
            glusterd_state=GLUSTERD_STATE,
            caddy=CADDY,
            state=STATE,
            interval=self.interval,
        )
        new = SETTINGS.with_suffix(".new")
        new.write_text(text + more)
        new.rename(SETTINGS)

    def start_exporter(self, number: int = 1) -> None:
        def is_ready() -> bool:
            with suppress(OSError, http.client.HTTPException):
                return client.get("/-/ready").status == 200
            return False

        self.start("exporter", self.exporter, f"--config.file={SETTINGS}", ready=is_ready)

    def start_scraper(self, kind: str, seconds: float) -> None:
        out = HOME / f"scraper-{kind}.jsonl"
        words = [sys.executable, HERE / "scraper.py", kind, out, QUIET, str(seconds)]
        self.start(f"scraper-{kind}", *words, ready=lambda: True)

    def expect_unmount(self, directory: Path) -> None:
        """Nobody is told alerts here."""

    @property
    def pid(self) -> int:
        return self.processes["exporter"].pid

    @property
    def is_alive(self) -> bool:
        return self.processes["exporter"].poll() is None

    def reload_settings(self) -> None:
        os.kill(self.pid, signal.SIGHUP)

    def scrape(self) -> Snapshot:
        at = time.monotonic()
        answer = client.get()
        if answer.status != 200:
            raise ConnectionError(f"status {answer.status}")
        return Snapshot.parsed(answer.body.decode(), at)

    def mend(self) -> list[str]:
        """Makes whole what is not, and says what that was: nothing, where every repair has been one."""
        mended = []
        for node in NODES:
            state = node.glusterd.state()
            if state != "running":
                mended.append(f"{node.glusterd.name} was {state}")
                node.glusterd.resume() if state == "stopped" else node.start_glusterd()
        cluster.wait_for_peers()
        for name in set(names()) & {"broken", "fresh"}:
            mended.append(f"{name} was there")
            volumes.delete(name)
        for name in names():
            volume = Volume(name)
            for brick in volume.bricks:
                if brick.process.state() == "stopped":
                    mended.append(f"{brick.process.name} was stopped")
                    brick.process.resume()
            if down := [brick.process.name for brick in volume.bricks if not brick.is_up()]:
                mended.append(f"down: {', '.join(down)}")
                volume.restart(volume.bricks)
        if "caddy" not in self.processes:
            mended.append("Caddy was stopped")
            self.start_caddy()
        if str(caddy_site.EXTRA) not in volumes.mounts() or not acts.clients(caddy_site.EXTRA):
            mended.append(f"{caddy_site.EXTRA} was not mounted")
            subprocess.run(["umount", "-l", str(caddy_site.EXTRA)], capture_output=True)
            volumes.mount("media", caddy_site.EXTRA)
        return mended
