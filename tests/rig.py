"""A hub on real stores and keys, and the portal and party around it, for tests that drive the flow."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Any

from customs import HUB, an_envelope_of_customs
from files import A_PDF, A_PNG, in_base64
from lxml import etree
from published import faults_as_told, faults_of_event
from shapes import in_ours
from verifying import found_in

from adapters.folder import FolderQueue
from adapters.signing import USUAL, FileSigner, Profile, RegisteredVerifier
from adapters.trust import CertificateRegister, write_key
from adapters.x509 import SigningKey, load_key, make_key
from hub.bootstrap.platform import on_platform
from hub.catalogue import Catalogue, load_catalogue
from hub.flow.worker import Worker
from hub.home.settings import Settings
from hub.model import Books, Document, Message
from hub.ports import Delivery, Lanes, NoteSigner, Ports, Queue, Signer, Store
from hub.rules import RULES
from hub.xml.build import add, new_message
from hub.xml.times import on_wire

ROOT = Path(__file__).resolve().parent.parent
START = 1_790_000_000_000_000
"""2026-09-21, in microseconds."""
PORTALS = ("national", "liaoning", "shaanxi", "guangdong")
PARTIES = ("ping-an", "boc-insurance", "ping-an-bank", "bank-of-china", "construction-bank", "customs", "sinosure")
COVER_FROM, COVER_TO = "2126-10-01", "2127-09-30"
"""The period of applications: far ahead, because some tests live today and not on START."""
_names = count(1)
VERIFIES = bool(os.environ.get("HUB_VERIFY_STORES"))
"""Whether each rig verifies its store at its end: nothing that the hub wrote may be found."""


@cache
def catalogue() -> Catalogue:
    return load_catalogue([ROOT / "routes"], [ROOT / "xsd"], RULES)


class HandClock:
    """A clock that a test moves; it never stands quite still."""

    def __init__(self, at: int = START) -> None:
        self.at = at

    def now(self) -> int:
        self.at += 1000
        return self.at

    def pass_(self, *, days: int = 0, seconds: int = 0) -> None:
        self.at += (days * 86_400 + seconds) * 1_000_000


@cache
def signing_key(name: str) -> SigningKey:
    """A key for the whole test run."""
    return make_key(name, START, days=3650)


def share_keys(folder: Path) -> None:
    """Write the keys of this test run for other processes, who read them with `shared_key`."""
    for name in ("hub", *PARTIES):
        write_key(signing_key(name), folder / name)


def shared_key(folder: Path, name: str) -> SigningKey:
    return load_key(folder / name / "key.pem", folder / name / "certificate.pem")


class Rig:
    """One hub in a directory; the test plays everybody else."""

    def __init__(
        self,
        store: Store,
        root: Path,
        queue: Queue | None = None,
        worker: str = "hub",
        *,
        key: Callable[[str], SigningKey] = signing_key,
        waiting: Callable[[], bool] | None = None,
        clock: Any = None,
        agreed: Sequence[Profile] = USUAL,
        signing: Callable[[Any], tuple[Signer, Lanes]] | None = None,
    ) -> None:
        """`agreed`: the profiles by which all parties sign. `signing`: what signs for the hub, by the rig's clock."""
        self.verifies = VERIFIES
        self.log_signer: NoteSigner | None = None  # set by a test that seals the store's log
        self.clock = clock or HandClock()
        self.root = root
        self.store = store
        self.queue = queue or FolderQueue(root, [*PORTALS, *PARTIES], worker, self.clock)
        register = CertificateRegister({p: [key(p).certificate] for p in PARTIES})
        self.signers = {name: FileSigner(key(name), self.clock) for name in ("hub", *PARTIES)}
        signer, lanes = signing(self.clock) if signing else (self.signers["hub"], None)
        bare = Ports(
            queue=self.queue,
            store=store,
            signer=signer,
            lanes=lanes,
            verifier=RegisteredVerifier(register, self.clock, agreed=lambda _: agreed),
            clock=self.clock,
            worker=worker,
        )
        self.ports = on_platform(Settings(dxp_id=HUB), catalogue(), bare)
        self.worker = Worker("hub", catalogue(), self.ports, batch=100, wait=0)
        self._waiting = waiting or self._files_wait

    # ---- the portal --------------------------------------------------------------------------

    def submit(self, *forms: Mapping[str, Any], portal: str = "") -> list[Document]:
        """Take submissions through the line in one batch; return their documents.

        Without a portal: the national one, or the first by name that carries the type.
        """
        carriers = catalogue().carriers(forms[0]["type"]) if forms[0]["type"] in catalogue().routes else {"national"}
        by = portal or ("national" if "national" in carriers else min(carriers))
        self.take_in([json.dumps(form).encode() for form in forms], by)
        return [self.document(form["id"]) for form in forms]

    def take_in(self, bodies: Sequence[bytes], portal: str = "national") -> list[Books]:
        """Take raw submissions through the line in one batch."""
        return self.worker.submissions.run([self.delivery(portal, body) for body in bodies])

    def document(self, name: str) -> Document:
        (found,) = self.store.documents.find(name)
        return found

    # ---- the party ---------------------------------------------------------------------------

    def reply(self, *bodies: bytes, party: str = "ping-an") -> list[Books]:
        """Take messages of a party through the line in one batch."""
        return self.worker.replies.run([self.delivery(party, body) for body in bodies])

    def confirm(self, document: str) -> None:
        """Record that the document's newest message was confirmed, as dispatch does."""
        name = f"message:{self.message_of(document).id}"
        rows = [due for due in self.store.outbox.due(self.ports.worker, 10_000) if due.outgoing.id == name]
        self.worker.dispatch.publish(rows)
        self.worker.dispatch.settle()

    def send(self) -> None:
        """Send what is in the outbox, and record what the queues say."""
        self.worker.dispatch.poller.begin()
        self.worker.dispatch.pick_up()
        self.worker.dispatch.settle()

    def message_of(self, document: str) -> Message:
        """The newest business message sent for a document."""
        trail = self.store.documents.trail(document)
        assert trail is not None
        return [m for m in trail.messages if m.direction == "out" and m.kind == "business"][-1]

    def technical(self, message: Message, code: str = "accepted", **more: Any) -> bytes:
        return self.signed("TechnicalReceipt", message, {"Code": code}, **more)

    def decision(self, element: str, message: Message, code: str, result: Any = None, **more: Any) -> bytes:
        """A business receipt; `decided_at` in microseconds."""
        at = more.pop("decided_at", None) or self.clock.now()
        body = {"Code": code, "DecidedAt": on_wire(at), **({"Result": result} if result else {})}
        return self.signed(element, message, body, **more)

    def notice(self, uscc: str, figures: Mapping[str, str], changed_at: int, party: str = "ping-an") -> bytes:
        """A quota change."""
        body = {"Enterprise": {"Uscc": uscc, "Name": "某某公司"}, "Figures": figures, "ChangedAt": on_wire(changed_at)}
        return self.signed("QuotaChange", None, body, sender=party)

    def signed(
        self, element: str, message: Message | None, body: Mapping[str, Any], *, sender: str = "ping-an", **header: Any
    ) -> bytes:
        """A message of a party, signed with its key; customs' in an envelope. `header` replaces or adds elements."""
        head = {
            "MessageId": f"{sender}-{next(_names)}",
            "Sender": sender,
            "Receiver": "hub",
            "CreatedAt": on_wire(self.clock.now()),
        }
        root = new_message(element, {})
        put(root[0], head | header)
        if message is not None:
            add(add(root, "InReplyTo"), {"MessageId": message.id, "Digest": message.digest})
        put(root, body)
        signed = self.signers[sender].sign(root)
        return self.sealed(signed, head["MessageId"]) if sender == "customs" else signed

    def sealed(self, body: bytes, name: str = "", by: str = "customs", **addresses: str) -> bytes:
        """A DxpMsg around a body, signed as customs or as somebody else."""
        return self.sign(an_envelope_of_customs(body, name or f"C-{next(_names)}", **addresses), by)

    def sign(self, xml: str, by: str = "customs") -> bytes:
        """Some XML, signed as a party."""
        return self.signers[by].sign(etree.fromstring(xml))

    # ---- both --------------------------------------------------------------------------------

    def delivery(self, owner: str, body: bytes) -> Delivery:
        return Delivery(owner=owner, tag=f"{owner}/{next(_names)}", body=body, taken_at=self.clock.now())

    def work(self) -> None:
        """Let the worker run until its queues and its outbox are empty; half a minute should do."""
        looks, end = count(), time.monotonic() + 300
        self.worker.dispatch.poller.begin()  # a test may have promised something behind the worker's back
        self.worker.run(lambda: next(looks) > 0 and (not self._busy() or time.monotonic() > end))

    def _busy(self) -> bool:
        signs = self.ports.lanes is not None and self.store.signing.parties(self.ports.worker)
        return self._waiting() or bool(signs) or bool(self.store.outbox.due(self.ports.worker, 1))

    def _files_wait(self) -> bool:
        waiting = chain(self.root.glob("*/OutBox/*"), self.root.glob("*/.taken/*/*~*"))
        return any(path.is_file() for path in waiting)

    def events(self, portal: str = "national") -> list[dict[str, Any]]:
        """What the portal was told, oldest first, in the hub's names; all of it fits the published schemas."""
        known = self.worker.replies.means.catalogue
        as_told = self.events_as_told(portal)
        faults = [f for event in as_told for f in faults_as_told(portal, event)] if known is catalogue() else []
        told = [in_ours(known, portal, event) for event in as_told]
        faults += [fault for event in told for fault in faults_of_event(event)]
        assert not faults, faults
        return told

    def events_as_told(self, portal: str) -> list[dict[str, Any]]:
        """The same in the portal's own shape."""
        return [json.loads(path.read_bytes()) for path in sorted((self.root / portal / "InBox").glob("*.json"))]

    def close(self) -> None:
        self.queue.close()
        if self.verifies:
            found = found_in(self.store, self.worker.replies.means.catalogue, self.log_signer)
            assert not found, found


