"""A hub whose parties sign by SM2: the way of a document through customs' envelope, forged answers, and history.

China Customs' cross-border message specification 202205 (enveloped XML signatures by SM2 with SM3).
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from evidence_files import beside, evidence_of
from guarantees import a_general_guarantee, a_guarantee_in_force, approve, decide, hear
from lxml import etree
from money import status
from rig import PARTIES, START, Rig

from adapters.signing import EPORT_SM2, FileSigner, can_sign_files, named
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey, make_key
from hub.evidence.check import check_evidence
from hub.evidence.container import read_container
from hub.operate.keys.history import History
from hub.ports import Store

NUMBER = {"GuaranteeNumber": "D80120260000821"}
DS = {"ds": "http://www.w3.org/2000/09/xmldsig#"}


@cache
def sm2_key(name: str) -> SigningKey:
    """A key for the whole test run."""
    return make_key(name, START, "sm2", days=3650)


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    """A hub on each store, whose parties all agreed on SM2."""
    made = Rig(store, tmp_path / "queues", key=sm2_key, agreed=[EPORT_SM2])
    yield made
    made.close()


def test_a_guarantee_is_declared_and_approved_by_sm2(rig: Rig, uscc: str) -> None:
    """Envelope and message are signed, each by itself, and all that is stored verifies again by its bytes."""
    document, _ = a_guarantee_in_force(rig, uscc)

    envelope = etree.fromstring(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")
    (method,) = envelope.iterfind("ds:Signature//ds:SignatureMethod", DS)
    assert (status(rig, document), method.get("Algorithm")) == ("G002", EPORT_SM2.writes.method)
    parties = CertificateRegister({party: [sm2_key(party).certificate] for party in PARTIES})
    ours = [sm2_key("hub").certificate]
    found = list(History(rig.store.transactions, rig.store.archive, parties, ours).look())
    assert len(found) == 3
    assert [one.fault for one in found if one.fault] == []


def test_nothing_but_what_was_agreed_moves_a_status(rig: Rig, uscc: str) -> None:
    """Another key, content that was changed, and customs' own key by an algorithm that was not agreed."""
    (document,) = rig.submit(a_general_guarantee(uscc))
    sound = rig.signers["customs"]
    for signer in (
        rig.signers["ping-an"],
        FileSigner(sm2_key("customs"), rig.clock, named("eport-sm2-sha1")[0]),
        FileSigner(make_key("customs", START), rig.clock),
    ):
        rig.signers["customs"] = signer
        hear(rig, decide(rig, document, "G002", NUMBER))
        assert status(rig, document) == "P001"
    rig.signers["customs"] = sound
    hear(rig, decide(rig, document, "G002", NUMBER).replace(b"<CopMsgId>", b"<CopMsgId>x"))
    assert status(rig, document) == "P001"
    approve(rig, document, NUMBER)


def test_an_evidence_file_is_checked_where_all_signed_by_sm2(rig: Rig, uscc: str) -> None:
    """The container has no signature, and no message is listed for xmlsec1: it knows no SM2."""
    document, _ = a_guarantee_in_force(rig, uscc)
    made = evidence_of(rig, document, beside(rig, sm2_key, signer=None))

    checked = check_evidence(made)

    assert [one.certificate for one in checked.contents.messages] == [
        "certificates/hub/0.pem",
        "certificates/parties/customs/0.pem",
        "certificates/hub/0.pem",
    ]
    assert checked.contents.signed_by is None
    assert read_container(made)["messages/signers.txt"] == b""
    assert not can_sign_files(sm2_key("hub"))
