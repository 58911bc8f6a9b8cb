"""Read `cards.yaml`: where a card's certificate says who its holder is."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hub.catalogue.grammar.cards import CARDS, ROLES
from hub.catalogue.mapping.cards import CardProfile, CertificateAttribute, Mark
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Text, read_yaml
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual

_OID = r"[0-2](?:\.(?:0|[1-9]\d{0,38})){1,20}"
_PLACE = re.compile(rf"(subject|san|extension) ({_OID})")
_MARK = re.compile(rf"(?:(policy) ({_OID})|(subject|san|extension) ({_OID}) (\S.*))")
_Kind = TypeVar("_Kind", CertificateAttribute, Mark)


def read_cards(path: Path, file: str, problems: Problems) -> CardProfile:
    """Read the file; what does not fit is left out and told."""
    if (block := read_yaml(path, file, problems)) is None:
        return CardProfile()
    words = Words(block, problems, CARDS)
    roles = Words(words.raw("roles"), problems, ROLES)
    return CardProfile(
        enterprise=_each(words, "enterprise", _place),
        holder=_each(words, "holder", _place),
        roles={str(role): _each(roles, role, _mark) for role in roles.block if role in ROLES.words},
    )


def _each(words: Words, word: str, read: Callable[[Text, Problems], _Kind | None]) -> tuple[_Kind, ...]:
    return tuple(one for text in words.texts(word) if (one := read(text, words.problems)) is not None)


def _place(text: Text, problems: Problems) -> CertificateAttribute | None:
    if match := _PLACE.fullmatch(text):
        return CertificateAttribute(match[1], match[2])
    odd = Bilingual(
        f"“{text}”不是证书中的位置，正确写法如 subject 2.5.4.97",
        f"“{text}” is not a place in a certificate, as subject 2.5.4.97",
    )
    problems.add(text.where, odd)
    return None


def _mark(text: Text, problems: Problems) -> Mark | None:
    if match := _MARK.fullmatch(text):
        return Mark(CertificateAttribute(match[1] or match[3], match[2] or match[4]), match[5] or "")
    odd = Bilingual(
        f"“{text}”不是标记，正确写法如 policy 1.2.3 或 subject 2.5.4.12 title",
        f"“{text}” is not a mark, as policy 1.2.3 or subject 2.5.4.12 title",
    )
    problems.add(text.where, odd)
    return None
