"""Evidence files: made of whatever a document went through, and checked without the store; whoever alters one is found.

On both stores, because the proofs come from them.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from evidence_files import SEALER, altered, beside, evidence_of, forged, seal
from rig import Rig, a_credit_authorization, a_grant, a_quota_application, catalogue

from adapters.notes import NoteSigner
from hub.bootstrap.names import packaged
from hub.catalogue import digest_of
from hub.errors import OperatorError
from hub.evidence.check import Checked, check_evidence
from hub.evidence.container import read_container
from hub.evidence.make import make_evidence
from hub.evidence.names import CHECKPOINT, CONTENTS, LOG_KEY, MANIFEST, SIGNATURES, SUMS, proof, row
from hub.model import Document, digest
from hub.model.checkpoint import parse_note


def granted(rig: Rig, uscc: str) -> Document:
    """A quota that was applied for, confirmed, and granted: messages in both directions."""
    (authorization,) = rig.submit(a_credit_authorization(uscc))
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    (application,) = rig.submit(a_quota_application(uscc))
    rig.confirm(application.id)
    message = rig.message_of(application.id)
    rig.reply(rig.technical(message))
    rig.reply(rig.decision("QuotaDecision", message, "S", a_grant("5000000.00", at=rig.clock.now())))
    return rig.document(application.sender_ref)


def refusal(content: bytes, **given: object) -> tuple[str, dict[str, object]]:
    with pytest.raises(OperatorError) as found:
        check_evidence(content, **given)  # type: ignore[arg-type]
    return found.value.code, dict(found.value.names)


def code(content: bytes) -> str:
    return refusal(content)[0]


def test_a_file_holds_everything_and_is_checked_by_the_logs_key(rig: Rig, uscc: str) -> None:
    """Its rows are the stored hashes' own bytes; its messages and submission are the stored bytes."""
    document = granted(rig, uscc)
    made = evidence_of(rig, document)
    files = read_container(made)
    trail = rig.store.documents.trail(document.id)
    assert trail is not None

    checked = check_evidence(made, SEALER.key())

    assert [digest(files[row(one.seq)]) for one in trail.transitions] == [one.hash for one in trail.transitions]
    kept = {digest(content) for name, content in files.items() if name.startswith(("messages/", "submission/"))}
    assert {one.digest for one in trail.messages} | {document.payload} <= kept
    assert (checked.transitions, checked.is_key_given, checked.elsewhere) == (len(trail.transitions), True, [])
    assert checked.contents.document.status == document.status
    assert len(checked.contents.messages) == len(trail.messages) == 5
    assert checked.contents.catalogues == {catalogue().digest: True}


def test_the_same_document_gives_the_same_bytes(rig: Rig, uscc: str) -> None:
    document = granted(rig, uscc)
    given = beside(rig)

    assert evidence_of(rig, document, given) == evidence_of(rig, document, given)


def test_without_a_given_key_the_file_says_by_which_it_was_checked(rig: Rig, uscc: str) -> None:
    checked: Checked = check_evidence(evidence_of(rig, granted(rig, uscc)))
    assert (checked.key, checked.is_key_given) == (str(SEALER.key()), False)


def test_another_logs_key_does_not_count(rig: Rig, uscc: str) -> None:
    """Of the same name, or of the same key under another name."""
    made = evidence_of(rig, granted(rig, uscc))
    stranger = NoteSigner("hub/audit", Ed25519PrivateKey.generate())

    assert refusal(made, key=stranger.key())[0] == "HUB-938"
    assert refusal(made, key=replace(SEALER.key(), name="another/log"))[0] == "HUB-938"


def test_what_is_not_sealed_yet_is_refused_with_its_number(rig: Rig, uscc: str) -> None:
    """A minute later it is there."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    seal(rig.store, rig.clock)
    rig.confirm(document.id)
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    with pytest.raises(OperatorError) as found:
        make_evidence(rig.store, trail, beside(rig))

    assert (found.value.code, found.value.names["seq"]) == ("HUB-930", "2")
    check_evidence(evidence_of(rig, rig.document(document.id)))


def test_a_home_whose_keys_cannot_sign_files_makes_one_that_says_so(rig: Rig, uscc: str) -> None:
    """Trail, messages and log prove themselves; the README's first page says that the whole is not signed."""
    document = granted(rig, uscc)
    made = evidence_of(rig, document, beside(rig, signer=None))
    files = read_container(made)

    assert check_evidence(made).contents.signed_by is None
    assert SIGNATURES not in files
    assert "This file as a whole is not signed" in files["README.md"].decode().partition("## Check it")[0]
    assert "本文件整体没有签名" in files["README.zh-CN.md"].decode().partition("## 用五条")[0]


