"""A night in which much goes wrong at once: told on the store of a home, by whoever plays all others there."""

import json
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from money import BANK, a_payment, a_policy, agree, answer, of_type, paid, underwrite
from own_home import OwnHome
from rig import AN_UNDERWRITING, Rig, a_credit_authorization, a_quota_application, catalogue, grant_quota, usccs

from adapters.signing import FileSigner
from adapters.trust import write_key
from adapters.x509 import make_key
from hub.bootstrap.past import places_of
from hub.bootstrap.sealing import open_sealer
from hub.errors import Code
from hub.flow.deadlines import DeadlineLine
from hub.flow.sealing import SealingLine
from hub.model import Changes, Document, Note, Operator, OperatorAct, Proposal, Request
from hub.testing.rows import write

MINUTE: Final = 60_000_000
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE
LONG: Final = 3 * DAY
"""How long before the operator comes it all begins."""
OTHER_BANK: Final = "construction-bank"
"""It cannot recognise a repeated id."""
REASON: Final = "账户余额不足"
ZHANG: Final = Operator(user="zhang")


@dataclass(frozen=True, kw_only=True)
class Night:
    """What an operator can find in the store."""

    silent: Document
    """A payment that its bank does not answer."""
    unsure: Document
    """A payment that a bank does not answer which may take a repeated message for another payment."""
    contradicted: Document
    """A payment of two applications that its bank refused, and then took."""
    numbers: tuple[str, str]
    """These applications."""
    business: str
    """An application number of a payment that failed."""
    premiums: tuple[Document, Document]
    """Applications of which the insurer said two premiums."""
    reserved: Document
    """An application of which the insurer's figures say nothing."""
    guarantees: tuple[Document, Document]
    """Notices that customs returned."""
    refused: Document
    """A submission that the hub refused."""
    waiting: Document
    """A document whose receipt came with a certificate that nobody has registered."""
    proposals: tuple[str, str]
    """Acts of a colleague that wait for a second operator."""
    certificate: Path
    """What that party sends on request."""
    corrected: Path
    """The refused submission, as the portal would send it again."""


def plant(own: OwnHome, rig: Rig, folder: Path) -> Night:
    """Let it all happen until now, by the rig's clock; `folder` is what the operator has beside the home."""
    now = rig.clock.at
    rig.clock.at = now - LONG
    uscc, other, third = islice(usccs(), 3)
    grant_quota(rig, uscc)
    agreement = agree(rig, uscc)
    reserved, _ = underwrite(rig, uscc)
    silent = _unanswered(rig, uscc, agreement, BANK)
    unsure = _unanswered(rig, uscc, agree(rig, uscc, OTHER_BANK), OTHER_BANK)
    _grow_overdue(rig)
    rig.clock.at = now - 50 * MINUTE
    contradicted, numbers = _contradicted(rig, uscc, agreement)
    waiting, certificate = _refused_certificate(rig, other, folder)
    refused, corrected = _refused(rig, third, folder)
    rig.take_in([b"{half"], "liaoning")
    made = Night(
        silent=silent,
        unsure=unsure,
        contradicted=contradicted,
        numbers=numbers,
        business=numbers[0],
        premiums=(_two_premiums(rig, uscc), _two_premiums(rig, uscc)),
        reserved=reserved,
        guarantees=(_returned(rig, uscc), _returned(rig, uscc)),
        refused=refused,
        waiting=waiting,
        proposals=_acts_of_a_colleague(rig, reserved, waiting),
        certificate=certificate,
        corrected=corrected,
    )
    rig.work()
    _seal(own, rig)
    rig.clock.at = now
    return made


def keep_poison_apart(rig: Rig, body: bytes, portal: str = "national") -> None:
    """As after three workers died of a delivery."""
    deadly = replace(rig.delivery(portal, body), doubt=Code.DELIVERY_LIMIT_REACHED)
    rig.worker.submissions.run([deadly])


def _unanswered(rig: Rig, uscc: str, agreement: str, bank: str) -> Document:
    _, number = underwrite(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, agreement, {number: "2555.56"}) | {"party": bank})
    rig.confirm(payment.id)
    return payment


