"""Reports in every shape that the standard admits, against what the standard says that they mean.

The oracle here is written from ISO 20022's message definition and the hub's own rules for money, and calls nothing of
the hub: a report is a set of statements, each about all that was sent, one order, or one transaction.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import distribution
from itertools import combinations, count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from money import PAYEE, a_payment, agree, answer, of_type, status
from pain002 import VERSIONS, Block, Report, Transaction, write
from rig import AN_UNDERWRITING, Rig, a_duty_application, a_uscc, grant_quota
from test_dialects import BANK, hear

from hub.model import Document
from hub.xml.times import from_wire

FINAL = {"ACSC": "Y002", "ACCC": "Y002", "RJCT": "Y003"}
MEANS = {**FINAL, "ACSP": "Y001", "ACWC": "Y001", "PDNG": "Y001"}
OF_FILES = ("ACTC", "ACCP", "RCVD", "PART", "ACSC", "ACSP", "PDNG", "RJCT")
OF_TRANSACTIONS = ("ACSC", "ACSC", "RJCT", "RJCT", "ACSP", "PDNG", "ACTC", "ACCP")
NEWER = ("ACCC", "ACWC")
"""Codes that version 03 does not have."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_names = count(1)


# ---- what a report means ---------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must become of a payment that was sent and not answered before."""

    status: str = "P001"
    is_refused: bool = False
    """It contradicts itself: the bank is told, and nothing is kept but its bytes."""
    is_disputed: bool = False


def expected(report: Report, order: str, numbers: list[str]) -> Expected:
    """The oracle."""
    said = [
        (block, one, next((code for code in (one.code, block.code, report.group) if code), None))
        for block in report.blocks
        for one in block.transactions
    ]
    if any({FINAL[a], FINAL[b]} == {"Y002", "Y003"} for a, b in same_things(report) if a in FINAL and b in FINAL):
        return Expected(is_refused=True)
    if said:
        deepest = [code for _, _, code in said]
    else:
        deepest = [block.code for block in report.blocks if block.code] or [report.group]
    own = [meant(one.number, numbers) for _, one, _ in said]
    is_its_own = None not in own and all(block.id == "NOTPROVIDED" or same(block.id, order) for block in report.blocks)
    outcomes = {MEANS.get(code or "") for code in deepest}
    if is_its_own and len(outcomes) == 1 and (not said or sorted(map(str, own)) == sorted(numbers)):
        return Expected(status=outcomes.pop() or "P001")
    return Expected(is_disputed=any(code in FINAL for code in deepest))


def same_things(report: Report) -> list[tuple[str | None, str | None]]:
    """Every two codes that are said of one thing; what is said of a whole is said of its parts."""
    everything = [(block, one) for block in report.blocks for one in block.transactions]
    pairs = [(report.group, block.code) for block in report.blocks]
    pairs += [(report.group, one.code) for _, one in everything]
    pairs += [(a.code, b.code) for a, b in combinations(report.blocks, 2) if same(a.id, b.id)]
    pairs += [
        (block.code, one.code)
        for block in report.blocks
        for other, one in everything
        if same(block.id, other.id) or other.id == "NOTPROVIDED"  # one order was sent: its items are that order's
    ]
    reached = [(block, one, one.code or block.code or report.group) for block, one in everything]
    named = [(one.number, code) for _, one, code in reached if one.number not in (None, "NOTPROVIDED")]
    return pairs + [(a, b) for (x, a), (y, b) in combinations(named, 2) if x == y]


def same(one: str, other: str) -> bool:
    """UUIDs are numbers (RFC 9562): their spelling is none of it."""
    return one == other or one.replace("-", "").lower() == other.replace("-", "").lower()


def meant(told: str | None, numbers: list[str]) -> str | None:
    """Which of the order's own numbers a bank's spelling can only mean."""
    if told in numbers:
        return told
    alike = [n for n in numbers if told and n.replace("-", "").lower() == told.replace("-", "").lower()]
    return alike[0] if len(alike) == 1 else None


# ---- what a bank may write -------------------------------------------------------------------


