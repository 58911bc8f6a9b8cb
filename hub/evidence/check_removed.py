"""Check the removals in an evidence file: the log's key signed lists that have this document and its missing bytes."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from adapters.notes import is_signed_by
from hub.errors import Code, OperatorError, operator_error
from hub.evidence import names
from hub.evidence.contents import Contents
from hub.model import digest, tree
from hub.model.checkpoint import NoteKey, parse_note
from hub.model.life import life_number
from hub.model.removal import POLICY_FILE, Manifest, parse_manifest
from hub.text.bilingual import Bilingual

_LINE: Final = re.compile(r"(left|right) ([0-9a-f]{64})")


def require_removed(contents: Contents, files: Mapping[str, bytes], key: NoteKey) -> dict[str, str]:
    """By digest of missing bytes, the removal that took them; raises OperatorError (HUB-963)."""
    there = sorted({name.split("/")[1] for name in files if name.startswith(names.REMOVALS)})
    if there != sorted(contents.removals):
        raise _not_proved(
            ", ".join({*there} ^ {*contents.removals}) or "?", "与 contents.json 不符", "contents.json says otherwise"
        )
    found: dict[str, str] = {}
    for removal in there:
        place = names.removal(removal)
        own = {name.removeprefix(place): content for name, content in files.items() if name.startswith(place)}
        found |= dict.fromkeys(_taken(removal, own, contents, key), removal)
    return found


def _taken(removal: str, files: dict[str, bytes], contents: Contents, key: NoteKey) -> list[str]:
    """The digests that a removal's list has."""
    manifest = signed_list(removal, files.pop(names.REMOVAL_LIST, b""), key)
    document = contents.document.id.replace("-", "")
    _require_path(removal, files.pop(names.REMOVED_DOCUMENT, None), document, manifest.documents_root)
    policy = files.pop(POLICY_FILE, None)
    if policy is not None and digest(policy) != manifest.files.get(POLICY_FILE, {}).get("sha256"):
        raise _not_proved(removal, "策略不是清单所指的", "its policy is not the one that the list names")
    digests = [name.removesuffix(names.PATH) for name in files]
    if not digests or not contents.absent.keys() >= {*digests}:
        raise _not_proved(removal, "文件不齐，或多出文件", "its files are not complete, or there are others")
    for one in digests:
        _require_path(removal, files.get(f"{one}{names.PATH}"), one, manifest.payloads_root)
    return digests


def signed_list(removal: str, content: bytes, key: NoteKey) -> Manifest:
    """A removal's list, signed by the log's key under the name of its first life; raises OperatorError (HUB-963)."""
    try:
        note = parse_note(content.decode())
        manifest = parse_manifest(note.text)
        is_signed = is_signed_by(note, replace(key, name=manifest.origin))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _not_proved(removal, "清单无法读取", "its list cannot be read") from error
    if not is_signed or life_number(key.name, manifest.origin) is None:
        raise _not_proved(removal, "清单并非由日志密钥签名", "the log's key has not signed its list")
    if (manifest.kind, manifest.id) != ("prune", removal):
        raise _not_proved(removal, "清单属于另一次移出", "the list is of another removal")
    return manifest


def _require_path(removal: str, path: bytes | None, entry: str, root: str | None) -> None:
    """The path leads from this entry, in hex, to the root that was signed."""
    try:
        hash_ = tree.leaf(bytes.fromhex(entry))
        for side, other in map(_step, ("?" if path is None else path.decode("ascii")).splitlines()):
            hash_ = tree.node(other, hash_) if side == "left" else tree.node(hash_, other)
    except ValueError as error:
        raise _not_proved(removal, "路径缺失或无法读取", "a path is missing, or cannot be read") from error
    if hash_.hex() != root:
        raise _not_proved(removal, "路径不成立", "a path leads to another root")


def _step(line: str) -> tuple[str, bytes]:
    """A line of a path: the side of a hash, and the hash. Raises ValueError."""
    if (found := _LINE.fullmatch(line)) is None:
        raise ValueError(line)
    return found[1], bytes.fromhex(found[2])


def _not_proved(removal: str, zh: str, en: str) -> OperatorError:
    return operator_error(Code.REMOVAL_NOT_PROVED, name=removal, reason=Bilingual(zh, en))
