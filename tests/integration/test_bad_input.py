"""A submission that cannot be used is answered with a code, keeps its bytes, and harms nobody else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from rig import Rig, a_credit_authorization, a_uscc

from adapters.folder import drop
from hub.model import digest


def _form(**more: Any) -> dict[str, Any]:
    return a_credit_authorization(a_uscc()) | more


def _with(old: bytes, new: bytes) -> bytes:
    """A good submission with one place changed in its bytes."""
    body = json.dumps(_form(), ensure_ascii=False).encode()
    assert body.count(old) == 1
    return body.replace(old, new)


def _without(name: str) -> bytes:
    form = _form()
    del form[name]
    return json.dumps(form).encode()


def _data(**more: Any) -> bytes:
    form = _form()
    form["data"] |= more
    return json.dumps(form).encode()


CONSENT = b'"consent": true'
UNREADABLE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("HUB-134", lambda: b""),
    "not JSON": ("HUB-102", lambda: b"type: credit-authorization"),
    "XML with another root": ("HUB-136", lambda: b"<xml/>"),
    "XML cut off": ("HUB-401", lambda: b"<xml"),
    "cut off": ("HUB-102", lambda: json.dumps(_form()).encode()[:-5]),
    "no object": ("HUB-108", lambda: b"[1]"),
    "NaN": ("HUB-102", lambda: _with(CONSENT, b'"consent": NaN')),
    "infinity": ("HUB-102", lambda: _with(CONSENT, b'"consent": -Infinity')),
    "the same key twice": ("HUB-103", lambda: _with(CONSENT, CONSENT + b"," + CONSENT)),
    "wrong encoding": ("HUB-101", lambda: json.dumps(_form(), ensure_ascii=False).encode("gb18030")),
    "UTF-16": ("HUB-133", lambda: json.dumps(_form()).encode("utf-16")),
    "huge integer": ("HUB-104", lambda: _with(CONSENT, b'"consent": ' + b"9" * 5000)),
    "huge exponent": ("HUB-104", lambda: _with(CONSENT, b'"consent": 1e999')),
    "absurd exponent": ("HUB-104", lambda: _with(CONSENT, b'"consent": 1e' + b"9" * 30)),
    "inexact number": ("HUB-104", lambda: _with(CONSENT, b'"consent": 0.12345678901234567890123')),
    "control character": ("HUB-105", lambda: _with(CONSENT, b'"consent": "\\u0000"')),
    "raw control character": ("HUB-102", lambda: _with(CONSENT, b'"consent": "\x01"')),
    "lone surrogate": ("HUB-105", lambda: _with(CONSENT, b'"consent": "\\ud800"')),
    "lone surrogate as a name": ("HUB-105", lambda: _with(CONSENT, b'"\\udfff": {"a": "\\ud800"}')),
    "deep": ("HUB-106", lambda: _with(CONSENT, b'"consent": ' + b"[" * 50 + b"]" * 50)),
    "very deep": ("HUB-106", lambda: b"[" * 20_000),
    "too many values": ("HUB-119", lambda: b"[" * 200_000),
    "too large": ("HUB-107", lambda: b" " * 20_000_000),
    "no id": ("HUB-109", lambda: _without("id")),
    "id with a blank": ("HUB-109", lambda: json.dumps(_form(id="a b")).encode()),
    "id is a number": ("HUB-109", lambda: json.dumps(_form(id=7)).encode()),
}
"""Kept in quarantine; nothing of it can be told but that."""
REFUSED: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "unknown type": ("HUB-110", "type", lambda: json.dumps(_form(type="nonsense")).encode()),
    "no type": ("HUB-201", "type", lambda: _without("type")),
    "type is a list": ("HUB-203", "type", lambda: json.dumps(_form(type=["x"])).encode()),
    "unknown party": ("HUB-111", "party", lambda: json.dumps(_form(party="nobody")).encode()),
    "a notice": ("HUB-116", "type", lambda: json.dumps(_form(type="quota-change")).encode()),
    "wrong card": ("HUB-114", "signer.card", lambda: _with(b'"card": "operator"', b'"card": "account"')),
    "missing part": ("HUB-201", "signer", lambda: _without("signer")),
    "part is a text": ("HUB-203", "enterprise", lambda: json.dumps(_form(enterprise="me")).encode()),
    "data is null": ("HUB-201", "data", lambda: json.dumps(_form(data=None)).encode()),
    "surplus field outside": ("HUB-202", "more", lambda: json.dumps(_form(more="x")).encode()),
    "surplus field inside": ("HUB-202", "data.more", lambda: _data(more="x")),
    "missing field": ("HUB-201", "data.seal.holder", lambda: _data(seal={"name": "x"})),
    "wrong type of a field": ("HUB-203", "data.seal", lambda: _data(seal=["x"])),
    "number for a text": ("HUB-203", "data.authorization", lambda: _data(authorization=7)),
    "wrong USCC": (
        "HUB-208",
        "enterprise.uscc",
        lambda: json.dumps(a_credit_authorization("91310000MA99999990")).encode(),
    ),
    "attachment is no Base64": ("HUB-203", "data.authorization", lambda: _data(authorization="%%%")),
    "attachment too large": ("HUB-210", "data.authorization", lambda: _data(authorization="A" * 8_000_000)),
}
"""A document in H001, with the reason at the portal's own field."""


def _drop(rig: Rig, *bodies: bytes) -> None:
    for number, body in enumerate(bodies):
        drop(rig.root, "national", f"{number:03}.json", body)