@st.composite
def times(draw: st.DrawFn) -> tuple[str, datetime]:
    """A time before the hub's own, as xs:dateTime admits it, and when that is."""
    at = datetime(2026, 9, 19, 16, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 100_000)))
    digits = draw(st.sampled_from(["", "5", "25", "125", "123456", "1234567", "123456789"]))
    zone, offset = draw(st.sampled_from([("Z", 0), ("+08:00", 8), ("", 8), ("-03:00", -3)]))
    local = (at + timedelta(hours=offset)).replace(tzinfo=None)
    if draw(st.integers(0, 5)) == 0:  # the end of a day
        local = local.replace(hour=0, minute=0, second=0)
        written = f"{(local - timedelta(days=1)).date()}T24:00:00{zone}"
        return written, (local - timedelta(hours=offset)).replace(tzinfo=UTC)
    fraction = timedelta(microseconds=int(digits[:6].ljust(6, "0")))
    return f"{local.isoformat()}{digits and '.' + digits}{zone}", at + fraction


def spelled(number: str) -> st.SearchStrategy[str]:
    """As it is, and as mainframes write it."""
    return st.sampled_from([number, number, number.upper(), number.lower(), number.replace("-", "").upper()])


@st.composite
def transactions(draw: st.DrawFn, numbers: list[str], codes: tuple[str, ...]) -> tuple[Transaction, ...]:
    """All of an order, some, one twice, strangers; mostly with one outcome."""
    strangers = ["X-1", "NOTPROVIDED", None]
    chosen: list[str | None] = list(
        draw(
            st.one_of(
                st.permutations(numbers),
                st.permutations(numbers),
                st.lists(st.sampled_from(numbers), min_size=1, max_size=len(numbers) + 1),
                st.lists(st.sampled_from([*numbers, *strangers]), min_size=1, max_size=len(numbers) + 1),
            )
        )
    )
    one = draw(st.sampled_from([*codes, None]))
    code = st.one_of(st.just(one), st.just(one), st.just(one), st.sampled_from([*codes, None]))
    accepted = st.one_of(st.none(), times().map(lambda time: time[0]))
    return tuple(
        Transaction(
            number=draw(spelled(number)) if number in numbers and number else number,
            code=draw(code),
            accepted=draw(accepted),
            reference=draw(st.sampled_from([None, f"B-{numbers[0]}", f"B-{numbers[0]}", f"B {numbers[0]}"])),
            reasons=draw(st.sampled_from([(), (), ("账户余额不足",), ("see order", "twice")])),
        )
        for number in chosen
    )


@st.composite
def reports(draw: st.DrawFn, message: str, order: str, numbers: list[str]) -> Report:
    """A report on a payment, valid by the standard's own schema."""
    version = draw(st.sampled_from(VERSIONS))
    newer = () if version == "03" else NEWER
    bare = order.replace("-", "")  # with hyphens an id is longer than the standard admits
    ids = [bare] * 5 + [bare.upper(), "NOTPROVIDED", "P-1"]
    blocks = []
    for _ in range(draw(st.sampled_from([1, 1, 1, 1, 2, 0]))):
        is_deep = draw(st.sampled_from([True, True, True, True, False]))
        inside = draw(transactions(numbers, (*OF_TRANSACTIONS, *newer))) if is_deep else ()
        code = draw(st.sampled_from([None, None, *OF_FILES]))
        blocks.append(Block(id=draw(st.sampled_from(ids)), code=code, transactions=inside))
    return Report(
        answered=draw(spelled(message.replace("-", ""))),
        group=draw(st.sampled_from([None, "ACTC", *OF_FILES])),
        reasons=draw(st.sampled_from([(), ("file checked",)])),
        blocks=tuple(blocks),
        id=draw(st.sampled_from([f"R-{numbers[0]}", f"回执 {numbers[0]}"])),
        created=draw(times())[0],
        version=version,
        prefix=draw(st.sampled_from(["", "p"])),
    )


@cache
def standard(version: str) -> etree.XMLSchema:
    file = distribution("pain001").locate_file(f"pain001/pain002/schemas/pain.002.001.{version}.xsd")
    return etree.XMLSchema(etree.parse(str(file)))


# ---- the hub ---------------------------------------------------------------------------------


