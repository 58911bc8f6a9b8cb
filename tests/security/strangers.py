"""Two portals and their parties on one hub: honest ones with a history, and others who name what is theirs."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from customs import a_technical_answer, an_approval
from lxml import etree
from money import a_payment, a_policy, an_agreement
from rig import START, Rig, a_credit_authorization, a_duty_application, a_quota_application, figures

from hub.model import Transition
from hub.ports import Filter, Store
from hub.testing.rows import resource_of
from hub.xml.build import local_name
from hub.xml.times import on_wire

HONEST, STRANGE = "national", "liaoning"
"""Portals."""
INSURER, BANK = "ping-an", "ping-an-bank"
STRANGE_INSURER, STRANGE_BANK = "boc-insurance", "construction-bank"
STRANGERS = (STRANGE_INSURER, STRANGE_BANK, "customs")
VICTIMS = ("91310000MA000H010T", "91310000MA000H020U", "91310000MA000H030W")
OWN = ("91310000MA000W010A", "91310000MA000W020B")
AGREEMENT, APPLICATION, QUOTA = "A-2026-0001", "T-2026-0001", "Q-2026-0001"
"""Numbers that the honest bank and insurer give, and the strange ones as well."""
PRIVATE = ("4321.09", "66600000000000000001", "秘某某", "POLICY-OF-A-VICTIM", "7654321.00", "B-OF-A-VICTIM")
"""What only the honest ones say."""
TIME = on_wire(START)
Deed = tuple[Any, ...]


class World:
    """One hub with everybody around it; whoever is not wanted stays away."""

    def __init__(self, store: Store, root: Path) -> None:
        self.rig = Rig(store, root)
        self.said: list[bytes] = []
        """What the strange portal submitted, apart from its own beginnings."""
        self.ids: dict[str, str] = {}
        """The documents of the honest portal, by its own ids."""

    # ---- the honest history, step by step ------------------------------------------------------

    def honest(self) -> list[Callable[[], None]]:
        """The same ids, numbers and times whenever it is played."""
        first, second, third = VICTIMS
        return [
            lambda: self._authorize(first, HONEST, INSURER, "V1"),
            lambda: self._authorize(second, HONEST, INSURER, "V2"),
            lambda: self._grant(first, HONEST, INSURER, "V1"),
            lambda: self._agree(first, HONEST, INSURER, BANK, "V1"),
            lambda: self._insure(first, HONEST, INSURER, "V1", "4321.09"),
            lambda: self._quota_changes(first),
            lambda: self._pay(first, "V1"),
            lambda: self._policy(first),
            lambda: self._authorize(third, HONEST, INSURER, "V3"),
            lambda: self._fail(second, "V2"),
        ]

    def strange_beginnings(self) -> None:
        """Documents of the strangers' own, with the same business numbers."""
        for name, uscc in zip(("W1", "W2"), OWN, strict=True):
            self._authorize(uscc, STRANGE, STRANGE_INSURER, name)
        self._grant(OWN[0], STRANGE, STRANGE_INSURER, "W1")
        self._agree(OWN[0], STRANGE, STRANGE_INSURER, STRANGE_BANK, "W1")
        self._insure(OWN[0], STRANGE, STRANGE_INSURER, "W1", "77.00")

    def _submit(self, form: dict[str, Any], portal: str, id_: str) -> None:
        self.rig.take_in([json.dumps({**form, "id": id_}).encode()], portal)
        (self.ids[id_],) = [d.id for d in self.rig.store.documents.log(Filter(portal=portal)) if d.sender_ref == id_]

    def _authorize(self, uscc: str, portal: str, insurer: str, name: str) -> None:
        self._submit(a_credit_authorization(uscc, party=insurer), portal, f"{name}-authorization")
        self._decide(f"{name}-authorization", "CreditAuthorizationDecision", "S")

    def _grant(self, uscc: str, portal: str, insurer: str, name: str) -> None:
        form = a_quota_application(uscc, "7654321.00" if portal == HONEST else "5000.00", party=insurer)
        if portal == HONEST:
            form["data"]["contact"] = "秘某某"
        self._submit(form, portal, f"{name}-quota")
        granted = {"QuotaNumber": QUOTA, "Figures": figures(form["data"]["intended_quota"], "0.00"), "ApprovedAt": TIME}
        self._decide(f"{name}-quota", "QuotaDecision", "S", granted)

    def _agree(self, uscc: str, portal: str, insurer: str, bank: str, name: str) -> None:
        self._submit(an_agreement(uscc, bank, party=insurer), portal, f"{name}-agreement")
        payee = {"Account": "66600000000000000001" if portal == HONEST else "1", "Name": "收款"}
        self._decide(f"{name}-agreement", "PayeeData", "P101", payee)
        result = {"AgreementNumber": AGREEMENT, "EffectiveDate": "2026-09-21", "SignedAt": TIME}
        self._decide(f"{name}-agreement", "PaymentAgreementDecision", "S", result)

    def _insure(self, uscc: str, portal: str, insurer: str, name: str, premium: str) -> None:
        self._submit(a_duty_application(uscc, party=insurer), portal, f"{name}-insurance")
        account = "66600000000000000001" if portal == HONEST else "1"
        terms = {"ApplicationNumber": APPLICATION, "Premium": premium, "PayeeAccount": account, "PayeeName": "收款"}
        self._decide(f"{name}-insurance", "UnderwritingResult", "P202", terms)

    def _quota_changes(self, uscc: str) -> None:
        told = figures("7654321.00", "1000.00")
        self.rig.reply(self.rig.notice(uscc, told, START + 1_000_000), party=INSURER)

    def _pay(self, uscc: str, name: str) -> None:
        form = a_payment(uscc, AGREEMENT, {APPLICATION: "4321.09"})
        form["data"]["applications"][0] |= {"payee_account": "66600000000000000001", "payee_name": "收款"}
        self._submit(form, HONEST, f"{name}-payment")
        self._decide(f"{name}-payment", "PaymentResult", "Y002", {"BankReference": "B-OF-A-VICTIM", "PaidAt": TIME})

    def _policy(self, uscc: str) -> None:
        policy = a_policy(self.rig, uscc, APPLICATION, PolicyNumber="POLICY-OF-A-VICTIM", Premium="4321.09")
        self.rig.reply(policy, party=INSURER)

    def _fail(self, uscc: str, name: str) -> None:
        self._submit(a_quota_application(uscc), HONEST, f"{name}-quota")
        self._decide(f"{name}-quota", "QuotaDecision", "F")

    def _decide(self, id_: str, element: str, code: str, result: Any = None) -> None:
        message = self.rig.message_of(self.ids[id_])
        body = self.rig.decision(element, message, code, result, sender=message.party, decided_at=START)
        self.rig.reply(body, party=message.party)

    # ---- what strangers do ---------------------------------------------------------------------

    def again_of(self, pick: int, own_id: bool) -> None:
        """Ask to make somebody else's document again."""
        name, id_ = self._victim(pick)
        form = a_quota_application(OWN[0], operation="again", party=STRANGE_INSURER)
        self._say({**form, "again_of": name if own_id else id_})

    def pay_for(self, premium: str, party: str) -> None:
        """Pay for somebody else's application, by numbers that are one's own too."""
        self._say(a_payment(OWN[1], AGREEMENT, {APPLICATION: premium}) | {"party": party})

    def same_id(self, pick: int) -> None:
        """Use the id that the other portal gave its submission."""
        name, _ = self._victim(pick)
        self._say(a_credit_authorization(OWN[1], party=STRANGE_INSURER), name)

    def claim_to_be(self, pick: int) -> None:
        """Submit for somebody else's enterprise what is refused."""
        form = a_credit_authorization(VICTIMS[pick % len(VICTIMS)], party=INSURER)
        form["data"]["consent"] = False
        self._say(form)

    def answer(self, party: str, pick: int, element: str, code: str, echo: bool) -> None:
        """Answer a message that went to another party."""
        _, id_ = self._victim(pick)
        if (trail := self.rig.store.documents.trail(id_)) is None:
            return
        for message in [m for m in trail.messages if m.direction == "out" and m.party != party]:
            body = {"Code": code} if element == "TechnicalReceipt" else {"Code": code, "DecidedAt": TIME}
            result = {"Result": {"BankReference": "X", "PaidAt": TIME}} if element == "PaymentResult" else {}
            about = message if echo else None
            self._send(party, self.rig.signed(element, about, {**body, **result}, sender=party))

    def name_document(self, pick: int, code: str) -> None:
        """Customs, whose envelope has no room for a digest, names a document that never went to it."""
        name, id_ = self._victim(pick)
        write = a_technical_answer if code in ("0", "1") else an_approval
        for named in (name, id_):
            self._send("customs", self.rig.sealed(write(named, code)))

    def issue(self, party: str, enterprise: int) -> None:
        """Send a policy for an application of somebody else's, under its number."""
        uscc = (*VICTIMS, OWN[1])[enterprise % 4]
        policy = etree.fromstring(a_policy(self.rig, uscc, APPLICATION, PolicyNumber="POLICY-OF-A-STRANGER"))
        self._send(party, self._under_own_name(policy, party))

    def change_quota(self, party: str, enterprise: int) -> None:
        """Announce figures for somebody else's customer."""
        uscc = (*VICTIMS, *OWN)[enterprise % 5]
        body = {
            "Enterprise": {"Uscc": uscc, "Name": "某某公司"},
            "Figures": figures("1.00", "1.00"),
            "ChangedAt": on_wire(START + 2_000_000),
        }
        self._send(party, self.rig.signed("QuotaChange", None, body, sender=party))

    def _under_own_name(self, policy: etree._Element, party: str) -> bytes:
        for signature in policy.findall("{*}Signature"):
            policy.remove(signature)
        sender = policy.find("{*}Header/{*}Sender")
        assert sender is not None
        sender.text = party
        signed = self.rig.signers[party].sign(policy)
        return self.rig.sealed(signed) if party == "customs" else signed

    def _victim(self, pick: int) -> tuple[str, str]:
        """One of the honest portal's documents: its own id and the hub's."""
        theirs = [(name, id_) for name, id_ in self.ids.items() if name.startswith("V")]
        return theirs[pick % len(theirs)] if theirs else ("V1-authorization", "01a1fe01-bd39-7e85-80f6-588b3e09234d")

    def _say(self, form: Mapping[str, Any], id_: str = "") -> None:
        body = json.dumps({**form, "id": id_ or f"W-said-{len(self.said)}"}).encode()
        self.said.append(body)
        self.rig.take_in([body], STRANGE)

    def _send(self, party: str, body: bytes) -> None:
        self.rig.reply(body, party=party)

    # ---- what everybody was told ---------------------------------------------------------------

    def told(self, portal: str) -> dict[str, list[Any]]:
        """The events of a portal: for each submission, or type and party of what was announced, in order."""
        found: dict[str, list[Any]] = {}
        for event in self.events(portal):
            name = event["submission"] or f"{event.get('type')} {event.get('party')}"
            said = {key: event.get(key) for key in ("type", "party", "enterprise", "sequence", "status", "returned")}
            found.setdefault(name, []).append({**said, "faults": event["faults"]})
        return found

    def events(self, portal: str) -> list[dict[str, Any]]:
        return [event["data"] for event in self.rig.events(portal)]

    def messages_to(self, party: str) -> list[tuple[str, str]]:
        """What a party was sent: root and text but for ids, times and signatures; in any order."""
        return sorted(map(_text_of, sorted((self.rig.root / party / "InBox").glob("*.xml"))))

    def business(self, party: str) -> list[tuple[str, str]]:
        """What a party was sent of the honest portal's documents, and what of strangers' is shared with all alike."""
        return [(name, said) for name, said in self.messages_to(party) if name != "TechnicalReceipt"]

    def own_names(self) -> set[str]:
        """The strange portal's own ids for what it submitted."""
        return {name for name in self.ids if name.startswith("W")} | {json.loads(body)["id"] for body in self.said}

    def trails(self) -> dict[str, list[Any]]:
        """How the honest portal's documents went, with their numbers."""
        found: dict[str, list[Any]] = {}
        for name, id_ in self.ids.items():
            trail = self.rig.store.documents.trail(id_)
            assert trail is not None
            numbers = {
                kind: value for kind, value in trail.references.items() if kind not in ("agreement", "applications")
            }
            found[name] = [numbers, *map(_step, trail.transitions)]
        return {name: trail for name, trail in found.items() if name.startswith("V")}

    def quotas(self) -> list[Any]:
        """What the honest insurer's customers have left."""
        found = [resource_of(self.rig.store, f"quota-account:{uscc}:{INSURER}") for uscc in VICTIMS]
        return [(r.figures, r.reserved) if r else None for r in found]


def play(world: World, deeds: Sequence[tuple[int, Deed]] = (), *, honest: bool = True, strange: bool = True) -> World:
    """Play the honest history, and each deed of strangers before the step with its number."""
    if strange:
        world.strange_beginnings()
    steps: list[Callable[[], object]] = [*(world.honest() if honest else ()), lambda: None]
    for number, step in enumerate(steps):
        for at, (name, *given) in deeds:
            if at == number:
                getattr(world, name)(*given)
        step()
    world.rig.work()
    return world


def _step(transition: Transition) -> tuple[Any, ...]:
    return transition.seq, transition.before, transition.after, transition.cause.kind, dict(transition.detail)


def _text_of(path: Path) -> tuple[str, str]:
    root = etree.fromstring(path.read_bytes())
    for name in ("Header", "InReplyTo", "Signature"):
        for child in root.findall(f"{{*}}{name}"):
            root.remove(child)
    return local_name(root), "" if local_name(root) == "DxpMsg" else " ".join(map(str, root.itertext()))
