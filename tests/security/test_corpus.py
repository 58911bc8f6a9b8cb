"""Nothing forged comes in: every file of the corpus goes the whole inbound way and meets its code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from corpus_maker.__main__ import DECRYPTS, cases
from corpus_maker.keyring import new_keyring
from corpus_run import CORPUS, index
from cryptography.x509 import KeyUsage
from inbound import decrypting_key

from hub.errors import Code

ROWS = index()
HOSTILE = [row["file"] for row in ROWS if row["code"]]
SOUND = [row["file"] for row in ROWS if not row["code"]]
EXPECTED = {row["file"]: row["code"] for row in ROWS}
MEMORY = 256 * 1024 * 1024
KINDS = {
    "algorithms",
    "contents",
    "encodings",
    "encryption",
    "envelopes",
    "markup",
    "namespaces",
    "signature",
    "sizes",
    "sm2",
    "wrapping",
    "xades",
}


@pytest.fixture(scope="module")
def run() -> dict[str, Any]:
    """One process that reads them all."""
    script = Path(__file__).with_name("corpus_run.py")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("file", HOSTILE)
def test_a_hostile_file_is_refused_with_its_code_within_a_second(run: dict[str, Any], file: str) -> None:
    """Of the processor's time, so that neighbours on the machine do not count."""
    found = run["files"][file]

    assert found["code"] == EXPECTED[file]
    assert found["seconds"] < 1


@pytest.mark.parametrize("file", SOUND)
def test_a_correct_document_is_taken(run: dict[str, Any], file: str) -> None:
    """In every shape that is allowed, and as other stacks sign it."""
    assert run["files"][file]["code"] == ""


def test_the_whole_corpus_is_read_in_256_mb(run: dict[str, Any]) -> None:
    """With the catalogue and the libraries, in one process after the other files."""
    assert run["memory"] < MEMORY


def test_the_index_names_every_file_once() -> None:
    """Nothing lies there that no test reads."""
    files = [str(path.relative_to(CORPUS)) for path in CORPUS.glob("*/*") if ".xml" in path.suffixes]

    assert sorted(files) == sorted(EXPECTED)
    assert len(ROWS) == len(EXPECTED)


@pytest.mark.slow
def test_the_index_is_what_its_maker_makes() -> None:
    """With other keys, but the same files for the same reasons; those of other stacks need their programs."""
    made = [(case.name, case.party, case.code, case.what) for case in cases(new_keyring())]
    kept = [(row["file"].partition(".xml")[0], row["party"], row["code"], row["what"]) for row in ROWS]

    assert made == [row for row in kept if not row[0].startswith("foreign/")]


def test_every_kind_of_attack_is_there() -> None:
    """With codes that are known."""
    assert {file.partition("/")[0] for file in HOSTILE} == KINDS
    assert len(HOSTILE) >= 120
    assert set(EXPECTED.values()) - {""} <= set(Code)


def test_one_private_key_lies_in_the_corpus() -> None:
    """The one that decrypts: its certificate allows nothing else. The maker throws those that sign away."""
    secret = [path for path in CORPUS.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    usage = decrypting_key(CORPUS).certificate.extensions.get_extension_for_class(KeyUsage).value

    assert secret == [CORPUS / DECRYPTS]
    assert (usage.key_encipherment, usage.digital_signature, usage.key_cert_sign) == (True, False, False)
