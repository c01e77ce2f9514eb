"""A pool of any size, made from what a real node of three said: other names, more of everything, the same form."""

import json
import re
import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import rpc

RECORDED = Path(__file__).resolve().parent / "recorded"
BRICKS = 12  # of each volume: four replica sets of three
SETS = BRICKS // 3
CRAWLS = 50  # that a self-heal daemon keeps of each brick


def recorded(name: str) -> str:
    return (RECORDED / name).read_text()


def pairs(name: str) -> rpc.Pairs:
    return dict(json.loads(recorded(name)))


def identity(*words: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, words))))


def section(text: str, name: str) -> str:
    """What stands below a heading of the state file."""
    return text.split(f"[{name}]\n")[1].split("\n[")[0]


@dataclass(frozen=True)
class Pool:
    """Node 0 is the one that is asked. Brick K of all is on node K modulo the number of nodes."""

    nodes: int
    volumes: int
    profiled: bool = True

    @staticmethod
    def host(node: int) -> str:
        return f"node{node:03}.storage.example"

    @staticmethod
    def volume(number: int) -> str:
        return f"volume{number:03}"

    def path(self, volume: int, brick: int) -> str:
        return f"/srv/bricks/{self.volume(volume)}-{brick + 1}/brick"

    def node_of(self, volume: int, brick: int) -> int:
        return (volume * BRICKS + brick) % self.nodes

    @cached_property
    def own(self) -> list[tuple[int, int]]:
        """Node 0's bricks, by volume and place in it."""
        places = [(volume, brick) for volume in range(self.volumes) for brick in range(BRICKS)]
        return [place for place in places if self.node_of(*place) == 0]

    @cached_property
    def node(self) -> str:
        return identity("node", 0)

    @cached_property
    def names(self) -> list[str]:
        return [self.volume(number) for number in range(self.volumes)]

    # What glusterd writes

    @cached_property
    def state(self) -> bytes:
        text = recorded("pool.state")
        parts = [re.sub(r"MYUUID: .*", f"MYUUID: {self.node}", text.split("[Peers]")[0]), "[Peers]\n"]
        parts += [self.peer(section(text, "Peers"), number) for number in range(1, self.nodes)]
        parts.append("\n[Volumes]\n")
        template = section(text, "Volumes").split("\n\n")[0]
        parts += [self.volume_state(template, number) for number in range(self.volumes)]
        parts += ["\n[Services]\n", section(text, "Services"), "\n[Misc]\n", section(text, "Misc")]
        return "".join(parts).encode()

    def peer(self, recorded: str, number: int) -> str:
        lines = [line for line in recorded.splitlines() if line.startswith("Peer1.")]
        text = "\n".join(lines).replace("Peer1.", f"Peer{number}.") + "\n"
        text = re.sub(r"(primary_hostname: ).*", rf"\g<1>{self.host(number)}", text)
        return re.sub(r"(uuid: ).*", rf"\g<1>{identity('node', number)}", text)

    def volume_state(self, recorded: str, number: int) -> str:
        lines = [line.partition(".")[2] for line in recorded.splitlines() if line]
        bricks = [line for line in lines if line.startswith("Brick")]
        before = lines[: lines.index(bricks[0])]
        after = lines[lines.index(bricks[-1]) + 1 :]
        values = {"name": self.volume(number), "id": identity("volume", number), "brickcount": BRICKS}
        values |= {"subvol_count": SETS, "profile_enabled": int(self.profiled)}
        lines = [self.changed(line, values) for line in before]
        for brick in range(BRICKS):
            lines += self.brick_state(bricks, number, brick)
        lines += [self.changed(line, values) for line in after]
        return "".join(f"Volume{number + 1}.{line}\n" for line in lines) + "\n"

    @staticmethod
    def changed(line: str, values: dict[str, object]) -> str:
        name = line.partition(":")[0]
        return f"{name}: {values[name]}" if name in values else line

    def brick_state(self, recorded: list[str], volume: int, brick: int) -> list[str]:
        """The first brick that was recorded is the node's own, the second is another's."""
        node = self.node_of(volume, brick)
        template = "Brick1." if node == 0 else "Brick2."
        host = self.host(node)
        values = {"path": f"{host}:{self.path(volume, brick)}", "hostname": host}
        lines = [line.removeprefix(template) for line in recorded if line.startswith(template)]
        return [f"Brick{brick + 1}.{self.changed(line, values)}" for line in lines]

    # What bricks and the self-heal daemon answer

    @cached_property
    def brick_counts(self) -> bytes:
        return rpc.encode(pairs("brick.json"))

    def heal_count(self, sets: list[str]) -> rpc.Pairs:
        """Of the node's own bricks; of those of others the daemon says that they are. (In a lab none is another's.)"""
        own = {(index, child) for index, _, child in self.children(sets)}
        waiting = pairs("heal_count.json")["0-0-hardlinks"]
        answer: rpc.Pairs = {}
        for place in ((index, child) for index in range(len(sets)) for child in range(3)):
            key, value = ("hardlinks", waiting) if place in own else ("status", "Brick is remote")
            answer[f"{place[0]}-{place[1]}-{key}"] = value
        return answer

    def statistics(self, sets: list[str]) -> rpc.Pairs:
        crawl = {key: text for key, text in pairs("statistics.json").items() if key.endswith("-0-0-0")}
        answer: rpc.Pairs = {}
        for index, _, child in self.children(sets):
            answer[f"statistics-{index}-{child}-count"] = str(CRAWLS)
            for number in range(CRAWLS):
                place = f"-{index}-{child}-{number}"
                answer |= {key.removesuffix("-0-0-0") + place: at(text, number) for key, text in crawl.items()}
        return answer

    def children(self, sets: list[str]) -> list[tuple[int, int, int]]:
        """Place of the set in the question, volume, and place in the set, of each own brick of these sets."""
        asked = {name: index for index, name in enumerate(sets)}
        found = []
        for volume, brick in self.own:
            name = f"{self.volume(volume)}-replicate-{brick // 3}"
            if name in asked:
                found.append((asked[name], volume, brick % 3))
        return found


def at(text: str, number: int) -> str:
    """A time of the recording, so many minutes later."""
    found = re.fullmatch(r"(\w{3} \w{3} [ \d]\d )\d\d:\d\d(:\d\d \d{4}\n?)", text)
    return f"{found[1]}{number // 60:02}:{number % 60:02}{found[2]}" if found else text


def shown_options(pool: Pool) -> int:
    """Of the first volume: those of `--gluster.volume-option` by default."""
    shown = {"cluster.granular-entry-heal", "performance.client-io-threads"}
    shown |= {"diagnostics.latency-measurement", "diagnostics.count-fop-hits"}
    lines = [line for line in pool.state.decode().splitlines() if line.startswith("Volume1.options.")]
    return sum(line.removeprefix("Volume1.options.").partition(":")[0] in shown for line in lines)


def operations() -> int:
    """Series that the recorded brick's operations give: seconds only where a latency was measured."""
    counts = pairs("brick.json")
    kinds = [key.split("-")[2] for key in counts if key.startswith("-1-") and key.endswith("-hits")]
    return sum(3 if f"-1-{kind}-avglatency" in counts else 1 for kind in kinds)
