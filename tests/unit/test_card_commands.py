"""Commands of cards as a profile writes them, and as ISO/IEC 7816-4 sends them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.devices import WrongPins, digest_info, padded, require_digest
from adapters.pcsc import CardDevice, CardPlace, read_profile, tlv
from adapters.pcsc.card import Card
from adapters.pcsc.commands import exchange, failure
from adapters.pcsc.link import End, Link
from adapters.pcsc.template import Template
from adapters.pkcs11 import Pkcs11Device, Pkcs11Place
from hub.errors import DeviceGone, DeviceLocked, DeviceRefused
from hub.ports import SigningDevice


def a_card(*answers: str) -> tuple[list[bytes], Callable[[bytes], bytes]]:
    """What it was sent, and a card that gives these answers one after the other."""
    sent: list[bytes] = []
    left = list(answers)

    def transmit(command: bytes) -> bytes:
        sent.append(command)
        return bytes.fromhex(left.pop(0))

    return sent, transmit


@pytest.mark.parametrize(
    ("pattern", "is_meant"),
    [
        ("*", True),
        ("Maker [CCID] 00 00", True),
        ("Maker [CCID] *", True),
        ("maker*", False),
        ("Maker ?CCID? 0? 00", True),
    ],
)
def test_a_reader_is_named_by_a_pattern(pattern: str, is_meant: bool) -> None:
    """Brackets are part of many readers' names."""
    assert CardPlace(pattern).is_in("Maker [CCID] 00 00") is is_meant


def test_a_template_is_filled_with_values() -> None:
    """Tags get their lengths, and what has no value is empty."""
    template = Template.read("00 87 11 9C / 7C(82() 81(digest))")
    assert template.holes == {"digest"}
    head, data = template.filled({"digest": bytes(2)})
    assert (head.hex(), data.hex()) == ("0087119c", "7c068200" + "81020000")


@pytest.mark.parametrize(
    "text", ["00 87 11", "00 87 11 9C / (82)", "00 87 11 9C / 82)", "00 87 11 9C / 8", "00 a4 00 00"]
)
def test_what_is_no_template_is_refused(text: str) -> None:
    """Before anything is sent to a card."""
    with pytest.raises(ValueError, match=r"four bytes|neither hex"):
        Template.read(text)


@given(value=st.binary(max_size=70_000), tag=st.sampled_from(["53", "7F49", "5FC10A"]))
def test_a_value_is_taken_as_it_was_written(value: bytes, tag: str) -> None:
    """Whatever its length; with an element before it, and as long as it says it is."""
    name = bytes.fromhex(tag)
    element = tlv.written(name, value)
    assert tlv.length(element) == len(element)
    inside = tlv.written(b"\x70", tlv.written(b"\x01", b"other") + element)
    assert tlv.taken(inside, (b"\x70", name)) == value


@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """A card may send what it likes."""
    for path in ((b"\x7c", b"\x82"), (b"\x30",)):
        with suppress(ValueError):
            tlv.taken(content, path)


def test_long_data_goes_in_several_commands() -> None:
    """All but the last say that more follows."""
    sent, transmit = a_card("9000", "AABB9000")
    assert exchange(transmit, b"\x00\x87\x07\x9c", bytes(300), is_answered=True) == (b"\xaa\xbb", 0x9000)
    assert [command[:5].hex() for command in sent] == ["1087079cff", "0087079c2d"]
    assert sent[1].endswith(b"\x00")
    assert len(sent[1]) == 5 + 45 + 1


def test_a_chain_that_is_refused_goes_no_further() -> None:
    sent, transmit = a_card("6884")
    assert exchange(transmit, b"\x00\x87\x07\x9c", bytes(300), is_answered=True) == (b"", 0x6884)
    assert len(sent) == 1


def test_a_long_answer_is_fetched_in_pieces() -> None:
    """Until the card says that there is no more."""
    sent, transmit = a_card("AA6102", "BBCC6101", "DD9000")
    assert exchange(transmit, b"\x00\xcb\x3f\xff", b"", is_answered=True) == (b"\xaa\xbb\xcc\xdd", 0x9000)
    assert [command.hex() for command in sent[1:]] == ["00c0000002", "00c0000001"]


def test_a_card_that_names_the_length_is_asked_again() -> None:
    """6C xx, ISO/IEC 7816-4, table 5."""
    sent, transmit = a_card("6C04", "010203049000")
    assert exchange(transmit, b"\x00\xb0\x00\x00", b"", is_answered=True)[0] == b"\x01\x02\x03\x04"
    assert [command.hex() for command in sent] == ["00b0000000", "00b0000004"]


def test_an_answer_without_status_is_a_card_that_is_gone() -> None:
    """A virtual reader gives it when the card is pulled in the middle."""
    _, transmit = a_card("")
    with pytest.raises(DeviceGone):
        exchange(transmit, b"\x00\xa4\x04\x00", b"", is_answered=False)


@pytest.mark.parametrize(("status", "kind"), [(0x6F00, DeviceGone), (0x6581, DeviceGone), (0x6982, DeviceRefused)])
def test_a_status_tells_whether_another_try_is_worth_it(status: int, kind: type[Exception]) -> None:
    assert isinstance(failure(status, "sign"), kind)


def test_a_digest_of_another_length_or_kind_is_refused() -> None:
    """And a key that is too short for the digest."""
    for digest, algorithm, family in ((bytes(20), "rsa-sha256", "rsa"), (bytes(32), "sm2-sm3", "ec")):
        with pytest.raises(DeviceRefused):
            require_digest(digest, algorithm, family)  # type: ignore[arg-type]
    assert len(padded(digest_info(bytes(20), "rsa-sha1"), 256)) == 256
    with pytest.raises(DeviceRefused):
        padded(bytes(60), 64)


def test_the_page_shows_the_example_as_it_is() -> None:
    """docs/card-profiles.md, which people copy from."""
    docs = Path(__file__).parents[2] / "docs"
    example = (docs / "examples" / "cards" / "national.yaml").read_text("utf-8")
    assert f"```yaml\n{example}```\n" in (docs / "card-profiles.md").read_text("utf-8")
    assert read_profile("piv").sign.keys() >= {"rsa-2048", "p-256"}


@pytest.mark.parametrize(
    ("package", "extra", "device"),
    [
        ("smartcard", "card", CardDevice(CardPlace(), lambda: b"1234")),
        ("pkcs11", "pkcs11", Pkcs11Device(Pkcs11Place("none.so", "hub"), lambda: b"1234")),
    ],
)
def test_a_device_without_its_extra_says_which(
    monkeypatch: pytest.MonkeyPatch, package: str, extra: str, device: SigningDevice
) -> None:
    """The base installation has neither; only who opens a device needs one."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DeviceRefused, match=f"extra {extra}"):
        device.open()
    device.close()


class _BusyLink(Link):
    """A link to a card that another program uses at first."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile

    @contextmanager
    def alone(self) -> Iterator[End]:
        self._meanwhile()
        yield End()

    def transmit(self, command: bytes) -> bytes:
        return bytes.fromhex("9000")


def test_the_pin_is_read_when_the_card_is_free() -> None:
    """What is corrected while another program keeps the card counts: that may last for minutes."""
    file = ["wrong"]

    def pin() -> bytes:
        raise DeviceLocked(file[-1])

    card = Card(_BusyLink(lambda: file.append("right")), read_profile("piv"))
    with pytest.raises(DeviceLocked, match="right"):
        card.prove(pin, "card", WrongPins())
