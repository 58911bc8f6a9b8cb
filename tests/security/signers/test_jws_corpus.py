"""Forged signatures of cards by SM2, kept in files: each is refused with its code."""

import csv
from pathlib import Path

import pytest
from cards import CardMaker
from corpus_maker.jws import cases
from cryptography.x509 import load_pem_x509_certificate
from rig import START, catalogue
from signer_rig import SAID, USCC

from adapters.cards import USUAL, CardAuthorities, JwsCardVerifier, RevocationLists
from adapters.cards.detached import SM2
from hub.errors import Rejected

CORPUS = Path(__file__).with_name("corpus")
with (CORPUS / "index.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.fixture(scope="module")
def gate() -> JwsCardVerifier:
    """It trusts the corpus's root; the national portal alone agreed on SM2."""
    authorities = CardAuthorities([load_pem_x509_certificate((CORPUS / "cards" / "root.pem").read_bytes())])
    lists = RevocationLists(CORPUS / "crl")
    return JwsCardVerifier(authorities, lists, catalogue().cards, lambda p: (*USUAL, SM2) if p == "national" else USUAL)


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_a_signature_is_refused_with_its_code(gate: JwsCardVerifier, row: dict[str, str]) -> None:
    """The sound one is taken."""
    code = ""
    try:
        gate.verify(
            (CORPUS / row["file"]).read_text("ascii"), (CORPUS / "said.json").read_bytes(), row["portal"], START
        )
    except Rejected as refusal:
        code = refusal.faults[0].code

    assert code == row["code"]


def test_the_index_is_what_its_maker_makes() -> None:
    """With other keys; no file lies beside it that no row names."""
    made = [(f"{case.name}.jws", *case[1:4]) for case in cases(CardMaker(START, kind="SM2"), SAID, USCC)]

    assert made == [tuple(row.values()) for row in ROWS]
    assert sorted(path.name for path in CORPUS.glob("*.jws")) == sorted(row["file"] for row in ROWS)