def put(parent: etree._Element, body: Mapping[str, Any]) -> None:
    """Add nested elements; a list is several of one name."""
    for name, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                put(add(parent, name), one)
            else:
                add(parent, {name: one})


# ---- sample content ------------------------------------------------------------------------------


def usccs() -> Iterator[str]:
    """Different USCCs with the right check character, for ever."""
    from stdnum.cn import uscc  # noqa: PLC0415

    for number in count(1):
        base = f"91310000MA{number:07d}"
        yield base + uscc.calc_check_digit(base)


_usccs = usccs()


def a_uscc() -> str:
    """A USCC that was not given out before in this process."""
    return next(_usccs)


def an_envelope(type_: str, uscc: str, data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": type_,
        "id": f"s-{next(_names)}",
        "party": "ping-an",
        "enterprise": {"uscc": uscc, "customs_code": "3101960001", "name": "某某进出口有限公司"},
        "submitted_at": "2026-09-21T10:00:00+08:00",
        "signer": {"card": "operator", "name": "王小明"},
        "data": data,
        **more,
    }


def a_credit_authorization(uscc: str, **more: Any) -> dict[str, Any]:
    seal = {
        "holder": "王小明",
        "certificate_cn": "CN-0001",
        "user_name": "wxm",
        "name": "公司章",
        "valid_from": "2026-01-01",
        "valid_to": "2030-12-31",
        "type": "company",
        "size": {"width": "40", "height": "40", "offset": "0"},
        "content": "某某进出口有限公司",
        "image": in_base64(A_PNG),
    }
    return an_envelope(
        "credit-authorization", uscc, {"seal": seal, "authorization": in_base64(A_PDF), "consent": True}, **more
    )


