"""The collectors of local sockets over simulated pools of growing size. Prints JSON.

Usage, in namespaces of its own: pools.py EXPORTER, with LAB as a folder to work in.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from formula import Node
from measure import Sample, count, finished, observe
from pool import BRICKS, Pool, operations, shown_options
from harness import only, say

COLLECTORS = ("cluster", "profile", "self-heal-daemon")
# Nodes, volumes; all bricks of a node in one process, or one process each.
SWEEPS: dict[str, list[tuple[int, int, str]]] = {
    "whole": [(25, 25, "single"), (50, 50, "single"), (100, 100, "single"), (200, 200, "single")],
    "peers": [(50, 1, "shared"), (100, 1, "shared"), (200, 1, "shared"), (500, 1, "shared")],
    "shared": [(3, 12, "shared"), (3, 25, "shared"), (3, 50, "shared"), (3, 100, "shared")],
    "single": [(3, 12, "single"), (3, 25, "single"), (3, 50, "single"), (3, 100, "single")],
}
SIMULATOR = Path(__file__).resolve().parent / "simulator.py"


@contextmanager
def simulated(nodes: int, volumes: int, way: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, str(SIMULATOR), folder, str(nodes), str(volumes), way]
        node = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            if node.stdout is None or node.stdout.readline() != b"ready\n":
                raise SystemExit("scale: the simulator did not start")
            yield Path(folder)
        finally:
            node.communicate()


def expected(pool: Pool) -> Node:
    """What the formula has to count."""
    own = len(pool.own)
    return Node(
        collectors=len(COLLECTORS),
        has_glusterd=True,
        peers=pool.nodes - 1,
        pool_volumes=pool.volumes,
        options=shown_options(pool) * pool.volumes,
        services=pool.volumes,
        own_bricks=own,
        healed_bricks=own,
        profiled_bricks=own,
        operations=operations() * own,
    )


def sample(nodes: int, volumes: int, way: str) -> Sample:
    pool = Pool(nodes, volumes)
    own = len(pool.own)
    say(f"pool of {nodes} nodes, {volumes} volumes, {volumes * BRICKS} bricks, {own} of them own ({way})")

    def complete(text: str) -> bool:
        return (
            count(text, "gluster_peer_connected") == nodes - 1
            and count(text, "gluster_volume_started") == volumes
            and count(text, "gluster_brick_read_bytes_total") == own
            and count(text, "gluster_self_heal_pending_entries") == own
        )

    with simulated(nodes, volumes, way) as folder:
        flags = [*only(*COLLECTORS), f"--gluster.glusterd-socket={folder}/glusterd.sock"]
        flags.append(f"--gluster.state-directory={folder}/state")
        found = observe(flags, complete)
    size = {"nodes": nodes, "volumes": volumes, "bricks": volumes * BRICKS, "own": own}
    return finished(found) | size | {"state": len(pool.state), "formula": expected(pool).series}


def main() -> None:
    print(json.dumps({name: [sample(*size) for size in sizes] for name, sizes in SWEEPS.items()}, indent=1))


if __name__ == "__main__":
    main()