def _faults(event: dict[str, Any]) -> set[tuple[str, str]]:
    return {(f["code"], f["field"]) for f in event["data"]["faults"]}


@pytest.mark.slow
def test_every_bad_submission_is_answered_and_its_neighbours_go_on(rig: Rig) -> None:
    """All of them in one batch, with good ones before, between and after; bytes are kept, and the hub goes on."""
    unreadable = {name: make() for name, (_, make) in UNREADABLE.items()}
    refused = {name: make() for name, (_, _, make) in REFUSED.items()}
    good = [_form() for _ in range(3)]
    first, second, third = (json.dumps(form).encode() for form in good)
    _drop(rig, first, *unreadable.values(), second, *refused.values(), third)
    rig.work()

    told = rig.events()
    by_digest = {e["data"]["sha256"]: e for e in told if e["data"]["status"] == "H002"}
    kept = {row.payload: row.code for row in rig.store.quarantine.deliveries(1000)}
    assert {n: kept.get(digest(b)) for n, b in unreadable.items()} == {n: c for n, (c, _) in UNREADABLE.items()}
    for name, body in unreadable.items():
        assert [code for code, _ in _faults(by_digest[digest(body)])] == [UNREADABLE[name][0]], name
    by_submission = {e["data"]["submission"]: e for e in told if e["data"]["status"] == "H001"}
    for name, body in refused.items():
        assert REFUSED[name][:2] in _faults(by_submission[json.loads(body)["id"]]), name
    assert all(rig.store.archive.payload(digest(body)) == body for body in (*unreadable.values(), *refused.values()))
    assert [rig.document(form["id"]).status for form in good] == ["P002"] * 3
    assert len(list((rig.root / "ping-an" / "InBox").glob("*.xml"))) == 3
    assert len(list((rig.root / "national" / "FailBox").iterdir())) == len(unreadable) + len(refused)


def test_a_submission_again_gets_the_first_answer_again_and_sends_nothing(rig: Rig) -> None:
    """Equal content counts as the same, whatever the order of its fields and its white space."""
    form = _form()
    _drop(rig, json.dumps(form).encode())
    rig.work()
    first = min((rig.root / "national" / "InBox").iterdir())
    body = first.read_bytes()
    for path in rig.root.glob("*/InBox/*"):
        path.unlink()
    _drop(rig, json.dumps(form).encode(), json.dumps(dict(reversed(form.items())), indent=2).encode())
    rig.work()
    assert [path.read_bytes() for path in rig.root.glob("*/InBox/*")] == [body]
    assert json.loads(body)["data"]["status"] == "P001"


def test_other_content_under_a_known_id_is_a_conflict(rig: Rig) -> None:
    """Quarantined with HUB-115; the document stays as it is, and the portal is told which one."""
    form = _form()
    _drop(rig, json.dumps(form).encode(), json.dumps(form | {"submitted_at": "2026-09-22T10:00:00+08:00"}).encode())
    rig.work()
    document = rig.document(form["id"])
    assert document.status == "P002"
    (row,) = rig.store.quarantine.deliveries(10)
    assert (row.code, row.document, row.answers) == ("HUB-115", document.id, form["id"])
    (event,) = [e for e in rig.events() if e["data"]["status"] == "H002"]
    assert (_faults(event), event["data"]["submission"]) == ({("HUB-115", "id")}, form["id"])


def test_a_refused_submission_is_mended_under_a_new_id(rig: Rig) -> None:
    """The refusal says so; under the old id the mended one is a conflict, under a new id it goes out."""
    form = _form()
    contact = form["data"].pop("consent")
    _drop(rig, json.dumps(form).encode())
    rig.work()
    (event,) = rig.events()
    assert (event["data"]["status"], "new id" in event["data"]["advice_en"]) == ("H001", True)
    form["data"]["consent"] = contact
    _drop(rig, json.dumps(form).encode(), json.dumps(form | {"id": "mended"}).encode())
    rig.work()
    assert (rig.document(form["id"]).status, rig.document("mended").status) == ("H001", "P002")
    assert [row.code for row in rig.store.quarantine.deliveries(10)] == ["HUB-115"]


def test_what_cannot_be_used_is_kept_and_reported_once_however_often_it_comes(rig: Rig) -> None:
    """The same unreadable bytes, or the same conflict, again: one row, and the same event once more."""
    form = _form()
    conflict = json.dumps(form | {"submitted_at": "2026-09-22T10:00:00+08:00"}).encode()
    _drop(rig, json.dumps(form).encode(), b"{half", conflict, conflict)
    rig.work()
    told = {path.name: path.read_bytes() for path in (rig.root / "national" / "InBox").iterdir()}
    _drop(rig, b"{half", conflict)
    rig.work()
    assert {path.name: path.read_bytes() for path in (rig.root / "national" / "InBox").iterdir()} == told
    assert sorted(row.code for row in rig.store.quarantine.deliveries(10)) == ["HUB-102", "HUB-115"]


def test_two_portals_may_use_the_same_id(rig: Rig) -> None:
    """An id is the portal's own."""
    one, other = _form(id="mine"), _form(id="mine")
    rig.take_in([json.dumps(one).encode()], "national")
    rig.take_in([json.dumps(other).encode()], "liaoning")
    assert sorted(d.portal or "" for d in rig.store.documents.find("mine")) == ["liaoning", "national"]
