"""Prove that the fields of persons are fields of some route."""

from collections.abc import Mapping, Sequence

from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.said_fields import fields_of, is_among
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Problems, Where
from hub.text.bilingual import Bilingual


def prove_personal(fields: Mapping[str, Where], routes: Sequence[Route], problems: Problems) -> None:
    """Report each that no submission and no message has."""
    known = {path for route in routes for path in fields_of(route)}
    for field, where in fields.items():
        if not any(is_among(path, [field]) for path in known):
            told = Bilingual(f"没有单证有字段“{field}”", f"no document has a field “{field}”")
            problems.add(where, meant(told, field, {path.rpartition(".")[2] for path in known}))