class Bank:
    """An enterprise that pays through one bank, again and again."""

    def __init__(self, rig: Rig) -> None:
        self.rig, self.uscc = rig, a_uscc()
        grant_quota(rig, self.uscc)
        self.agreement = agree(rig, self.uscc, BANK)

    def paid(self, count_: int, *, alike: bool) -> tuple[Document, list[str], list[Document]]:
        """A payment of so many applications, their numbers, and they; two may be alike but for a hyphen."""
        stem = f"Ab-{next(_names)}"
        numbers = [f"{stem}-{n}x" for n in range(count_)]
        numbers[-1] = f"{stem}-0-x" if alike and count_ > 1 else numbers[-1]
        made = [self._underwritten(number) for number in numbers]
        form = a_payment(self.uscc, self.agreement, dict.fromkeys(numbers, "20.00")) | {"party": BANK}
        (payment,) = self.rig.submit(form)
        return payment, numbers, made

    def _underwritten(self, number: str) -> Document:
        (application,) = self.rig.submit(a_duty_application(self.uscc, "1.00"))
        result = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "20.00", **PAYEE}
        answer(self.rig, application, "UnderwritingResult", "P202", result)
        return application


@pytest.mark.slow
def test_every_report_means_what_the_standard_says(rig: Rig) -> None:
    """Levels, codes, which transactions, what is left out, spellings, times, versions; one to four applications."""
    bank = Bank(rig)

    @given(st.data(), st.integers(1, 4), st.booleans())
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    def one(data: st.DataObject, applications: int, alike: bool) -> None:
        payment, numbers, made = bank.paid(applications, alike=alike)
        original = rig.message_of(payment.id)
        said = data.draw(reports(original.id, payment.id, numbers))
        assert standard(said.version).validate(etree.fromstring(write(said))), standard(said.version).error_log
        before = len(rig.store.quarantine.deliveries(1000))
        hear(rig, payment, said)
        should = expected(said, payment.id, numbers)
        refused = [
            row.code
            for row in rig.store.quarantine.deliveries(1000)[: len(rig.store.quarantine.deliveries(1000)) - before]
        ]
        found = rig.document(payment.id)
        assert (found.status, bool(found.disputes), refused) == (
            should.status,
            should.is_disputed,
            ["HUB-423"] if should.is_refused else [],
        )
        follow = should.status if should.status in ("Y002", "Y003") else "Y001"
        assert {status(rig, application) for application in made} == {follow}
        if should.status == "Y002":
            _check_told(rig, payment, said)

    one()


def _check_told(rig: Rig, payment: Document, said: Report) -> None:
    """Whatever the bank says of its reference and time is told; else what stands for them."""
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    told = trail.transitions[-1].detail["returned"]
    references = {one.reference for one in said.transactions if one.reference}
    assert told["bank_reference"] == (references.pop() if len(references) == 1 else said.id)
    times_told = [one.accepted for one in said.transactions if one.accepted] or [said.created]
    assert from_wire(told["paid_at"]) == max(map(microseconds, times_told))
    for text in (*said.reasons, *(text for one in said.transactions for text in one.reasons)):
        assert any(text in one for one in trail.transitions[-1].reason_shown)


def microseconds(written: str) -> int:
    """Since 1970, of an xs:dateTime; of nine digits, six count."""
    body, zone = written, "+08:00"
    for mark in ("Z", "+08:00", "-03:00"):
        if written.endswith(mark):
            body, zone = written[: -len(mark)], mark
    body, _, digits = body.partition(".")
    day, _, hours = body.partition("T")
    hour, minute, second = map(int, hours.split(":"))
    at = datetime.fromisoformat(f"{day}T00:00:00+00:00") + timedelta(hours=hour, minutes=minute, seconds=second)
    at -= timedelta(hours=0 if zone == "Z" else int(zone[:3]))
    return ((at - EPOCH) // timedelta(seconds=1)) * 1_000_000 + int(digits[:6].ljust(6, "0") or 0)


def test_times_are_read_by_their_words(rig: Rig) -> None:
    """A payment's time is the same however a bank writes it."""
    bank = Bank(rig)
    forms = (
        "2026-09-21T02:00:00Z",
        "2026-09-21T10:00:00",
        "2026-09-21T10:00:00.000000000+08:00",
        "2026-09-21T10:00:00.0",
    )
    for written in (*forms, "2026-09-20T24:00:00"):
        payment, (number,), _ = bank.paid(1, alike=False)
        block = Block(
            id=payment.id,
            transactions=(Transaction(number=number, code="ACSC", accepted=written, reference=f"B-{number}"),),
        )
        hear(rig, payment, replace(Report(answered=rig.message_of(payment.id).id), id=f"R-{number}", blocks=(block,)))
        trail = rig.store.documents.trail(payment.id)
        assert trail is not None
        assert from_wire(trail.transitions[-1].detail["returned"]["paid_at"]) == microseconds(written)
    assert len(of_type(rig, "payment-advice")) == len(forms) + 1
