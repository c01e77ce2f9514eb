"""Records what the simulator answers with, from the first node of a lab: lab run -- record.py

Profiling is on, something was written and read, and the self-heal daemon has crawled.
"""

import json
import os
import subprocess
import time
from pathlib import Path

import rpc

HERE = Path(__file__).resolve().parent / "recorded"
LAB = Path(os.environ["LAB"])
VOLUME = "media"  # 2 × 3 bricks, of which this node has the first and the fourth
PROGRAM = Path(__file__).resolve().parents[2] / "Tests/Lab/lab"


def lab(*arguments: str) -> None:
    subprocess.run([PROGRAM, *arguments], check=True, stdout=subprocess.DEVNULL)


def use_volume() -> None:
    """All kinds of operations that a web server's files see."""
    folder = LAB / "mounts" / VOLUME / "www"
    folder.mkdir()
    for number in range(40):
        file = folder / f"{number}.html"
        file.write_bytes(bytes(4000 + 1000 * number))
        file.read_bytes()
    for number in range(0, 40, 4):
        (folder / f"{number}.html").rename(folder / f"{number}.old")
        (folder / f"{number}.old").unlink()
    os.listdir(folder)


def command_line(pid: int) -> list[str]:
    data = Path(f"/proc/{pid}/cmdline").read_bytes()
    return [word.decode() for word in data.split(b"\0")[:-1]]


def processes() -> list[list[str]]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = command_line(int(place.name))
        except OSError:
            continue
        if words and words[0].endswith(("glusterfsd", "glusterfs")):
            found.append(words)
    return found


def option(line: list[str], name: str) -> str:
    return line[line.index(name) + 1]


def output(reader: rpc.Reader) -> rpc.Pairs:
    """Of a brick, or the self-heal daemon."""
    if reader.word() != 0:
        raise ValueError("Gluster refuses")
    reader.word()
    return rpc.decode(reader.opaque())


def keep(name: str, value: object) -> None:
    (HERE / name).write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")


def state() -> str:
    arguments = rpc.encode({"odir": f"{LAB}/", "filename": "recorded.state"})
    rpc.ask(LAB / "node1/glusterd.sock", rpc.GLUSTERD, rpc.GET_STATE, rpc.opaque(arguments))
    return (LAB / "recorded.state").read_text()


def main() -> None:
    lab("gluster", "volume", "profile", VOLUME, "start")
    use_volume()
    for _ in range(2):
        lab("gluster", "volume", "heal", VOLUME)
        time.sleep(3)
    text = state()
    (HERE / "pool.state").write_text(text)
    node = text.split("MYUUID: ")[1].split()[0]
    brick = next(line for line in processes() if f"*-posix.glusterd-uuid={node}" in line and VOLUME in line[4])
    daemon = next(line for line in processes() if f"*replicate*.node-uuid={node}" in line)
    keep("processes.json", {"brick": brick, "daemon": daemon})
    asked = rpc.opaque(rpc.encode({"info-op": "3", "peek": "on"})) + rpc.opaque(b"")
    name = rpc.opaque(option(brick, "--brick-name").encode())
    arguments = name + rpc.words(rpc.XLATOR_INFO) + asked
    keep("brick.json", output(rpc.ask(Path(option(brick, "-S")), rpc.BRICK, rpc.XLATOR_INFO, arguments)))
    for file, operation in (("heal_count.json", rpc.HEAL_COUNT), ("statistics.json", rpc.STATISTICS)):
        pairs = {"xl-op": str(operation), "count": "2"}
        for index in range(2):
            pairs |= {f"xl-{index}": f"{VOLUME}-replicate-{index}", f"{VOLUME}-replicate-{index}": str(index)}
        arguments = rpc.opaque(b"") + rpc.words(rpc.XLATOR_OP) + rpc.opaque(rpc.encode(pairs)) + rpc.opaque(b"")
        keep(file, output(rpc.ask(Path(option(daemon, "-S")), rpc.BRICK, rpc.XLATOR_OP, arguments)))


main()
