"""A portal, insurers, banks and customs around a hub: whatever they may say, in any order, once or again."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from customs import a_report_of_the_platform, a_technical_answer, an_approval
from money import INSURER, PAYEE, a_payment, a_policy, agree, an_agreement, paid
from places import Place
from rig import HandClock, Rig, a_duty_application, catalogue, figures, grant_quota, usccs

from hub.flow.release import NoQueue
from hub.flow.replay import Replay
from hub.model import Document
from hub.ports import Filter, Store
from hub.xml.times import on_wire

QUOTA = "4000.00"
APPLICATION, PAYMENT, AGREEMENT = "duty-insurance-application", "premium-payment", "payment-agreement"
CENT = Decimal("0.01")
CUSTOMS_SAYS = {"G002": "5", "G003": "3", "accepted": "0", "refused": "1"}
PLATFORM_SAYS = {"accepted": "0000", "refused": "2999"}
_uscc = usccs()


class Neighbours:
    """They speak by dropping things; what they know of the hub, they read in its store."""

    def __init__(self, store: Store, place: Place, clock: HandClock, aside: Path) -> None:
        self.store, self.place, self.clock = store, place, clock
        self.rig = Rig(store, aside, NoQueue(), clock=clock)
        self.enterprises = [next(_uscc) for _ in range(2)]
        self.said: list[tuple[str, bytes]] = []
        """Everything that was dropped, and by whom."""
        self.flaws: dict[str, str] = {}
        """What is wrong with a payment, by the portal's id; empty where nothing was when it was made."""
        for uscc in self.enterprises:
            grant_quota(self.rig, uscc, QUOTA)
            agree(self.rig, uscc)
            for application in self.rig.submit(a_duty_application(uscc, "100.00"), a_duty_application(uscc, "200.00")):
                message = self.rig.message_of(application.id)
                self.rig.reply(self.rig.decision("UnderwritingResult", message, "P202", self._terms(application)))

    def of(self, type_: str) -> list[Document]:
        """All documents of a type, oldest first."""
        return sorted(self.store.documents.log(Filter(type=type_)), key=lambda d: (d.created_at, d.id))

    def drop(self, owner: str, body: bytes) -> None:
        """Say something."""
        self.said.append((owner, body))
        self.place.drop(owner, body)

    def repeat(self, pick: int) -> None:
        """Say something again, the same bytes."""
        if self.said:
            self.place.drop(*self.said[pick % len(self.said)])

    def send_again(self, pick: int) -> None:
        """Let an operator send a payment's message again."""
        if document := self._pick(PAYMENT, pick):
            replay = Replay(catalogue(), self.store, self.clock)
            list(replay.apply(replay.plan_message(document.id, None), "asked for"))

    # ---- the portal --------------------------------------------------------------------------

    def apply(self, enterprise: int, amount: str, again: int | None) -> None:
        """Apply for cover; or again, in place of an earlier application."""
        earlier = self.of(APPLICATION)
        more = {"again_of": earlier[again % len(earlier)].id} if again is not None else {}
        self._submit(a_duty_application(self.enterprises[enterprise], amount, **more))

    def sign(self, enterprise: int, bank: str) -> None:
        """Ask for a payment agreement."""
        self._submit(an_agreement(self.enterprises[enterprise], bank))

    def pay(self, enterprise: int, picks: Sequence[int], flaw: str) -> None:
        """Pay for applications, whether or not they wait for it, with a flaw or without."""
        uscc = self.enterprises[enterprise]
        known = [d for d in self.of(APPLICATION) if flaw == "stranger" or d.enterprise == uscc]
        asked = [(n, p) for d in known for n, p in self._asked(d)]
        chosen = dict(asked[pick % len(asked)] for pick in picks if asked)
        form = a_payment(uscc, self._agreement(uscc), chosen)
        again = [d for d in self.of(PAYMENT) if d.enterprise == uscc and d.status in ("P005", "Y003")]
        if flaw == "again" and again:
            form |= {"again_of": again[picks[0] % len(again)].id}
            form["data"]["operation"] = "again"
        self.flaws[form["id"]] = _spoil(form["data"], flaw)
        self._submit(form)

    def _submit(self, form: Mapping[str, Any]) -> None:
        self.drop("national", json.dumps(form).encode())

    def _agreement(self, uscc: str) -> str:
        """The number of an enterprise's newest agreement with the bank."""
        signed = [d for d in self.of(AGREEMENT) if d.enterprise == uscc and d.status in ("S", "E")]
        found = [n for d in signed if (n := self._references(d).get("agreement_number"))]
        return found[-1] if found else "none"

    def _asked(self, application: Document) -> list[tuple[str, str]]:
        """An application's number with the premium, once they are known."""
        number = self._references(application).get("application_number")
        return [(number, self._terms(application)["Premium"])] if number else []

    def _references(self, document: Document) -> Mapping[str, str]:
        trail = self.store.documents.trail(document.id)
        assert trail is not None
        return trail.references

    # ---- insurers ----------------------------------------------------------------------------

    def underwrite(self, pick: int, code: str) -> None:
        """Answer an application, with any code at any time."""
        if document := self._pick(APPLICATION, pick):
            terms = self._terms(document) if code in ("P202", "D002") else None
            self._answer(document, "UnderwritingResult", code, terms)

    def advise(self, pick: int, code: str) -> None:
        """Answer the news of a payment."""
        if document := self._pick("payment-advice", pick):
            self._answer(document, "PaymentAdviceDecision", code)

    def issue(self, pick: int, enterprise: int) -> None:
        """Issue a policy for an application, known to the hub or not, for the right enterprise or another."""
        if document := self._pick(APPLICATION, pick):
            uscc, terms = self.enterprises[enterprise], self._terms(document)
            form = json.loads(self.store.archive.payload(document.payload) or b"")
            said = {"Amount": form["data"]["amount"], "Premium": terms["Premium"]}
            self.drop(document.party, a_policy(self.rig, uscc, terms["ApplicationNumber"], **said))

    def announce(self, enterprise: int, used: int) -> None:
        """Tell how much of a quota is used by now."""
        told = figures(QUOTA, f"{used}.00")
        self.drop(INSURER, self.rig.notice(self.enterprises[enterprise], told, self.clock.now()))

    def _terms(self, application: Document) -> dict[str, str]:
        """What the insurer asks: the same whenever it says so, in cents that binary fractions cannot hold."""
        place = [d.id for d in self.of(APPLICATION)].index(application.id)
        premium = Decimal(place * 10) + Decimal(place % 7 + 1) / 10
        return {"ApplicationNumber": f"T{place:03}", "Premium": f"{premium:.2f}", **PAYEE}

    # ---- banks, customs ----------------------------------------------------------------------

    def settle(self, pick: int, code: str, inquiry: bool) -> None:
        """Answer a payment, or where there is one the inquiry about it."""
        if document := self._pick(PAYMENT, pick):
            result = paid(self.rig) if code == "Y002" else None
            self._answer(document, "PaymentResult", code, result, kind="inquiry" if inquiry else "business")

    def agree(self, pick: int, code: str, expiry: str | None) -> None:
        """Answer the newest message of an agreement, as its insurer or its bank does."""
        if not (document := self._pick(AGREEMENT, pick)):
            return
        if self.rig.message_of(document.id).party == document.party:
            result = {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]} if code != "F" else None
            self._answer(document, "PayeeData", code if code in ("accepted", "refused", "F") else "P101", result)
            return
        end = {"ExpiryDate": expiry} if expiry else {}
        result = {"AgreementNumber": f"A{document.id[-12:]}", "EffectiveDate": "2026-09-21", **end}
        signed = {**result, "SignedAt": on_wire(self.clock.now())} if code != "F" else None
        self._answer(document, "PaymentAgreementDecision", code, signed)

    def guarantee(self, pick: int, code: str) -> None:
        """Answer what customs was told of a policy: in our form, in its own, or as its platform does."""
        if not (document := self._pick("duty-guarantee-notice", pick)):
            return
        if pick % 3 == 0:
            result = {"GuaranteeNumber": f"G-{document.id}"} if code == "G002" else None
            self._answer(document, "GuaranteeDecision", code, result)
        elif code in ("accepted", "refused") and pick % 3 == 1:
            said = a_report_of_the_platform(self.rig.message_of(document.id).id, PLATFORM_SAYS[code])
            self.drop("customs", self.rig.sign(said))
        else:
            write = a_technical_answer if code in ("accepted", "refused") else an_approval
            self.drop("customs", self.rig.sealed(write(self.rig.message_of(document.id).id, CUSTOMS_SAYS[code])))

    # ---- all ---------------------------------------------------------------------------------

    def _pick(self, type_: str, pick: int) -> Document | None:
        """One of the documents that were sent."""
        sent = [d for d in self.of(type_) if d.status != "H001"]
        return sent[pick % len(sent)] if sent else None

    def _answer(
        self, document: Document, element: str, code: str, result: Any = None, *, kind: str = "business"
    ) -> None:
        """A receipt to the newest message of a document; a technical one where the code says so."""
        trail = self.store.documents.trail(document.id)
        assert trail is not None
        message = [m for m in trail.messages if m.direction == "out" and m.kind in (kind, "business")][-1]
        if code in ("accepted", "refused"):
            body = self.rig.technical(message, code, sender=message.party)
        else:
            body = self.rig.decision(element, message, code, result, sender=message.party)
        self.drop(message.party, body)


def _spoil(data: dict[str, Any], flaw: str) -> str:
    """Put a flaw into a payment; return it, or nothing where there is nothing to spoil."""
    items = data["applications"]
    if flaw not in ("total", "premium", "account", "twice") or not items:
        return ""
    if flaw == "total":
        data["total"] = str(Decimal(data["total"]) + CENT)
    elif flaw == "premium":
        items[0] = {**items[0], "premium": str(Decimal(items[0]["premium"]) - CENT)}
        data["total"] = str(Decimal(data["total"]) - CENT)
    elif flaw == "account":
        items[0] = {**items[0], "payee_account": "9"}
    else:
        items.append(items[0])
        data["total"] = str(Decimal(data["total"]) + Decimal(items[0]["premium"]))
    return flaw
