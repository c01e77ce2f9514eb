"""Faults of the host that serves: mounts, the directory behind a bind mount, Caddy, its logs."""

import gzip
import os
import shutil
import signal
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import acts
import caddy_site
from cluster import LabError
from injection import Injection, Scene
from series import Expectation, above, absent, equals, other
from world import CADDY, STDERR_LOG

EXTRA, WWW, LOG = str(caddy_site.EXTRA), str(caddy_site.WWW), str(caddy_site.LOG)
FOUND = "caddy_site_finding"


def healthy_extra() -> list[Expectation]:
    gone = [equals(1, 60, "gluster_mount_up", mountpoint=EXTRA)]
    gone += [absent(60, FOUND, root=EXTRA, finding=finding) for finding in ("mount_down", "not_on_gluster")]
    gone.append(equals(0, 60, "caddy_site_root_stale", root=EXTRA))
    return gone


def client_killed(scene: Scene) -> None:
    told = [
        equals(0, 30, "gluster_mount_up", mountpoint=EXTRA),
        above(0, 45, FOUND, root=EXTRA, finding="mount_down"),
    ]
    make, repair = acts.signal_client(signal.SIGKILL), acts.mount_again
    scene.fault(lambda: make(scene.world), told, lambda: repair(scene.world), healthy_extra())


def client_stopped(scene: Scene) -> None:
    told = [
        equals(0, 30, "gluster_mount_up", mountpoint=EXTRA),
        above(0, 45, FOUND, root=EXTRA, finding="mount_down"),
    ]
    stop, go_on = acts.signal_client(signal.SIGSTOP), acts.signal_client(signal.SIGCONT)
    scene.fault(lambda: stop(scene.world), told, lambda: go_on(scene.world), healthy_extra())


def unmounted(scene: Scene) -> None:
    told = [
        equals(0, 30, "gluster_mount_up", mountpoint=EXTRA),
        above(0, 30, FOUND, root=EXTRA, finding="not_on_gluster"),
    ]
    scene.fault(
        lambda: acts.unmount_lazily(scene.world), told, lambda: acts.mount_again(scene.world), healthy_extra()
    )


def remounted(scene: Scene) -> None:
    """No fault, and nothing to repair: another client."""
    name = "gluster_mount_client_start_timestamp_seconds"
    before = scene.now().get(name, mountpoint=EXTRA)
    told = [other(before, 30, name, mountpoint=EXTRA)]
    scene.fault(lambda: acts.remount(scene.world), told, lambda: None, healthy_extra())


def directory_replaced(scene: Scene) -> None:
    replaced = "caddy_site_root_replaced_total"
    told = [
        above(scene.now().sum(replaced, root=WWW), 60, replaced, root=WWW),
        equals(1, 60, "caddy_site_root_stale", root=WWW),
    ]
    gone = [
        equals(0, 60, "caddy_site_root_stale", root=WWW),
        absent(60, FOUND, root=WWW, finding="root_stale"),
    ]
    scene.fault(lambda: acts.replace_directory(scene.world), told, lambda: acts.bind_again(scene.world), gone)


def caddy_ended(number: signal.Signals, scene: Scene) -> None:
    told = [equals(0, 30, "caddy_up", caddy=CADDY)]
    gone = [equals(1, 45, "caddy_up", caddy=CADDY), above(0, 45, "caddy_http_requests_total", caddy=CADDY)]
    scene.fault(lambda: scene.world.stop("caddy", number), told, scene.world.start_caddy, gone)


def caddy_restarted_with_a_new_log(scene: Scene) -> None:
    """What its standard error goes to was renamed while it was away."""
    rotations = above(
        scene.now().sum("caddy_log_rotations_total", source=str(STDERR_LOG)), 45,
        "caddy_log_rotations_total", source=str(STDERR_LOG),
    )  # fmt: skip

    def make() -> None:
        scene.world.stop("caddy")
        STDERR_LOG.rename(put_aside())

    scene.fault(make, [equals(0, 30, "caddy_up", caddy=CADDY)], scene.world.start_caddy,
                [equals(1, 45, "caddy_up", caddy=CADDY), rotations])


def reload(file: Path) -> None:
    # Through 2.6 a reload waits for whatever request is under way.
    if not caddy_site.reload(file):
        raise LabError(f"Caddy refuses {file}")


def caddy_reloaded(scene: Scene) -> None:
    count = scene.now().get("caddy_config_sites", caddy=CADDY) or 0
    told = [equals(count + 1, 30, "caddy_config_sites", caddy=CADDY)]
    gone = [equals(count, 30, "caddy_config_sites", caddy=CADDY)]
    scene.fault(lambda: reload(scene.world.larger_caddyfile), told, lambda: reload(caddy_site.FILE), gone)


def bad_configuration(scene: Scene) -> None:
    """Of a Caddy that tells it; of others, that nothing changes."""
    name = "caddy_config_last_reload_successful"
    told, gone = [], [equals(1, 30, "caddy_up", caddy=CADDY)]
    if scene.now().get(name, caddy=CADDY) is not None:
        told.append(equals(0, 30, name, caddy=CADDY))
        gone.append(equals(1, 30, name, caddy=CADDY))
    scene.fault(
        lambda: acts.offer_bad_configuration(scene.world), told,
        lambda: acts.offer_good_configuration(scene.world), gone,
    )


def put_aside() -> Path:
    """A new name for Caddy's standard error, as logrotate gives them."""
    return STDERR_LOG.with_name(f"{STDERR_LOG.name}-{time.time_ns() // 1_000_000}")


