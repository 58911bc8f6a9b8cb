"""For whom a ten-digit customs code stands, as those who named it say (S2 §2.1: the code has a star, the USCC none)."""

from hypothesis import given
from hypothesis import strategies as st

from hub.model import Registration, owner_of

CODE = "1101919107"
CARD, CUSTOMS = st.just("card"), st.just("customs")
NAMING = st.builds(
    Registration,
    code=st.sampled_from([CODE, "1101919108"]),
    uscc=st.sampled_from(["A", "B"]),
    source=st.sampled_from(["card", "customs"]),
    at=st.integers(0, 3),
)


def _card(uscc: str) -> Registration:
    return Registration(CODE, uscc, "card", 0)


def _customs(uscc: str, at: int) -> Registration:
    return Registration(CODE, uscc, "customs", at)


def test_a_code_that_nobody_named_stands_for_nobody() -> None:
    assert owner_of(CODE, []) == owner_of(CODE, [Registration("1101919108", "A", "customs", 1)]) == ""


def test_customs_newest_naming_counts() -> None:
    """Over its older ones, and over all cards'."""
    assert owner_of(CODE, [_customs("A", 1), _customs("B", 2), _card("A")]) == "B"


def test_without_customs_the_one_uscc_of_all_cards_counts() -> None:
    assert owner_of(CODE, [_card("A"), _card("A")]) == "A"


def test_two_usccs_stand_for_nobody() -> None:
    """Of two cards, and of customs at one time."""
    assert owner_of(CODE, [_card("A"), _card("B")]) == ""
    assert owner_of(CODE, [_customs("A", 2), _customs("B", 2), _card("A")]) == ""


@given(st.lists(NAMING))
def test_neither_order_nor_repetition_matters(namings: list[Registration]) -> None:
    """What is learned twice, or in another order, says the same."""
    assert owner_of(CODE, namings) == owner_of(CODE, [*reversed(namings), *namings])