def a_quota_application(uscc: str, amount: str = "5000000.00", operation: str = "apply", **more: Any) -> dict[str, Any]:
    form = {
        "operation": operation,
        "intended_quota": amount,
        "contact": "李雷",
        "contact_phone": "13800000001",
        "legal_person": "韩梅梅",
        "legal_person_phone": "010-65000001",
        "address": "上海市某某路 1 号",
        "registered_customs": "2200",
        "email": "contact@example.com",
    }
    return an_envelope("quota-application", uscc, form, **more)


def a_quota_increase(uscc: str, amount: str = "1000000.00", **more: Any) -> dict[str, Any]:
    return an_envelope("quota-application", uscc, {"operation": "increase", "increase": amount}, **more)


def a_duty_application(uscc: str, amount: str = "1000.00", **more: Any) -> dict[str, Any]:
    form = {
        "use": "consolidated",
        "registered_customs": "0100",
        "clearance_customs": ["0100", "0200"],
        "start_date": COVER_FROM,
        "end_date": COVER_TO,
        "amount": amount,
        "invoice": {"type": "none"},
    }
    return an_envelope("duty-insurance-application", uscc, form, **more)


def figures(total: str, used: str, **more: str) -> dict[str, str]:
    """Figures that add up, in yuan."""
    remaining = f"{float(total) - float(used):.2f}"
    return {
        "Total": total,
        "Used": used,
        "Remaining": remaining,
        "Rate": "2.30",
        "EffectiveDate": "2026-09-21",
        **more,
    }


def a_grant(total: str = "5000000.00", used: str = "0.00", at: int = START) -> dict[str, Any]:
    """The result of a quota decision that grants."""
    return {"QuotaNumber": f"{next(_names):020d}", "Figures": figures(total, used), "ApprovedAt": on_wire(at)}


AN_UNDERWRITING = {"ApplicationNumber": "9223820193700000000173", "Premium": "2555.56"}


def grant_quota(rig: Rig, uscc: str, total: str = "5000000.00") -> None:
    """Bring an enterprise to a quota in force."""
    (authorization,) = rig.submit(a_credit_authorization(uscc))
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    (application,) = rig.submit(a_quota_application(uscc, total))
    rig.reply(rig.decision("QuotaDecision", rig.message_of(application.id), "S", a_grant(total, at=rig.clock.now())))
