"""What workers note of a device that does not sign, and when it is tried again."""

from pathlib import Path

import pytest

from adapters.trust import DeviceNotes
from hub.errors import Code, DeviceGone, DeviceLocked, DeviceRefused


@pytest.fixture
def times() -> list[int]:
    """What the clock says, one time after the other."""
    return [3, 2, 1]


@pytest.fixture
def notes(tmp_path: Path, times: list[int]) -> DeviceNotes:
    return DeviceNotes(tmp_path / "notes", lambda name: [tmp_path / f"{name}.pin"], times.pop)


def test_a_note_has_the_newest_reason_and_the_oldest_time(notes: DeviceNotes) -> None:
    """Since when a device fails in this way, and why it failed last; another code begins anew."""
    notes.tell("card", DeviceRefused("no key has this name"))
    notes.tell("card", DeviceRefused("another certificate"))
    noted = notes.of("card")
    assert noted is not None
    assert (noted.code, noted.reason.en, noted.since) == (Code.DEVICE_REFUSED, "another certificate", 1)
    notes.tell("card", DeviceGone("no reader"))
    noted = notes.of("card")
    assert noted is not None
    assert (noted.code, noted.since) == (Code.DEVICE_GONE, 3)
    notes.tell("card", None)
    assert (notes.of("card"), notes.devices()) == (None, [])


def test_a_note_that_cannot_be_read_locks_its_device(notes: DeviceNotes, tmp_path: Path) -> None:
    """Until an operator acts: half a file says nothing about the PIN."""
    notes.tell("card", DeviceGone("no reader"))
    (tmp_path / "notes" / "card.json").write_bytes(b'{"code": "HUB-79')
    noted = notes.of("card")
    assert noted is not None
    assert (noted.code, notes.may_try("card")) == (Code.DEVICE_LOCKED, False)


def test_an_attempt_that_began_before_a_correction_does_not_undo_that_of_another_worker(
    notes: DeviceNotes, tmp_path: Path
) -> None:
    """One worker has tried the corrected PIN; the other, which waited for the card, still fails with the first one."""
    other = DeviceNotes(tmp_path / "notes", lambda name: [tmp_path / f"{name}.pin"], lambda: 9)
    assert notes.may_try("card")
    (tmp_path / "card.pin").write_text("1111")
    assert other.may_try("card")
    other.tell("card", DeviceLocked("wrong"))
    notes.tell("card", DeviceLocked("wrong"))
    assert not notes.may_try("card")
    assert not other.may_try("card")
