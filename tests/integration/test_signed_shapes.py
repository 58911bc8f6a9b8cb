"""A card signs what a portal wrote in its own shape, in JSON and in XML; a changed value is found."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cards import CardMaker, header_of, jws
from own_home import OwnHome
from rig import ROOT, a_credit_authorization, catalogue, usccs
from shapes import as_written, in_xml

from adapters.folder import drop
from hub.bootstrap.clock import SystemClock
from hub.catalogue import PortalShape, follow
from hub.model import Transition

USCC = next(usccs())
PORTALS = ("liaoning", "shaanxi", "guangdong")
FORMATS = ("json", "xml")
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # no store has a part in a signature


@pytest.fixture(scope="module")
def maker() -> CardMaker:
    return CardMaker(SystemClock().now())


@pytest.fixture
def own(tmp_path: Path, store_url: str, maker: CardMaker) -> Iterator[OwnHome]:
    """A home whose portals must bring their signers' signatures, and that knows the maker's root."""
    made = OwnHome(tmp_path / "home", store_url)
    (made.path / "routes" / "portals").mkdir(parents=True, exist_ok=True)
    for portal in PORTALS:
        text = (ROOT / "routes" / "portals" / f"{portal}.yaml").read_text("utf-8")
        (made.path / "routes" / "portals" / f"{portal}.yaml").write_text(f"{text}signatures: required\n", "utf-8")
    maker.write(made.home.keys)
    yield made


def shape_of(portal: str) -> PortalShape:
    shape = catalogue().shape_of(portal)
    assert shape is not None
    return shape


def signed(portal: str, form: dict[str, Any], maker: CardMaker) -> dict[str, Any]:
    """The submission as the portal writes it, signed by an operator's card of the enterprise."""
    written, card = as_written(catalogue(), portal, form), maker.card(USCC)
    *above, name = shape_of(portal).at("signer.signature")
    follow(written, tuple(above))[name] = jws(rfc8785.dumps(written), card, header_of(card, portal))
    return written


def become(own: OwnHome, portal: str, written: dict[str, Any], kind: str, name: str) -> Transition:
    """The first row of the trail of what was dropped."""
    body = in_xml(shape_of(portal).root, written) if kind == "xml" else json.dumps(written, ensure_ascii=False).encode()
    drop(own.home.queues, portal, f"{name}.{kind}", body)
    own.work()
    return own.trail(name).transitions[0]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("portal", PORTALS)
def test_what_a_card_signed_in_the_portals_shape_is_accepted(
    own: OwnHome, maker: CardMaker, portal: str, kind: str
) -> None:
    """One signature fits the submission in JSON and the same in XML."""
    form = a_credit_authorization(USCC, id=f"{portal}-1")
    first = become(own, portal, signed(portal, form, maker), kind, f"{portal}-1")
    assert (first.after, first.detail.get("faults", [])) == ("P001", [])
    assert first.detail["signed_by"]["revocation"] == "checked"
    assert (own.trail(f"{portal}-1").document.vouched_by or "").startswith("card:")


CHANGED = ("submitted_at", "party", "enterprise.name", "signer.name", "data.seal.holder")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("portal", PORTALS)
def test_a_value_that_changed_after_signing_is_found_whatever_the_shape(
    own: OwnHome, maker: CardMaker, portal: str, kind: str
) -> None:
    """Each is refused with HUB-122 at the portal's own field of the signature."""
    place = ".".join(shape_of(portal).at("signer.signature"))
    found: dict[str, Any] = {}
    for number, field in enumerate(CHANGED):
        name = f"{portal}-{number}"
        written = copy.deepcopy(signed(portal, a_credit_authorization(USCC, id=name), maker))
        *above, last = shape_of(portal).forms["credit-authorization"].theirs[tuple(field.split("."))]
        inner = follow(written, tuple(above))
        inner[last] = {"submitted_at": "2026-09-21T10:00:01+08:00"}.get(field, f"{inner[last]}1")
        first = become(own, portal, written, kind, name)
        found[field] = (first.after, [f["field"] for f in first.detail["faults"] if f["code"] == "HUB-122"])
    assert found == dict.fromkeys(CHANGED, ("H001", [place]))
    assert own.arrived() == {}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("portal", PORTALS)
def test_a_submission_without_a_signature_is_refused_where_it_belongs(own: OwnHome, portal: str, kind: str) -> None:
    """HUB-120, at the portal's own field."""
    written = as_written(catalogue(), portal, a_credit_authorization(USCC, id=f"{portal}-0"))
    first = become(own, portal, written, kind, f"{portal}-0")
    place = ".".join(shape_of(portal).at("signer.signature"))
    assert [(f["code"], f["field"]) for f in first.detail["faults"]] == [("HUB-120", place)]