def _grow_overdue(rig: Rig) -> None:
    clock = DeadlineLine("hub", catalogue(), rig.ports, lambda: rig.clock.at / 1e6)
    for _ in range(4):
        rig.clock.pass_(seconds=3 * 3600)
        clock.run()


def _contradicted(rig: Rig, uscc: str, agreement: str) -> tuple[Document, tuple[str, str]]:
    (_, one), (_, other) = underwrite(rig, uscc), underwrite(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, agreement, {one: "2555.56", other: "2555.56"}))
    rig.confirm(payment.id)
    rig.reply(rig.technical(rig.message_of(payment.id), sender=BANK), party=BANK)
    answer(rig, payment, "PaymentResult", "Y003", {"Reason": REASON}, by=BANK)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    return payment, (one, other)


def _two_premiums(rig: Rig, uscc: str) -> Document:
    application, number = underwrite(rig, uscc)
    said = {**AN_UNDERWRITING, "ApplicationNumber": number, "Premium": "2000.00"}
    answer(rig, application, "UnderwritingResult", "P202", said)
    return application


def _returned(rig: Rig, uscc: str) -> Document:
    before = {one.id for one in of_type(rig, "duty-guarantee-notice")}
    _, number = underwrite(rig, uscc)
    rig.reply(a_policy(rig, uscc, number))
    (notice,) = (one for one in of_type(rig, "duty-guarantee-notice") if one.id not in before)
    rig.confirm(notice.id)
    said = rig.decision("GuaranteeDecision", rig.message_of(notice.id), "G003", sender="customs")
    rig.reply(said, party="customs")
    return notice


def _refused_certificate(rig: Rig, uscc: str, folder: Path) -> tuple[Document, Path]:
    """The insurer signs with its next key before it has told anybody."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    rig.confirm(document.id)
    key = make_key("ping-an", rig.clock.at - DAY, days=800)
    write_key(key, folder / "ping-an-next")
    usual, rig.signers["ping-an"] = rig.signers["ping-an"], FileSigner(key, rig.clock)
    rig.reply(rig.technical(rig.message_of(document.id)))
    rig.signers["ping-an"] = usual
    return document, folder / "ping-an-next" / "certificate.pem"


def _refused(rig: Rig, uscc: str, folder: Path) -> tuple[Document, Path]:
    form = a_quota_application(uscc)
    del form["data"]["contact"]
    (document,) = rig.submit(form)
    corrected = folder / "corrected.json"
    corrected.write_text(json.dumps(a_credit_authorization(uscc)), "utf-8")
    return document, corrected


def _acts_of_a_colleague(rig: Rig, *documents: Document) -> tuple[str, str]:
    """Two proposals, a note, and something that another one has approved."""
    at, names = rig.clock.now(), ("a0000000-1", "b0000000-2")
    proposals = []
    for name, document in zip(names, documents, strict=True):
        said = {"does": "hold", "type": document.type, "record": document.record or ""}
        request = Request(verb="hold", about=document.id, reason="法院调查", arguments=said, heads={})
        proposals.append(Proposal(id=name, request=request, operator=ZHANG, cards=False, at=at, until=at + DAY))
    item = "quarantined/liaoning/HUB-102"
    act = OperatorAct(id="c0000000-3", verb="note", about=item, reason="已致电渠道", operators=(ZHANG,), at=at)
    note = Note(act=act.id, item=item, ticket="4711", count=1, newest=at)
    both = (ZHANG, Operator(user="li", reason="已核实"))
    again = OperatorAct(
        id="d0000000-4", verb="replay", about=documents[0].id, reason="银行未收到", operators=both, at=at
    )
    write(rig.store, Changes(proposals=proposals, acts=[act, again], notes=[note]))
    return names


def _seal(own: OwnHome, rig: Rig) -> None:
    signer = open_sealer(own.home)
    assert signer is not None
    line = SealingLine(rig.store.log, signer, rig.clock, places=places_of(own.home))
    while line.is_due():
        line.run()
