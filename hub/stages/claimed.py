"""What a submission claims: the keys of its exclusive claims, each with the field that it comes from."""

from collections.abc import Iterator
from typing import NamedTuple

from hub.catalogue import Claiming
from hub.effects.current import first_of
from hub.effects.work import Work
from hub.stages.asked import Asked


class Key(NamedTuple):
    """One key of an exclusive claim."""

    name: str
    field: str
    """The field that the key or its resource is about; empty if it is about the whole document."""


def keys_of(work: Work, asked: Asked, claiming: Claiming) -> list[Key]:
    """The keys that a claim holds: one; one for each item of a field; one for each document of a name."""
    if not claiming.by:
        return [Key(claiming.key, next((part for part in claiming.resource if part.startswith("data.")), ""))]
    if any(naming.name == claiming.by for naming in asked.route.names):
        return list(_of_named(work, asked, claiming))
    return [Key(claiming.key_of(value), field) for value, field in asked.texts(claiming.by)]


def _of_named(work: Work, asked: Asked, claiming: Claiming) -> Iterator[Key]:
    numbers = asked.route.naming(claiming.by).numbers(asked.submission.form)
    ids = work.books.names.named(asked.document.id, claiming.by)
    for (_, field), id_ in zip(numbers, ids, strict=True):
        if id_:
            yield Key(claiming.key_of(first_of(work, work.books.trails.document(id_)).id), field)
