"""Notes and checkpoints: what others sign is verified, and what is no note is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.notes import is_signed_by, load_note_signer, make_note_key
from hub.errors import OperatorError
from hub.model.checkpoint import COSIGNATURE, Checkpoint, Note, parse_checkpoint, parse_key, parse_note

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The example of the package note of Go's sumdb, whose format C2SP signed-note is."""
CHECKPOINT = Checkpoint("hub/audit", 3, b"r" * 32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_note_key(tmp_path / "audit" / "key.pem")
    return tmp_path / "audit" / "key.pem"


def test_a_note_that_another_library_signed_is_verified() -> None:
    """And read and written without a change."""
    note = parse_note(GO_NOTE)
    assert is_signed_by(note, parse_key(GO_KEY))
    assert str(note) == GO_NOTE
    assert str(parse_key(GO_KEY)) == GO_KEY
    assert not is_signed_by(Note(note.text.replace("your", "our"), note.signatures), parse_key(GO_KEY))


def test_a_log_and_a_witness_sign_for_different_purposes(path: Path) -> None:
    """With the same key, the one's signature does not stand for the other's; a witness' time is signed too."""
    signer, text = load_note_signer(path, "hub/audit"), CHECKPOINT.text()
    both = Note(text, [signer.sign(text), signer.cosign(text, 1_700_000_000)])
    assert is_signed_by(both, signer.key())
    assert is_signed_by(both, signer.key(COSIGNATURE))
    assert not is_signed_by(Note(text, both.signatures[:1]), signer.key(COSIGNATURE))
    late = both.signatures[1].signature[:7] + b"\x01" + both.signatures[1].signature[8:]
    forged = Note(text, [type(both.signatures[1])("hub/audit", signer.key(COSIGNATURE).id, late)])
    assert not is_signed_by(forged, signer.key(COSIGNATURE))


def test_one_wrong_signature_under_a_key_spoils_the_note(path: Path) -> None:
    """Whoever verifies takes no note in which somebody tried."""
    signer, text = load_note_signer(path, "hub/audit"), CHECKPOINT.text()
    right = signer.sign(text)
    wrong = type(right)(right.name, right.key_id, bytes(64))
    assert not is_signed_by(Note(text, [right, wrong]), signer.key())
    assert not is_signed_by(Note(text, [wrong, right]), signer.key())
    assert not is_signed_by(Note(text, []), signer.key())


def test_a_key_belongs_to_one_name(path: Path) -> None:
    """The same private key under another name is another log."""
    signer, other = load_note_signer(path, "hub/audit"), load_note_signer(path, "hub/audit/2")
    note = Note(CHECKPOINT.text(), [other.sign(CHECKPOINT.text())])
    assert signer.key().id != other.key().id
    assert not is_signed_by(note, signer.key())


@given(origin=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), size=st.integers(1, 2**62))
def test_a_checkpoint_is_read_as_it_was_written(origin: str, size: int) -> None:
    """Any origin of one line."""
    written = Checkpoint(origin, size, b"\xff" * 32)
    assert parse_checkpoint(written.text()) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n3\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
        "log\n03\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
        "log\n-3\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
        "log\n3\ncnJycnI=\n",
        "log\n3\n*\n",
        "log\n0\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n— name AAAA",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— n AAA=\n",
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        parse_note(text)


@pytest.mark.parametrize(
    "text", ["", "name", GO_KEY.replace("c74f", "c74e"), GO_KEY.replace("Peter", "Pet"), GO_KEY.replace("+AR", "+Ah")]
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"verifier key|base64"):
        parse_key(text)


def test_a_file_that_is_no_such_key_is_refused_with_its_name(tmp_path: Path, path: Path) -> None:
    """HUB-707; and no key is made over another."""
    for content in (b"junk", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        (tmp_path / "bad.pem").write_bytes(content)
        (tmp_path / "bad.pem").chmod(0o600)
        with pytest.raises(OperatorError, match=r"HUB-707.*bad\.pem"):
            load_note_signer(tmp_path / "bad.pem", "x")
    with pytest.raises(FileExistsError):
        make_note_key(path)
    path.chmod(0o644)
    with pytest.raises(OperatorError, match="HUB-707"):
        load_note_signer(path, "x")
