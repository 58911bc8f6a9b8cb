"""Secrets and personal values are masked in logs, and in error texts that come from elsewhere.

This is the net beneath a rule: what a submission or a message says is not logged at all. The name of a person has no
shape that a pattern could know; it stays out because no text of a failure that is not the hub's own is logged.
"""

import re
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any, Final

from hub.text.bilingual import Bilingual
from hub.text.wording import Wording

MASK: Final = "***"
IDENTIFIERS: Final = frozenset({"document", "message", "outbox", "quarantine", "reader"})
"""Fields of a log line that only ever hold ids; those of parties may be digits alone, a reader's a mail address."""
SECRET: Final = re.compile(r"pass(word|wd|phrase)?|pwd|pin|secret|token", re.IGNORECASE)
"""Names of what nobody may read."""
_LOGIN = re.compile(r"(://[^\s:/@]*:)\S{1,300}@")
"""A longer password is none; without a bound, a long text would take time in the square of its length."""
_NAMED = re.compile(
    r"""(?<![A-Za-z/])((?:ssl)?(?:password|passwd|passphrase|pwd|pin|secret|token)["']?\s*[=:]\s*)"""
    r"""("[^"]*"|'[^']*'|[^\s&,;]+)""",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w/.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z_.-])"
    r"(?:\+?86[ -]?)?"
    r"(?:\d{11,}[Xx]?|\d{4}(?:[ -]\d{4}){2,}(?:[ -]\d{1,4})?|1\d{2}[ -]\d{4}[ -]\d{4}|\(?0\d{2,3}\)?[ -]?\d{7,8})"
    r"(?![0-9A-Za-z_-])"
)
"""Mobile and landline numbers, accounts, cards, identity cards; not ids, digests and times, nor what is part of one."""


def mask(text: str) -> str:
    """A text without passwords, PINs, mail addresses, phone and account numbers; anything else stays."""
    text = _LOGIN.sub(rf"\g<1>{MASK}@", text)
    text = _NAMED.sub(rf"\g<1>{MASK}", text)
    return _NUMBER.sub(MASK, _MAIL.sub(MASK, text))


def mask_fields(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Mask a log line's fields, however deep; a step of structlog's."""
    for name, value in fields.items():
        if name not in IDENTIFIERS:
            fields[name] = _masked(name, value)
    return fields


def places_of(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:
    """A traceback for the log: where and of which class, oldest cause first; of foreign failures never the text.

    The text of a KeyError is the key, that of a ValueError often the value. What failed on a delivery is in quarantine
    with its whole text, beside the bytes.
    """
    chain: list[BaseException] = []
    error: BaseException | None = exc_info[1]
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(line for error in reversed(chain) for line in _places(error))


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [*(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames), _class_of(error)]


def _class_of(error: BaseException) -> str:
    cls = type(error)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


def _masked(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return MASK if SECRET.fullmatch(name) and value is not None else value
    if SECRET.fullmatch(name):
        return MASK
    if isinstance(value, Bilingual | Wording):
        return mask(value.fixed)  # a log is read by more people than the one in whose environment the hub runs
    if isinstance(value, Mapping):
        return {str(key): _masked(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(name, inner) for inner in value]
    return mask(value if isinstance(value, str) else repr(value))
