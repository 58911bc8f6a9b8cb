"""A hub in the middle of its business, for whatever comes in: nothing may get through to it that it did not foresee.

An input is a line that says whose delivery it is and how it comes, and what follows it:

    submission national      the bytes, on a portal's queue
    bytes ping-an            the bytes, on a party's queue
    signed ping-an           XML, signed as that party signs
    sealed customs           XML, signed and sealed in the customs platform's envelope

`@application@` stands for the id of the message about an application, `@application-@` for the same without hyphens,
`@application#@` for its digest; so do authorization, quota, agreement, payment, transfer (pain.001), notice. `@uscc@`
is an enterprise, `@contract@` its agreement with a bank, `@number@` its application that waits for payment.
"""

import re
import shutil
from itertools import count
from pathlib import Path
from typing import Final

from customs import an_envelope_of_customs
from lxml import etree
from money import a_payment, a_policy, agree, an_agreement, answer, of_type, underwrite
from rig import Rig, a_credit_authorization, a_duty_application, a_quota_increase, a_uscc, grant_quota

from adapters.store import open_store
from hub.model import REFUSED, Books

ISO_BANK: Final = "bank-of-china"
_LINE: Final = re.compile(rb"(submission|bytes|signed|sealed) ([a-z-]{1,32})\r?\n")
_PLACE: Final = re.compile(rb"@([a-z]{1,32})([#-]?)@")


class Unforeseen(AssertionError):
    """The hub met an input with something else than its own errors."""


class World:
    """Takes inputs, one after the other; a hub takes so many before the next begins where the first did."""

    def __init__(self, folder: Path, migrated: Path, inputs: int) -> None:
        self._inputs = inputs
        self._folder, self._began = folder, folder / "began.db"
        self._names = count(1)
        shutil.copy(migrated, self._began)
        self._hub(self._began)
        self._places = _do_business(self._rig)
        self.close()
        self._left = 0

    def take(self, data: bytes) -> list[str]:
        """Let a delivery go all the way; return why it was refused, as codes.

        Raises Unforeseen where it ends in a fault of the hub's own; whatever else is raised is one too.
        """
        line = _LINE.match(data)
        way, owner = (line[1].decode(), line[2].decode()) if line else ("submission", "national")
        body = _PLACE.sub(self._place, data[line.end() :] if line else data)
        if way in ("signed", "sealed"):
            signed = self._signed(way, owner, body)
            if signed is None:
                return []
            body = signed
        rig = self._fresh()
        committed = rig.take_in([body], owner) if way == "submission" else rig.reply(body, party=owner)
        return _judged(rig, committed)

    def close(self) -> None:
        self._rig.close()
        self._store.close()

    def _fresh(self) -> Rig:
        if self._left == 0:
            self._left = self._inputs
            self.close()
            self._hub(Path(shutil.copy(self._began, self._folder / "now.db")))
        self._left -= 1
        return self._rig

    def _hub(self, store: Path) -> None:
        self._store = open_store(f"sqlite:///{store}")
        self._rig = Rig(self._store, self._folder / "queues")

    def _place(self, found: re.Match[bytes]) -> bytes:
        name, digest = self._places.get(found[1].decode(), ("", ""))
        return {b"#": digest, b"-": name.replace("-", "")}.get(found[2], name).encode()

    def _signed(self, way: str, owner: str, body: bytes) -> bytes | None:
        """What a party would send that says this; None where nobody could."""
        signer = self._rig.signers.get(owner)
        try:
            root = etree.fromstring(body, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
            if signer is None or root is None:
                return None
            signed = signer.sign(root)
            if way == "signed":
                return signed
            return signer.sign(etree.fromstring(an_envelope_of_customs(signed, f"S{next(self._names)}")))
        except Exception:  # not ours to judge: the party's own software would have failed
            return None


def _judged(rig: Rig, committed: list[Books]) -> list[str]:
    """What was refused; whatever is promised can be said."""
    kept = [row for books in committed for row in books.post.newly_quarantined]
    if unforeseen := [row.cause for row in kept if row.code == "HUB-501"]:
        raise Unforeseen(unforeseen[0])
    for due in rig.store.outbox.due(rig.ports.worker, 1000):
        rig.worker.dispatch.renderer._parcel(due)  # as the dispatch would, without sending
    refused = [d for books in committed for d in books.trails.created.values() if d.status == REFUSED]
    return [row.code for row in kept] + [document.status for document in refused]


def _do_business(rig: Rig) -> dict[str, tuple[str, str]]:
    """Documents that wait for their answers; what stands for them in an input, and its digest."""
    uscc = a_uscc()
    grant_quota(rig, uscc)
    contract, other = agree(rig, uscc), agree(rig, uscc, ISO_BANK)
    numbers = [underwrite(rig, uscc, "20.00")[1] for _ in range(3)]
    insured, _ = underwrite(rig, uscc, "30.00")
    rig.reply(a_policy(rig, uscc, f"T{insured.id[-12:]}", Premium="30.00"))
    forms = {
        "payment": a_payment(uscc, contract, {numbers[0]: "20.00"}),
        "transfer": {**a_payment(uscc, other, {numbers[1]: "20.00"}), "party": ISO_BANK},
        "authorization": a_credit_authorization(uscc),
        "quota": a_quota_increase(uscc),
        "agreement": an_agreement(uscc, "construction-bank"),
        "application": a_duty_application(uscc),
    }
    documents = dict(zip(forms, rig.submit(*forms.values()), strict=True))
    answer(rig, documents["agreement"], "PayeeData", "P101", {"Account": "6200", "Name": "收款户"})
    (documents["notice"],) = of_type(rig, "duty-guarantee-notice")
    messages = {name: rig.message_of(document.id) for name, document in documents.items()}
    waiting = {name: (message.id, message.digest) for name, message in messages.items()}
    return {**waiting, "number": (numbers[2], ""), "contract": (contract, ""), "uscc": (uscc, "")}
