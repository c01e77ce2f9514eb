"""What `gluster volume heal` says, and does."""

import re
import time
from pathlib import Path

from bricks import Volume
from cluster import LabError, ask_gluster, gluster


def by_brick(text: str, pattern: str) -> dict[str, int | None]:
    """A number of each brick; None where there is none."""
    found: dict[str, int | None] = {}
    for part in re.split(r"^Brick (?=\S+:/)", text, flags=re.MULTILINE)[1:]:
        match = re.search(pattern, part)
        found[part.split("\n", 1)[0].strip()] = int(match.group(1)) if match else None
    return found


def heal_count(volume: str, seconds: float = 30) -> dict[str, int | None]:
    """It is refused while some node has no self-heal daemon: for seconds after its glusterd has started, for one."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            text = gluster("volume", "heal", volume, "statistics", "heal-count")
            return by_brick(text, r"Number of entries: (\d+)")
        except LabError as error:
            if "Self-heal daemon is not running" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.5)


def summary(volume: str) -> dict[str, int | None]:
    return by_brick(gluster("volume", "heal", volume, "info", "summary"), r"Total Number of entries: (\d+)")


def split_brains(volume: str) -> dict[str, int]:
    text = gluster("volume", "heal", volume, "info", "split-brain")
    return {brick: count or 0 for brick, count in by_brick(text, r"entries in split-brain: (\d+)").items()}


def resolve(volume: Volume, path: Path, kind: str) -> None:
    """A person's decision: the first brick is right."""
    first = volume.bricks[0]
    source = f"{first.node.address}:{first.path}"
    if kind == "gfid":  # the path is that of the directory: the name in it is what has to be decided about
        path = path / next((first.path / path.relative_to("/")).iterdir()).name
    done = ask_gluster("volume", "heal", volume.name, "split-brain", "source-brick", source, str(path))
    said = " ".join((done.stdout + done.stderr).split())
    if done.returncode != 0 or "failed" in said.lower():
        raise LabError(f"heal {volume.name} split-brain source-brick {source} {path}: {said}")
