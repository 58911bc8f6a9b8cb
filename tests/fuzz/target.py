"""What libFuzzer drives: one world in one folder, for so many seconds."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["hub", "adapters"]):
    from fuzz.world import World

from adapters.store import upgrade
from fuzz.mutation import mutated
from hub.home.logs import log_to

HERE = Path(__file__).parent
LONGEST = 64 * 1024
"""Bytes of one input."""


def fuzz(folder: Path, seconds: int) -> None:
    """Fuzz for so long; libFuzzer ends the process."""
    log_to(folder / "hub.log")  # as in production, what a log line says is masked, and counts in the time
    migrated, grown, found = folder / "migrated.db", folder / "grown", HERE / "found"
    upgrade(f"sqlite:///{migrated}")
    grown.mkdir()
    found.mkdir(exist_ok=True)
    world = World(folder, migrated, inputs=20)

    def take(data: bytes) -> None:
        world.take(data)

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        return mutated(data, longest, seed, atheris.Mutate)

    limits = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        "-timeout=20",
        "-rss_limit_mb=1024",
        "-len_control=0",
    ]
    places = [f"-artifact_prefix={found}/found-", f"-dict={HERE / 'words.dict'}", str(grown), str(HERE / "corpus")]
    atheris.Setup([sys.argv[0], *limits, *places], take, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    fuzz(Path(sys.argv[1]), int(sys.argv[2]))
