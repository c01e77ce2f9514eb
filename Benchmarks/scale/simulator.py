"""Answers as the glusterd, the bricks and the self-heal daemon of one node of a large pool would, over real sockets.

Usage: simulator.py FOLDER NODES VOLUMES shared|single. Says `ready` once all sockets listen, and ends with its standard
input. The processes that an exporter finds in /proc are stand-ins, with command lines as they were recorded.
"""

import asyncio
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import rpc
from pool import Pool, recorded

Answer = Callable[[rpc.Call], bytes]


class Node:
    """What node 0 of a pool answers; the longer answers are made once."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.made: dict[bytes, bytes] = {}

    def glusterd(self, call: rpc.Call) -> bytes:
        if (call.program, call.procedure) == (rpc.GLUSTERD, rpc.GET_STATE):
            asked = rpc.decode(rpc.Reader(call.arguments).opaque())
            place = asked["odir"] + asked["filename"]
            Path(place).write_bytes(self.pool.state)
            return self.results({"ofilepath": place})
        if (call.program, call.procedure) == (rpc.GLUSTERD, rpc.LIST_VOLUME):
            names = {f"volume{index}": name for index, name in enumerate(self.pool.names)}
            return self.results({"count": str(self.pool.volumes)} | names)
        raise ValueError(f"nobody may ask for {call.program} {call.procedure}")

    @staticmethod
    def results(pairs: rpc.Pairs) -> bytes:
        return rpc.words(0, 0) + rpc.opaque(b"") + rpc.opaque(rpc.encode(pairs))

    def bricks(self, paths: set[bytes]) -> Answer:
        """Of a process that serves these."""
        counts = rpc.words(0, 0) + rpc.opaque(self.pool.brick_counts) + rpc.opaque(b"")

        def answer(call: rpc.Call) -> bytes:
            name = rpc.Reader(call.arguments).opaque()
            if (call.program, call.procedure) != (rpc.BRICK, rpc.XLATOR_INFO):
                raise ValueError(f"nobody may ask for {call.program} {call.procedure}")
            if name in paths:
                return counts
            words = b"xlator " + name + b" is not loaded"
            return rpc.words(0xFFFF_FFFF, 0) + rpc.opaque(b"") + rpc.opaque(words)

        return answer

    def self_heal(self, call: rpc.Call) -> bytes:
        if (call.program, call.procedure) != (rpc.BRICK, rpc.XLATOR_OP):
            raise ValueError(f"nobody may ask for {call.program} {call.procedure}")
        if call.arguments not in self.made:
            reader = rpc.Reader(call.arguments)
            reader.opaque()
            reader.word()
            asked = rpc.decode(reader.opaque())
            sets = [asked[f"xl-{index}"] for index in range(int(asked["count"]))]
            made = {rpc.HEAL_COUNT: self.pool.heal_count, rpc.STATISTICS: self.pool.statistics}[int(asked["xl-op"])]
            results = rpc.words(0, 0) + rpc.opaque(rpc.encode(made(sets))) + rpc.opaque(b"")
            self.made[call.arguments] = results
        return self.made[call.arguments]


async def serve(path: Path, answer: Answer) -> None:
    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            mark = struct.unpack(">I", await reader.readexactly(4))[0]
            call = rpc.call_of(await reader.readexactly(mark & 0x7FFF_FFFF))
            writer.write(rpc.reply(call.xid, answer(call)))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    await asyncio.start_unix_server(meet, path, backlog=512)


class StandIns:
    """Processes that do nothing, and look in /proc like a node's bricks and its self-heal daemon."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lifeline, self.end = os.pipe()
        for name in ("glusterfsd", "glusterfs"):
            (folder / name).symlink_to("/bin/dash")

    def start(self, kind: str, values: dict[str, str], translator: str) -> None:
        line = list(json.loads(recorded("processes.json"))[kind])
        for name, value in values.items():
            line[line.index(name) + 1] = value
        for place, word in enumerate(line):
            if word.startswith("*") and "uuid=" in word:
                line[place] = word.partition("=")[0] + f"={translator}"
        program = self.folder / Path(line[0]).name
        # Its words are parameters of a script that waits until the simulator is gone.
        words = [line[0], "-c", "read _", *line[1:]]
        subprocess.Popen(words, executable=program, stdin=self.lifeline)


async def main() -> None:
    folder, nodes, volumes, way = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    pool = Pool(nodes, volumes)
    node = Node(pool)
    stand_ins = StandIns(folder)
    await serve(folder / "glusterd.sock", node.glusterd)
    paths = [pool.path(*place) for place in pool.own]
    shares = [paths] if way == "shared" else [[path] for path in paths]
    for number, share in enumerate(shares):
        place = folder / f"brick-{number}.socket"
        await serve(place, node.bricks({path.encode() for path in share}))
        stand_ins.start("brick", {"-S": str(place), "--brick-name": share[0]}, pool.node)
    place = folder / "glustershd.socket"
    await serve(place, node.self_heal)
    stand_ins.start("daemon", {"-S": str(place)}, pool.node)
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
