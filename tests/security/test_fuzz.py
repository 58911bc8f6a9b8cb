"""Inputs that fuzzing began with and those that it found: each is met with what the hub foresaw."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz.world import World

INPUTS = sorted((Path(__file__).parents[1] / "fuzz" / "corpus").iterdir())
REFUSED = {
    "bytes-not-xml": ["HUB-401"],
    "bytes-signed-by-nobody": ["HUB-404"],
    "customs-envelope": ["HUB-422"],
    "submission-agreement": ["H001"],
    "submission-not-json": ["HUB-102"],
    "submission-quota": ["H001"],
}
"""What of the inputs that fuzzing begins with is refused; all others go through, or fuzzing would begin at the door."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"), migrated_file, inputs=1)
    yield made
    made.close()


@pytest.mark.parametrize("path", INPUTS, ids=[path.name for path in INPUTS])
def test_what_fuzzing_knows_is_met_with_our_own_errors_alone(world: World, path: Path) -> None:
    """And what it begins with gets in as far as it should."""
    codes = world.take(path.read_bytes())
    assert path.name.startswith("found-") or codes == REFUSED.get(path.name, [])