def test_a_message_that_the_store_lost_is_named_and_the_rest_is_proved(rig: Rig, uscc: str) -> None:
    """Nothing is left out in silence."""
    document = granted(rig, uscc)
    lost = rig.message_of(document.id)
    rig.clock.pass_(seconds=60)
    seal(rig.store, rig.clock)
    trail = rig.store.documents.trail(document.id)
    assert trail is not None

    class Without:
        wire = rig.store.archive.wire

        def payload(self, name: str) -> bytes | None:
            return None if name == lost.digest else rig.store.archive.payload(name)

    made, checked = make_evidence(replace(rig.store, archive=Without()), trail, beside(rig))  # type: ignore[arg-type]

    assert checked.contents.absent == {lost.digest: f"message {lost.id}"}
    assert lost.id in read_container(made)["README.md"].decode()
    assert checked.elsewhere == [one.seq for one in trail.transitions if one.cause.digest == lost.digest] != []


def test_the_digest_of_a_catalogue_is_known_without_loading_it() -> None:
    assert digest_of([packaged("routes")], [packaged("xsd")]) == catalogue().digest


# ---- what somebody may do to a file ----------------------------------------------------------------


@pytest.fixture
def made(rig: Rig, uscc: str) -> bytes:
    return evidence_of(rig, granted(rig, uscc))


def test_every_byte_counts_whichever_file_it_is_in(made: bytes) -> None:
    """Each file altered, each removed: the first thing that is wrong is named."""
    files = read_container(made)
    whole, signed = {SUMS, MANIFEST}, {SIGNATURES: "HUB-933"}
    for name, content in files.items():
        flipped = content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]
        expected = signed.get(name, "HUB-932")
        told = refusal(altered(made, {name: flipped}))
        assert told[0] == expected, name
        assert name in whole | set(signed) or told[1]["name"] == name
        assert code(altered(made, {name: None})) == expected, name


def test_another_file_is_refused(made: bytes) -> None:
    assert refusal(altered(made, {"more.txt": b"x"}))[1]["name"] == "more.txt"
    assert refusal(altered(made, {"META-INF/more.xml": b"x"}))[1]["name"] == "META-INF/more.xml"


def test_who_writes_the_sums_anew_lacks_the_hubs_signature(made: bytes) -> None:
    """And a signature by another key, or over other files, is none."""
    inside = read_container(forged(made, {}))
    assert code(altered(made, {SIGNATURES: None})) == "HUB-933"
    assert code(altered(made, {CONTENTS: inside[CONTENTS], SUMS: inside[SUMS]})) == "HUB-933"


def first_message(made: bytes, direction: str) -> str:
    return next(name for name in sorted(read_container(made)) if f"-{direction}-" in name and name.endswith(".xml"))


Change = Callable[[bytes], dict[str, bytes | None]]


def _replaced(name: str, old: bytes, new: bytes, made: bytes) -> dict[str, bytes | None]:
    content = read_container(made)[name]
    assert old in content
    return {name: content.replace(old, new, 1)}


def _as_another(one: str, other: str, made: bytes) -> dict[str, bytes | None]:
    return {one: read_container(made)[other]}


