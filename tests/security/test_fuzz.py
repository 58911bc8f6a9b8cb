"""Inputs that fuzzing began with and those that it found: each is met with what the hub foresaw."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz.mutation import mutated
from fuzz.world import World
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

INPUTS = sorted((Path(__file__).parents[1] / "fuzz" / "corpus").iterdir())
REFUSED = {
    "bytes-not-xml": ["HUB-401"],
    "bytes-signed-by-nobody": ["HUB-404"],
    "customs-envelope": ["HUB-422"],
    "submission-not-json": ["HUB-102"],
    "submission-quota": ["H001"],
}
"""What of the inputs that fuzzing begins with is refused; all others go through, or fuzzing would begin at the door."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"), migrated_file, inputs=1)
    yield made
    made.close()


@settings(deadline=None)
@given(st.sampled_from(INPUTS), st.integers(0, 2**32))
def test_what_is_changed_by_what_it_says_is_mostly_still_read(path: Path, seed: int) -> None:
    """Its first line stays; what is neither XML nor JSON is left to the fuzzer."""
    before = path.read_bytes()
    after = mutated(before, 1_000_000, seed, lambda data, _: data)
    assert after.partition(b"\n")[0] == before.partition(b"\n")[0]
    if after != before and not before.startswith(b"submission"):
        etree.fromstring(after.partition(b"\n")[2])


@pytest.mark.parametrize("path", INPUTS, ids=[path.name for path in INPUTS])
def test_what_fuzzing_knows_is_met_with_our_own_errors_alone(world: World, path: Path) -> None:
    """And what it begins with gets in as far as it should."""
    codes = world.take(path.read_bytes())
    assert path.name.startswith("found-") or codes == REFUSED.get(path.name, [])
