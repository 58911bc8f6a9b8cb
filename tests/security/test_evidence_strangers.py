"""Strangers check an evidence file as its README says, and other programs open it; nothing of the hub's runs."""

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from archived import prune
from cryptography.hazmat.primitives.serialization import Encoding
from customs import an_approval
from evidence_files import altered, beside, evidence_of, seal
from guarantees import a_general_guarantee, hear, wire
from other_stacks import dss, require_openssl, require_xmlsec1, tlog_proof
from rig import Rig, a_credit_authorization, a_uscc, signing_key
from timestamp_authority import Replier, stamp

from adapters.x509 import KeyKind, fingerprint, make_key
from hub.evidence.check import check_evidence
from hub.evidence.gather import Beside
from hub.ports import Store

PAGES = ("README.md", "README.zh-CN.md")
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    require_xmlsec1()
    require_openssl()
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


def answered(rig: Rig, uscc: str) -> str:
    """A document with messages both ways."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    message = rig.message_of(document.id)
    rig.reply(rig.technical(message), rig.decision("CreditAuthorizationDecision", message, "S"))
    return document.id


def unpacked(made: bytes, folder: Path) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        archive.extractall(folder)
    return folder


def commands(folder: Path, page: str = "README.md") -> list[str]:
    return _BLOCK.findall((folder / page).read_text("utf-8"))


def run(command: str, folder: Path) -> int:
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "VERIFIER": str(tlog_proof()), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    return done.returncode


@pytest.fixture
def made(rig: Rig) -> bytes:
    document = rig.store.documents.find(answered(rig, a_uscc()))[0]
    return evidence_of(rig, document, _as_a_home(rig))


def _as_a_home(rig: Rig) -> Beside:
    """The files that the README names are named as a home names them."""
    key = signing_key("hub")
    given = beside(rig)
    others = {name: pem for name, pem in given.certificates.items() if not name.startswith("hub/")}
    ours = {f"hub/{fingerprint(key.certificate)[:16]}.pem": key.certificate.public_bytes(Encoding.PEM)}
    return replace(given, certificates={**others, **ours})


@pytest.mark.parametrize("page", PAGES)
def test_the_five_commands_of_the_readme_end_well(made: bytes, tmp_path: Path, page: str) -> None:
    """Literally: with sha256sum, xmlsec1, openssl and a C2SP verifier that others wrote."""
    folder = unpacked(made, tmp_path / "file")

    assert [run(command, folder) for command in commands(folder, page)] == [0] * 5


def test_both_languages_have_the_same_commands(made: bytes, tmp_path: Path) -> None:
    folder = unpacked(made, tmp_path / "file")
    assert commands(folder, PAGES[0]) == commands(folder, PAGES[1])
    assert len(commands(folder)) == 5


ALTERED = {
    0: ("submission/received.json", b"true", b"null"),
    1: ("trail/002.json", b'"previous":"', b'"previous":"0'),
    2: ("messages/002-in-", b"accepted", b"refused"),
    3: ("log/checkpoint", b"hub/audit\n3\n", b"hub/audit\n4\n"),
    4: ("trail/001.json", b'"seq":1', b'"seq":2'),
}
"""For each command, what it finds."""


@pytest.mark.parametrize("number", ALTERED)
def test_each_command_finds_what_it_is_for(made: bytes, tmp_path: Path, number: int) -> None:
    folder = unpacked(made, tmp_path / "file")
    name, old, new = ALTERED[number]
    (file,) = [path for path in folder.rglob("*") if path.relative_to(folder).as_posix().startswith(name)]
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))

    assert run(commands(folder)[number], folder) != 0


def with_timestamp(rig: Rig, folder: Path, given: Beside | None = None) -> bytes:
    """The file of a document whose first transitions have a timestamp."""
    replier = Replier(folder)
    document = rig.store.documents.find(answered(rig, a_uscc()))[0]
    rig.clock.pass_(seconds=60)
    seal(rig.store, rig.clock)
    stamp(rig.store, replier)
    rig.submit(a_credit_authorization(a_uscc()))  # the newest checkpoint is another one
    return evidence_of(rig, document, replace(given or _as_a_home(rig), authorities=[replier.root]))


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_check_a_timestamp_by_openssl_and_the_verifier(rig: Rig, tmp_path: Path, page: str) -> None:
    """Also whether it is over the checkpoint that holds the transitions."""
    folder = unpacked(with_timestamp(rig, tmp_path / "tsa"), tmp_path / "file")
    _, _, _, fourth, fifth = commands(folder, page)
    assert [run(command, folder) for command in commands(folder, page)] == [0] * 5

    stamped, newest = (folder / name / "checkpoint" for name in ("timestamp", "log"))
    kept = stamped.read_bytes()
    stamped.write_bytes(newest.read_bytes())
    assert (run(fourth, folder) != 0, run(fifth, folder) != 0) == (True, True)
    stamped.write_bytes(kept)
    proof = folder / "timestamp/001.tlog-proof"
    proof.write_bytes((folder / "timestamp/002.tlog-proof").read_bytes())
    assert run(fifth, folder) != 0


def of_pruned(rig: Rig, folder: Path) -> bytes:
    """The file of a document whose bytes the policy removed, with those of two others."""
    documents = [answered(rig, a_uscc()) for _ in range(3)]
    rig.work()
    assert prune(rig, folder) == []
    (removal,) = rig.store.retention.removals()
    removed = [rig.store.retention.taken(removal.id)]
    return evidence_of(rig, rig.document(documents[1]), replace(_as_a_home(rig), removed=removed))


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_check_by_openssl_what_the_policy_removed(rig: Rig, tmp_path: Path, page: str) -> None:
    """That the log's key signed a list with this document and these bytes; the list of another removal does not do."""
    folder = unpacked(of_pruned(rig, tmp_path / "archive"), tmp_path / "file")
    assert [run(command, folder) for command in commands(folder, page)] == [0] * 5

    fourth = commands(folder, page)[3]
    (place,) = (folder / "removals").iterdir()
    for file in place.iterdir():
        kept = file.read_bytes()
        if file.name != "retention.yaml":  # the first command has its sum, and the list its digest
            file.write_bytes(spoiled(kept))
            assert run(fourth, folder) != 0, file.name
        file.write_bytes(kept)
    assert run(fourth, folder) == 0