FORGERIES: dict[str, tuple[str, Change]] = {
    "a status": ("HUB-934", partial(_replaced, row(2), b'"to":"P002"', b'"to":"P003"')),
    "the last status": ("HUB-937", partial(_replaced, row(4), b'"to":"S"', b'"to":"F"')),
    "a time": ("HUB-934", partial(_replaced, row(1), b'"at":17', b'"at":18')),
    "other writing": ("HUB-934", partial(_replaced, row(1), b'{"at":', b'{ "at":')),
    "a row for another": ("HUB-934", partial(_as_another, row(1), row(2))),
    "a row removed": ("HUB-934", lambda _: {row(2): None, proof(2): None}),
    "the last row removed": ("HUB-937", lambda _: {row(4): None}),
    "a row that is none": ("HUB-934", lambda _: {"trail/x.json": b"{}"}),
    "a submission": ("HUB-935", partial(_replaced, "submission/received.json", b"5000000.00", b"9000000.00")),
    "no submission": ("HUB-935", lambda _: {"submission/received.json": None}),
    "a proof for another": ("HUB-937", partial(_as_another, proof(1), proof(2))),
    "no proof": ("HUB-937", lambda _: {proof(1): None}),
    "a proof too many": ("HUB-937", lambda made: {proof(5): read_container(made)[proof(1)]}),
    "a checkpoint": ("HUB-938", partial(_replaced, CHECKPOINT, b"hub/audit\n", b"hub/other\n")),
    "no checkpoint": ("HUB-938", lambda _: {CHECKPOINT: None}),
    "another key": ("HUB-938", lambda _: {LOG_KEY: b"hub/audit+00000000+AAAA\n"}),
    "no contents": ("HUB-931", lambda _: {CONTENTS: None}),
    "a name in contents": ("HUB-931", partial(_replaced, CONTENTS, b'"made_at"', b'"MADE_AT"')),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_who_forges_sums_too_is_found_by_the_proofs(name: str, made: bytes) -> None:
    """The container has no signature any more; each part is proved by something that the forger cannot write."""
    assert check_evidence(forged(made, {})).contents.signed_by is None
    expected, change = FORGERIES[name]
    assert code(forged(made, change(made))) == expected


@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_message_is_proved_by_its_signature(direction: str, made: bytes) -> None:
    """Also where the forger corrects what contents.json says of it, and a status does not depend on it."""
    name = first_message(made, direction)
    body, contents = (read_container(made)[one] for one in (name, CONTENTS))
    other = body.replace(b"<MessageId>", b"<MessageId>0", 1)
    changes: dict[str, bytes | None] = {name: other}
    changes[CONTENTS] = read_container(forged(made, {}))[CONTENTS].replace(
        digest(body).encode(), digest(other).encode()
    )

    assert contents != changes[CONTENTS]
    assert code(forged(made, changes)) in ("HUB-935", "HUB-936")
    assert code(forged(made, {name: None})) in ("HUB-932", "HUB-935")


def test_parts_of_another_documents_file_do_not_fit(rig: Rig, uscc: str, made: bytes) -> None:
    """Each swapped by itself, and the whole trail with its proofs."""
    (other,) = rig.submit(a_credit_authorization(uscc))
    theirs = read_container(evidence_of(rig, other))
    for name in (row(1), proof(1), CHECKPOINT, "submission/received.json", CONTENTS):
        assert code(forged(made, {name: theirs[name]})) in {f"HUB-{n}" for n in range(931, 939)}, name
    trail = {n: c for n, c in theirs.items() if n.startswith(("trail/", "log/"))}
    ours = {n: None for n in read_container(made) if n.startswith(("trail/", "log/"))}
    assert code(forged(made, {**ours, **trail})) == "HUB-934"


def test_a_second_history_needs_a_signature_by_the_logs_key(rig: Rig, uscc: str) -> None:
    """A whole file by another log's key is sound in itself; whoever gives the right key finds out."""
    made = evidence_of(rig, granted(rig, uscc))
    note = parse_note(read_container(made)[CHECKPOINT].decode())
    thief = NoteSigner("hub/audit", Ed25519PrivateKey.generate())
    forged_note = f"{note.text}\n{thief.sign(note.text).line()}".encode()
    proofs = {n: c for n, c in read_container(made).items() if n.endswith(".tlog-proof")}
    changes: dict[str, bytes | None] = {n: c.partition(b"\n\n")[0] + b"\n\n" + forged_note for n, c in proofs.items()}
    false = forged(made, {**changes, CHECKPOINT: forged_note, LOG_KEY: f"{thief.key()}\n".encode()})

    assert not check_evidence(false).is_key_given
    assert refusal(false, key=SEALER.key())[0] == "HUB-938"


def test_a_file_that_is_no_container_is_refused(tmp_path: Path) -> None:
    assert [code(content) for content in (b"", b"PK", b"x" * 100)] == ["HUB-931"] * 3
