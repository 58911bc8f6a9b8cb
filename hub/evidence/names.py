"""Where each thing lies in an evidence file."""

import re
from typing import Final

README: Final = "README.md"
README_ZH: Final = "README.zh-CN.md"
CONTENTS: Final = "contents.json"
SUMS: Final = "SHA256SUMS"
MANIFEST: Final = "META-INF/manifest.xml"
SIGNATURES: Final = "META-INF/signatures.xml"
CHECKPOINT: Final = "log/checkpoint"
LOG_KEY: Final = "log/key.vkey"
LOG_KEY_PEM: Final = "log/key.pem"
STAMPED_FOLDER: Final = "timestamp/"
STAMPED: Final = "timestamp/checkpoint"
"""The checkpoint that has a timestamp, which may be older than the newest one."""
TIMESTAMP: Final = "timestamp/response.tsr"
TIMESTAMP_AUTHORITIES: Final = "timestamp/authorities.pem"
REMOVALS: Final = "removals/"
"""A folder for each removal by policy that took bytes of the document."""
REMOVAL_LIST: Final = "manifest"
"""What the removal took: counts, roots of its lists, and the policy's digest, signed by the log's key."""
REMOVED_DOCUMENT: Final = "document.path"
"""The path from the document's id to the root of the list of documents."""
PATH: Final = ".path"
"""The same for bytes, by their SHA-256."""
SIGNERS: Final = "messages/signers.txt"
"""Each message with the certificate of its signer, for RSA and ECDSA."""
CARD_SIGNED: Final = "card/signed.json"
CARD_SIGNATURE: Final = "card/signature.jws"
_UNUSUAL: Final = re.compile(r"[^A-Za-z0-9._-]+")


def row(seq: int) -> str:
    """The bytes of a transition that were hashed."""
    return f"trail/{seq:03}.json"


def proof(seq: int) -> str:
    """The proof that the log holds a transition."""
    return f"log/{seq:03}.tlog-proof"


def stamped_proof(seq: int) -> str:
    """The proof that the checkpoint with a timestamp holds a transition."""
    return f"timestamp/{seq:03}.tlog-proof"


def removal(id_: str) -> str:
    """The folder of a removal."""
    return f"{REMOVALS}{id_}/"


def plain(text: str, longest: int = 60) -> str:
    """A text as a part of a file's name."""
    return _UNUSUAL.sub("-", text)[:longest].strip(".-") or "x"
