"""Faults of the exporter's own: its worker, its settings, its web configuration, its visitors."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import client
import web_site
from cluster import LabError
from injection import Injection, Scene
from series import Expectation, Snapshot, above, absent, equals, other
from usage import children

RELOADED = "gluster_caddy_exporter_config_last_reload_successful"
RELOADED_AT = "gluster_caddy_exporter_config_last_reload_success_timestamp_seconds"
RESTARTS = "gluster_caddy_exporter_worker_restarts_total"
CUT = "gluster_caddy_exporter_http_connections_cut_total"


def worker(pid: int) -> int:
    found = list(children(pid))
    if len(found) != 1:
        raise LabError(f"the exporter has {len(found)} children")
    return found[0]


def worker_hit(number: signal.Signals, reason: str, scene: Scene) -> None:
    """Another one comes, and tells the same as before; counters go on."""
    before = scene.now()
    bricks = {tuple(labels.items()) for labels, _ in before.all("gluster_brick_up")}
    probes = before.sum("gluster_volume_probe_duration_seconds_count", volume="archive")

    def all_again(now: Snapshot) -> bool:
        success = [now.get("gluster_caddy_exporter_collector_success", collector=name) for name in ("volume", "brick")]
        told = {tuple(labels.items()) for labels, _ in now.all("gluster_brick_up")}
        wanted = {brick for brick in bricks if dict(brick)["volume"] not in ("broken", "fresh")}
        return all(value == 1 for value in success) and wanted <= told

    told = [above(before.sum(RESTARTS, reason=reason), 40, RESTARTS, reason=reason)]
    gone = [
        Expectation(f"all of {len(bricks)} bricks are told again", all_again, 90),
        above(probes, 90, "gluster_volume_probe_duration_seconds_count", volume="archive"),
    ]
    scene.fault(lambda: os.kill(worker(scene.world.pid), number), told, lambda: None, gone)


def settings_changed(scene: Scene) -> None:
    """Good, bad, good; and meanwhile nothing is lost of what the bad ones do not hold for."""
    world = scene.world
    texts = ["nosuch: 1\n", "collectors: {heal: {interval: never}}\n", "{\n", "poll: {interval: 1s}\n"]
    bad = scene.random.choice(texts)

    def write(text: str, most: int = 5) -> None:
        world.write_settings(text)
        for _ in range(scene.random.randint(1, most)):
            world.reload_settings()

    profile = "gluster_brick_fop_operations_total"
    write("collectors: {profile: {enabled: false}}\n", most=1)
    scene.expect([absent(30, profile)], is_repair=False)
    good_at = scene.now().get(RELOADED_AT)
    told = [equals(0, 30, RELOADED), absent(30, profile), equals(good_at or 0, 30, RELOADED_AT)]
    gone = [equals(1, 30, RELOADED), above(0, 30, profile), other(good_at, 30, RELOADED_AT)]
    scene.fault(lambda: write(bad), told, lambda: write(""), gone)


def certificate_renewed(scene: Scene) -> None:
    before = client.fingerprint()
    web_site.write()
    scene.until("the new certificate is served", lambda: client.fingerprint() != before, 20)
    scene.equal("status with the new certificate", 200, client.get("/-/healthy").status)


def web_refuses(status: int, scene: Scene) -> None:
    """A bad file, or another user: we are let in no longer, and again after the repair."""
    try:
        if status == 500:
            web_site.put(web_site.FILE.read_text() + "surprise: true\n")
        else:
            web_site.write(user="somebody")
        scene.until(f"status {status}", lambda: client.get("/metrics").status == status, 20)
    finally:
        web_site.write()
    scene.until("status 200", lambda: client.get("/metrics").status == 200, 20, is_repair=True)


def half_request(scene: Scene) -> None:
    """Visitors who never finish their question are cut off."""
    before, count = scene.now().sum(CUT, reason="request"), scene.random.randint(1, 30)

    def visit() -> socket.socket:
        visitor = socket.create_connection((client.HOST, client.PORT), timeout=10)
        secure = client.CONTEXT.wrap_socket(visitor)
        secure.sendall(b"GET /metrics HTTP/1.1\r\nX: ")
        return secure

    visitors: list[socket.socket] = []

    def repair() -> None:
        for each in visitors:
            each.close()

    told = [above(before + count - 1, 40, CUT, reason="request")]
    scene.fault(lambda: visitors.extend(visit() for _ in range(count)), told, repair, [])


def crowd(scene: Scene) -> None:
    """Forty at the same time: each gets an answer."""
    with ThreadPoolExecutor(40) as pool:
        statuses = set(pool.map(lambda _: client.get(encoding="gzip").status, range(40)))
    scene.equal("statuses of a crowd", {200}, statuses)


def catalogue() -> list[Injection]:
    worker_claim, web = frozenset(["worker"]), frozenset(["web"])
    steady = frozenset(["glusterd1", "photos", "web"])
    return [
        Injection("worker", "SIGKILL", partial(worker_hit, signal.SIGKILL, "signal"), worker_claim, steady),
        Injection("worker", "SIGSEGV", partial(worker_hit, signal.SIGSEGV, "signal"), worker_claim, steady),
        Injection("worker", "SIGSTOP", partial(worker_hit, signal.SIGSTOP, "silent"), worker_claim, steady),
        *[Injection("settings", "", settings_changed, frozenset(["settings"]), steady)] * 2,
        *[Injection("certificate", "", certificate_renewed, web)] * 2,
        Injection("web", "bad file", partial(web_refuses, 500), web),
        Injection("web", "other user", partial(web_refuses, 401), web),
        Injection("half-requests", "", half_request, frozenset(["visitors"]), web),
        Injection("crowd", "", crowd, frozenset(["visitors"]), web),
    ]