def copied_and_cut(compress: bool, scene: Scene) -> None:
    """As logrotate does by `copytruncate`; what is written meanwhile would be lost to anybody, so nothing is."""
    name = "caddy_log_truncations_total"
    told = [above(scene.now().sum(name, source=str(STDERR_LOG)), 30, name, source=str(STDERR_LOG))]

    def make() -> None:
        copy = put_aside()
        with scene.world.load:
            while True:
                shutil.copyfile(STDERR_LOG, copy)
                if STDERR_LOG.stat().st_size == copy.stat().st_size:
                    os.truncate(STDERR_LOG, 0)
                    break
        if compress:
            with open(copy, "rb") as plain, gzip.open(f"{copy}.gz", "wb") as packed:
                shutil.copyfileobj(plain, packed)
            copy.unlink()

    scene.fault(make, told, lambda: None, [equals(1, 30, "caddy_log_source_readable", source=str(STDERR_LOG))])


def log_rolled(scene: Scene) -> None:
    """Caddy rolls its access log itself, and compresses what it has rolled."""
    name, url = "caddy_log_rotations_total", caddy_site.URLS[0]
    told = [above(scene.now().sum(name, source=LOG), 60, name, source=LOG)]
    agent = {"User-Agent": "agent " * 1500}

    def rolled() -> int:
        return len(list(caddy_site.LOG.parent.glob(f"{caddy_site.LOG.stem}-*")))

    def make() -> None:
        before = rolled()
        for _ in range(1000):
            with suppress(OSError), urllib.request.urlopen(urllib.request.Request(url, headers=agent), timeout=5):
                pass
            if rolled() > before:
                return
        raise LabError("Caddy did not roll its log")

    scene.fault(make, told, lambda: None, [equals(1, 30, "caddy_log_source_readable", source=LOG)])


def log_hidden(scene: Scene) -> None:
    told = [equals(0, 45, "caddy_log_source_readable", source=LOG)]
    gone = [equals(1, 60, "caddy_log_source_readable", source=LOG)]
    with scene.world.load:  # Caddy would roll it there
        scene.fault(lambda: acts.hide_log(scene.world), told, lambda: acts.show_log(scene.world), gone)


def garbage(scene: Scene) -> None:
    """Lines of all kinds in Caddy's standard error: each is told as what it is."""
    source = {"source": str(STDERR_LOG)}
    torn, plain = scene.random.randint(1, 9), scene.random.randint(1, 9)
    lines = [b'{"level":"error","ts":17,"logger":"http.log.err' + bytes(scene.random.choices(range(128, 256), k=40))]
    lines = lines * torn + [b"2026/11/21 stale NFS file handle \xff\xfe\x00 of nobody"] * plain
    scene.random.shuffle(lines)
    before = scene.now()
    unparsed = before.sum("caddy_log_unparsed_lines_total", **source)
    untrusted = before.sum("caddy_log_untrusted_lines_total", **source)
    storage = before.sum("caddy_log_storage_errors_total")
    told = [
        equals(unparsed + torn, 30, "caddy_log_unparsed_lines_total", **source),
        equals(untrusted + plain, 30, "caddy_log_untrusted_lines_total", **source),
    ]

    def make() -> None:
        with open(STDERR_LOG, "ab", buffering=0) as file:
            file.write(b"\n".join(lines) + b"\n")

    def compare() -> None:
        made_up = scene.now().sum("caddy_log_storage_errors_total") - storage
        scene.equal("storage errors that garbage made up", 0, made_up)

    with scene.world.load:
        scene.fault(make, told, lambda: None, [], meanwhile=compare)


def held(act: Callable[[Scene], None]) -> Callable[[Scene], None]:
    """What waits until Caddy has no request under way, for it would wait for them itself."""

    def acted(scene: Scene) -> None:
        with scene.world.load:
            pass
        act(scene)

    return acted


def catalogue() -> list[Injection]:
    needs = frozenset(["glusterd1", "media", "caddy"])
    extra, www, caddy = frozenset(["extra"]), frozenset(["www"]), frozenset(["caddy"])
    errors, access = frozenset(["stderr log"]), frozenset(["access log"])
    serving = frozenset(["photos", "extra", "media"])  # it waits for requests under way when it ends
    running = caddy | serving
    return [
        *[Injection("client-killed", "extra", client_killed, extra, needs)] * 2,
        Injection("client-stopped", "extra", client_stopped, extra, needs),
        Injection("unmounted", "extra", unmounted, extra, needs),
        Injection("remounted", "extra", remounted, extra, needs),
        Injection("directory-replaced", "www", directory_replaced, www, frozenset(["photos", "caddy"])),
        Injection("caddy-stopped", "", partial(caddy_ended, signal.SIGTERM), caddy, serving),
        Injection("caddy-killed", "", partial(caddy_ended, signal.SIGKILL), caddy, serving),
        Injection("log-renamed", "", caddy_restarted_with_a_new_log, caddy | errors, serving),
        Injection("caddy-reloaded", "", held(caddy_reloaded), caddy, serving),
        Injection("caddy-refuses", "", held(bad_configuration), caddy, serving),
        Injection("log-copied", "plain", partial(copied_and_cut, False), errors, running),
        Injection("log-copied", "gzip", partial(copied_and_cut, True), errors, running),
        Injection("log-rolled", "", log_rolled, access, running),
        Injection("log-hidden", "", log_hidden, access, running),
        Injection("log-garbage", "", garbage, errors, running),
    ]
