"""Ids that follow from what they name."""

from dataclasses import replace
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rig import START

from hub.effects.draft import BELIEVED, created_at
from hub.model import Document, document_id, made_id, message_id
from hub.model.identity import EARLIEST_MS, LATEST_MS

NAMES = st.tuples(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3), st.text(max_size=3))
DOCUMENT = Document(
    id=document_id("hub", "national", "A-1", "0" * 64, START),
    type="premium-payment",
    sender="national",
    sender_ref="A-1",
    content="0" * 64,
    payload="0" * 64,
    portal="national",
    party="bank",
    enterprise="",
    enterprise_name="",
    status="P001",
    round=1,
    seq=1,
    head="",
    again_of=None,
    created_at=START,
    updated_at=START,
)


@given(NAMES, NAMES)
def test_an_id_is_the_same_for_the_same_and_no_other(
    one: tuple[str, str, str, str], other: tuple[str, str, str, str]
) -> None:
    """Hub, sender, the sender's id and the content each count, and never run into one another."""
    assert (document_id(*one, START) == document_id(*other, START)) == (one == other)


@given(st.integers(-(2**62), 2**62))
def test_an_id_bears_the_senders_time_within_fixed_bounds(said_at: int) -> None:
    """Bounds that moved with the clock would give one thing two ids."""
    id_ = UUID(document_id("hub", "national", "A-1", "0" * 64, said_at))
    assert (id_.version, id_.variant) == (8, RFC_4122)
    assert id_.int >> 80 == min(max(said_at // 1000, EARLIEST_MS), LATEST_MS)


def test_ids_sort_by_the_senders_time() -> None:
    """As those of UUIDv7 do."""
    ids = [document_id("hub", "national", f"A-{n}", "0" * 64, START + n * 1000) for n in range(100)]
    assert ids == sorted(ids)


def test_messages_of_a_document_differ_by_round_kind_element_party_and_what_they_are_about() -> None:
    """And nothing else of the document counts: what the store knows of it may be older."""
    later = replace(DOCUMENT, round=2)
    ids = [
        message_id(DOCUMENT, "business", "PremiumPayment", "bank"),
        message_id(later, "business", "PremiumPayment", "bank"),
        message_id(DOCUMENT, "inquiry", "PremiumPayment", "bank"),
        message_id(DOCUMENT, "business", "PaymentInquiry", "bank"),
        message_id(DOCUMENT, "business", "PremiumPayment", "other-bank"),
        message_id(DOCUMENT, "business", "PremiumPayment", "bank", "P001"),
        message_id(replace(DOCUMENT, id=made_id(DOCUMENT, "premium-payment")), "business", "PremiumPayment", "bank"),
    ]
    assert len(set(ids)) == len(ids)
    forgotten = replace(DOCUMENT, status="Y001", seq=7, head="x", created_at=START + 1, updated_at=START + 2)
    assert message_id(forgotten, "business", "PremiumPayment", "bank") == ids[0]


def test_a_maker_has_one_document_of_each_type() -> None:
    """With its maker's time."""
    advice, notice = made_id(DOCUMENT, "payment-advice"), made_id(DOCUMENT, "duty-guarantee-notice")
    assert len({DOCUMENT.id, advice, notice}) == 3
    assert {UUID(id_).int >> 80 for id_ in (DOCUMENT.id, advice, notice)} == {START // 1000}
    assert advice == made_id(replace(DOCUMENT, status="Y002"), "payment-advice")


@pytest.mark.parametrize(
    ("ago", "is_believed"), [(0, True), (60_000_000, True), (BELIEVED, True), (BELIEVED + 1, False), (-1, False)]
)
def test_a_message_is_dated_by_what_it_follows_from(ago: int, is_believed: bool) -> None:
    """But not ahead of the hub's clock, where a bank would wait with the money, nor weeks ago."""
    said_at = START - ago
    assert created_at(said_at, START) == (said_at if is_believed else START)
    assert created_at(0, START) == START


def test_an_id_stays_what_it_was_in_an_earlier_release() -> None:
    """Changing how ids are made would send again, under other ids, what is on its way at the time of an upgrade."""
    assert DOCUMENT.id == "01a0c450-6c00-8610-be6e-0b96fb7137bc"
    assert message_id(DOCUMENT, "business", "PremiumPayment", "bank") == "01a0c450-6c00-8955-afc1-e528e21d20c9"
    assert made_id(DOCUMENT, "payment-advice") == "01a0c450-6c00-87f2-a848-94af04f79dae"


@pytest.mark.parametrize(
    ("said_at", "milliseconds"),
    [
        (0, 946_684_800_000),
        (946_684_800_001_000, 946_684_800_001),
        (4_102_444_799_999_000, 4_102_444_799_999),
        (9_999_999_999_999_000, 4_102_444_800_000),
    ],
)
def test_an_ids_time_is_from_2000_to_2100(said_at: int, milliseconds: int) -> None:
    """To the millisecond: other bounds would give a document of then another id."""
    assert UUID(document_id("hub", "national", "1", "c", said_at)).int >> 80 == milliseconds
