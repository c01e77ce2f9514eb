"""How many series a node has, of what it watches: the table under Size in docs/operating.md, as numbers."""

from dataclasses import dataclass

# What docs/operating.md states. A test of each is the measurement, which fails when it is more than 1 % off.
EXPORTER = 27
COLLECTOR = 12
GLUSTERD = 2
PEER = 2
VOLUME_IN_POOL = 11
VOLUME_AS_CLIENT = 60
SET_AS_CLIENT = 5
WATCHED_REPLICA_SET = 9
WATCHED_REPLICA_SET_BRICK = 3
DISPERSE_SET = 5
WATCHED_BRICK = 27
WITHOUT_SET = -2  # of these, where a brick is in no replica or disperse set
OWN_BRICK = 2
SELF_HEAL_BRICK = 12
PROFILED_BRICK = 36
MOUNT = 20
MOUNT_BRICK = 3
CADDY = 3
CADDY_LOGS = 21
SITE_ROOT = 93
SITE_IN_LOG = 16
LOG_SOURCE = 9


@dataclass(frozen=True)
class Node:
    """What one exporter has to tell of. Numbers of things that it does not look at are 0."""

    collectors: int = 10
    has_glusterd: bool = False
    peers: int = 0
    pool_volumes: int = 0  # as glusterd tells them
    options: int = 0  # that are shown, of all volumes together
    services: int = 0  # that should run, of all volumes together
    client_volumes: int = 0  # as libgfapi sees them
    client_sets: int = 0
    watched_sets: int = 0  # replica sets with a brick that is watched
    watched_set_bricks: int = 0  # the bricks of these, anybody's
    disperse_sets: int = 0  # with a brick that is watched
    watched_bricks: int = 0
    bricks_without_set: int = 0  # of these
    own_bricks: int = 0
    healed_bricks: int = 0  # own ones in replica sets, with the self-heal daemon
    profiled_bricks: int = 0
    operations: int = 0  # series of operations, of all profiled bricks and mounts together
    mounts: int = 0
    mount_bricks: int = 0  # of the volumes of all mounts together
    further: int = 0  # counted one by one: findings, certificates, Caddy's own metrics
    caddys: int = 0
    roots: int = 0
    logged_sites: int = 0
    log_sources: int = 0

    @property
    def series(self) -> int:
        return sum(
            (
                EXPORTER + COLLECTOR * self.collectors + GLUSTERD * self.has_glusterd + PEER * self.peers,
                VOLUME_IN_POOL * self.pool_volumes + self.options + self.services,
                VOLUME_AS_CLIENT * self.client_volumes + SET_AS_CLIENT * self.client_sets,
                WATCHED_REPLICA_SET * self.watched_sets + WATCHED_REPLICA_SET_BRICK * self.watched_set_bricks,
                DISPERSE_SET * self.disperse_sets,
                WATCHED_BRICK * self.watched_bricks + WITHOUT_SET * self.bricks_without_set,
                MOUNT * self.mounts + MOUNT_BRICK * self.mount_bricks,
                OWN_BRICK * self.own_bricks + SELF_HEAL_BRICK * self.healed_bricks,
                PROFILED_BRICK * self.profiled_bricks + self.operations,
                (CADDY + CADDY_LOGS) * self.caddys + SITE_ROOT * self.roots,
                SITE_IN_LOG * self.logged_sites + LOG_SOURCE * self.log_sources + self.further,
            )
        )
