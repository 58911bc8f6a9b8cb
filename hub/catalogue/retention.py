"""Read a home's `retention.yaml`, and prove that what it names is in the catalogue."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from hub.catalogue.grammar.retention import ALL, PRUNED, RETENTION
from hub.catalogue.mapping.catalogue import Catalogue
from hub.catalogue.mapping.retention import EVERYTHING, Policy, Pruned, Said
from hub.catalogue.mapping.said_fields import Fields, fields_of, parts_with
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Text, read_yaml
from hub.catalogue.words.vocabulary import Words
from hub.model.period import Period
from hub.text.bilingual import Bilingual

FILE: Final = "retention.yaml"
_NO_PERIOD: Final = Period(9999, "year")


def read_policy(path: Path, catalogue: Catalogue, problems: Problems) -> Policy | None:
    """The policy; None without the file, or with what is wrong reported."""
    if not path.is_file():
        return None
    before, block = problems.reported, read_yaml(path, FILE, problems)
    entries = Words(block, problems, RETENTION).blocks("prune") if block is not None else []
    fields = {name: fields_of(route) for name, route in catalogue.routes.items()}
    read = tuple(_entry(entry, fields, catalogue.personal, problems) for entry in entries)
    return Policy(body=path.read_bytes(), entries=read) if problems.reported == before else None


def _entry(block: Block, fields: Mapping[str, Fields], personal: Collection[str], problems: Problems) -> Pruned:
    words = Words(block, problems, PRUNED)
    types, said = _types(words, fields), words.raw("fields")
    if isinstance(said, Text):
        parts = {type_: EVERYTHING if said == ALL else parts_with(fields[type_], personal) for type_ in types}
    else:
        wanted = words.texts("fields")
        _prove_fields(wanted, [fields[type_] for type_ in types], problems)
        parts = {type_: parts_with(fields[type_], wanted) for type_ in types}
    others = EVERYTHING if words.raw("documents") == ALL else frozenset[Said]()
    return Pruned(parts=parts, others=others, after=_period(words.text("after"), problems))


def _types(words: Words, known: Collection[str]) -> Collection[str]:
    """The types that an entry is about."""
    if words.raw("documents") == ALL:
        return known
    for odd in (text for text in words.texts("documents") if text not in known):
        words.problems.add(
            odd.where, meant(Bilingual(f"没有单证“{odd}”", f"there is no document type “{odd}”"), odd, known)
        )
    return [text for text in words.texts("documents") if text in known]


def _prove_fields(wanted: Collection[Text], fields: Collection[Fields], problems: Problems) -> None:
    """Each field is in what some document of the entry says."""
    known = {path for each in fields for path in each}
    for odd in wanted:
        if fields and not any(path == odd or path.startswith(f"{odd}.") for path in known):
            told = Bilingual(f"这些单证都没有字段“{odd}”", f"none of these documents has the field “{odd}”")
            problems.add(odd.where, meant(told, odd, known))


def _period(text: Text, problems: Problems) -> Period:
    try:
        return Period.read(text)
    except ValueError:
        if text:
            odd = Bilingual(f"“{text}”不是期限，正确写法如 5 years", f"“{text}” is not a period, as 5 years")
            problems.add(text.where, odd)
        return _NO_PERIOD
