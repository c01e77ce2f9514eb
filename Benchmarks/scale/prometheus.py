"""What a large pool means for Prometheus, by the formula."""

from dataclasses import replace
from typing import Any

from formula import Node
from pool import operations

BRICKS = 12  # of each node, in as many replica sets of three
VOLUMES = 20
OPTIONS = 4  # shown of each volume
SIZES = (50, 200, 500)
INTERVAL = 15  # seconds
TELLING = 3  # nodes that tell what is the same for all


def full(nodes: int) -> Node:
    """A node with all collectors, and profiling on."""
    return Node(
        has_glusterd=True,
        peers=nodes - 1,
        pool_volumes=VOLUMES,
        options=OPTIONS * VOLUMES,
        services=VOLUMES,
        client_volumes=VOLUMES,
        client_sets=nodes * BRICKS // 3,
        watched_sets=BRICKS,
        watched_set_bricks=3 * BRICKS,
        watched_bricks=BRICKS,
        own_bricks=BRICKS,
        healed_bricks=BRICKS,
        profiled_bricks=BRICKS,
        operations=operations() * BRICKS,
    )


def lean(nodes: int) -> Node:
    """Without the collectors volume and heal, and with its peers dropped by Prometheus."""
    none = {"peers": 0, "client_volumes": 0, "client_sets": 0, "watched_sets": 0, "watched_set_bricks": 0}
    return replace(full(nodes), collectors=8, **none)


def total(nodes: int, is_lean: bool) -> int:
    few = TELLING if is_lean else nodes
    return few * full(nodes).series + (nodes - few) * lean(nodes).series


def pools(measured: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    plain = measured["plain bytes"] / measured["series"]
    zipped = measured["gzip bytes"] / measured["series"]
    rows = []
    for nodes in SIZES:
        for is_lean in (False, True):
            series = total(nodes, is_lean)
            one = (lean if is_lean else full)(nodes).series
            cells = [str(nodes), "of three nodes" if is_lean else "of all", f"{one:,}", f"{series:,}"]
            cells += [f"{series / INTERVAL:,.0f}", f"{one * plain / 1e3:,.0f} / {one * zipped / 1e3:,.0f}"]
            rows.append([*cells, f"{series * zipped / INTERVAL / 1e6:.2f}"])
    head = ["nodes", "all collectors", "series of a node", "series", "samples a second", "kB a scrape, plain / gzip"]
    return [*head, "MB a second, gzip"], rows


def words(measured: dict[str, Any]) -> str:
    """What of the largest pool grows with what."""
    nodes = SIZES[-1]
    node = full(nodes)
    peers, sets = 2 * node.peers, 5 * node.client_sets
    return (
        f"Of the {node.series:,} series of a node in a pool of {nodes}, {peers:,} are peers and {sets:,} the sets as\n"
        f"its client sees them: these grow with the pool on each node, all else does not."
    )
