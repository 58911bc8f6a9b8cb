"""Stored timestamps are verified with the store: each is of its checkpoint, by an authority that the home trusts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from cryptography.x509 import Certificate
from timestamp_authority import Authority, Replier, stamp
from verified_stage import Stage, a_stage, seal
from verifying import findings_in

from hub.errors import Code
from hub.operate.audit.verified import Verified


@pytest.fixture
def replier(tmp_path: Path) -> Replier:
    return Replier(tmp_path / "tsa")


@pytest.fixture
def stage(store_url: str, tmp_path: Path, replier: Replier) -> Iterator[Stage]:
    """Two checkpoints with timestamps."""
    with a_stage(store_url, tmp_path) as made:
        stamp(made.store, replier)
        seal(made.store, made.signer)
        stamp(made.store, replier)
        yield made


def codes(stage: Stage, trusted: Sequence[Certificate], before: Verified | None = None) -> set[Code]:
    return {one.code for one in findings_in(stage.store, None, stage.signer, before, trusted=trusted)}


def exchange(stage: Stage, first: int, second: int) -> None:
    """Let each of two checkpoints have the other's timestamp."""
    one, two = (row for row in stage.rows("checkpoint_timestamp") if row["size"] in (first, second))
    for row, other in ((one, two), (two, one)):
        for column in ("response", "at"):
            assert stage.put("checkpoint_timestamp", row, column, other[column])


def test_timestamps_that_hold_are_not_found(stage: Stage, replier: Replier) -> None:
    """Also with the certificate of another CA beside, and by a run that goes on from the first of them."""
    other = Authority(ca="another root", issued_by="another root").root()
    assert codes(stage, [other, replier.root]) == set()
    first = min(stage.rows("checkpoint_timestamp"), key=lambda row: row["size"])["size"]
    note = next(row["note"] for row in stage.rows("checkpoint") if row["size"] == first)
    assert codes(stage, [replier.root], Verified(note=note)) == set()


def test_a_changed_exchanged_or_foreign_timestamp_is_found(stage: Stage, replier: Replier, tmp_path: Path) -> None:
    """Neither its bytes, nor its checkpoint, nor its time can be changed; nobody else's is taken."""
    rows = stage.rows("checkpoint_timestamp")
    (newest,) = (row for row in rows if row["size"] == max(row["size"] for row in rows))
    for column, value in (("response", _flipped(newest["response"])), ("at", newest["at"] + 1), ("response", b"")):
        assert stage.put("checkpoint_timestamp", newest, column, value)
        assert codes(stage, [replier.root]) == {Code.STAMP_DIFFERS}, column
        assert stage.put("checkpoint_timestamp", newest, column, newest[column])
    exchange(stage, *(row["size"] for row in rows))
    assert codes(stage, [replier.root]) == {Code.STAMP_DIFFERS}
    exchange(stage, *(row["size"] for row in rows))
    assert codes(stage, [replier.root]) == set()

    stage.past.remove("checkpoint_timestamp", newest)
    forger = Replier(tmp_path / "forger", Authority(issued_by="somebody else"))
    stamp(stage.store, Replier(tmp_path / "own", Authority(ca="own root", issued_by="own root")))
    assert codes(stage, [replier.root]) == {Code.STAMP_DIFFERS}
    stands = next(row for row in stage.rows("checkpoint_timestamp") if row["size"] == newest["size"])
    assert stage.put("checkpoint_timestamp", stands, "response", forger.resigned(bytes(newest["response"])))
    assert codes(stage, [replier.root]) == {Code.STAMP_DIFFERS}


def test_a_home_that_trusts_nobody_says_so(stage: Stage) -> None:
    """A CA that is not trusted any more vouches for nothing."""
    assert codes(stage, []) == {Code.STAMP_DIFFERS}


def test_a_timestamp_without_its_checkpoint_is_found(stage: Stage, replier: Replier) -> None:
    """As of another log, put into this store past its references."""
    newest = max(stage.rows("checkpoint_timestamp"), key=lambda row: row["size"])
    stage.past.add("checkpoint_timestamp", newest | {"size": newest["size"] - 1})
    assert codes(stage, [replier.root]) == {Code.STAMP_DIFFERS}


def test_a_newer_timestamp_is_verified_where_a_run_goes_on(stage: Stage, replier: Replier) -> None:
    """That of the checkpoint that was verified, too: it may have come after that."""
    rows = stage.rows("checkpoint_timestamp")
    newest = max(rows, key=lambda row: row["size"])
    note = next(row["note"] for row in stage.rows("checkpoint") if row["size"] == newest["size"])
    assert stage.put("checkpoint_timestamp", newest, "response", b"\x30\x00")
    assert codes(stage, [replier.root], Verified(note=note)) == {Code.STAMP_DIFFERS}


def _flipped(response: bytes) -> bytes:
    """With another bit in the middle, where the signed content is."""
    middle = len(response) // 2
    return response[:middle] + bytes([response[middle] ^ 1]) + response[middle + 1 :]