def spoiled(content: bytes) -> bytes:
    """A list of another name, or a path with one of its hashes on the other side."""
    found = ((b"prune", b"prone"), (b"left", b"right"), (b"right", b"left"))
    old, new = next((old, new) for old, new in found if old in content)
    return content.replace(old, new, 1)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_dss_opens_the_container_and_validates_its_signature(rig: Rig, tmp_path: Path, kind: KeyKind) -> None:
    """The EU's library: XAdES baseline in ASiC-E, with the files of a timestamp. What was altered is not valid."""
    dss().require()
    key = make_key("hub", rig.clock.now(), kind, days=3650)
    pem = key.certificate.public_bytes(Encoding.PEM)
    given = beside(rig, signer=key)
    both = {**given.certificates, "hub/1.pem": pem}
    made = with_timestamp(rig, tmp_path / "tsa", replace(given, certificates=both))
    assert b"timestamp/checkpoint" in made
    certificate, good, bad = tmp_path / "hub.pem", tmp_path / "good.asice", tmp_path / "bad.asice"
    certificate.write_bytes(pem)
    good.write_bytes(made)
    bad.write_bytes(altered(made, {"trail/001.json": b"{}"}))

    assert dss().verify([(certificate, good), (certificate, bad)]) == ["valid", "invalid"]


def test_an_envelope_of_customs_is_checked_by_strangers_too(rig: Rig, tmp_path: Path) -> None:
    """With an answer in GB 18030 inside."""
    (document,) = rig.submit(a_general_guarantee(a_uscc()))
    number = rig.message_of(document.id).id
    answer = rig.sealed(an_approval(number, remark="同意䶮", encoding="GB2312"))
    hear(rig, answer)

    require_all(evidence_of(rig, rig.document(document.id), _as_a_home(rig)), "customs", answer, tmp_path)


def test_bytes_in_gb18030_stay_as_they_came(rig: Rig, tmp_path: Path) -> None:
    """The signature is over the canonical form, which is UTF-8 whatever the message is written in."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    more = {"Text": "同意"}
    message = rig.message_of(document.id)
    said = rig.signed("CreditAuthorizationDecision", message, {"Code": "S", **more, "DecidedAt": wire(rig)})
    answer = b"<?xml version='1.0' encoding='GB18030'?>" + said.partition(b"?>")[2].decode().encode("gb18030")
    rig.reply(answer)
    assert rig.document(document.id).status == "S"

    require_all(evidence_of(rig, rig.document(document.id), _as_a_home(rig)), "ping-an", answer, tmp_path)


def require_all(made: bytes, party: str, answer: bytes, tmp_path: Path) -> None:
    """A party's answer is in the file as it came, and all five commands end well."""
    folder = unpacked(made, tmp_path / "file")
    theirs = [path.read_bytes() for path in (folder / "messages").glob(f"*-in-{party}-*.xml")]
    assert answer in theirs
    assert check_evidence(made).transitions > 1
    assert [run(command, folder) for command in commands(folder)] == [0] * 5
