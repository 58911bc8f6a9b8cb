"""All fields that documents of a type bring, by the names that its route uses, and whose words hold each."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Final

from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.retention import Parts, Said
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.mapping.routes import Route

_ENVELOPE: Final = ("enterprise", "signer", "signer.card", "signer.name", "signer.signature")
"""Of a submission: what is read beside the mapping of its messages."""
_SUBMITTED: Final[Parts] = frozenset(("submission", "sent"))
_PASSED_ON: Final[Parts] = frozenset(("sent",))
"""What a party said, and a later message repeats."""
Fields = Mapping[str, Parts]
"""By field: whose words hold it."""


def fields_of(route: Route) -> Fields:
    """The fields of a type's submissions and of what its parties say, under `returned`, as its route names them."""
    found: dict[str, set[Said]] = {}
    for path in _ENVELOPE if route.legs and not route.is_notice else ():
        found.setdefault(path, set()).add("submission")
    for path in chain.from_iterable(form.known for form in _forms(route)):
        found.setdefault(path, set()).update(_PASSED_ON if path.startswith("returned.") else _SUBMITTED)
    for path in _returned(route):
        found.setdefault(path, set()).add("received")
    return {path: frozenset(parts) for path, parts in found.items()}


def _forms(route: Route) -> Iterator[Form]:
    beside = (writing.form for writing in (route.inquiry, route.shares) if writing is not None)
    yield from (form for form in (*(leg.form for leg in route.legs), *beside) if form is not None)


def _returned(route: Route) -> Iterator[str]:
    tables = [route.returns, *(leg.answers.returns for leg in route.legs if leg.answers)]
    abouts = [leg.answers.about.returns for leg in route.legs if leg.answers and leg.answers.about]
    for table in (*tables, *abouts):
        yield from (f"returned.{path}" for path in _paths(table))


def _paths(returns: Returns) -> Iterator[str]:
    for name, source in returns.sources.items():
        yield name
        if source.inner is not None:
            yield from (f"{name}.{inner}" for inner in source.inner.sources)


def parts_with(fields: Fields, wanted: Collection[str]) -> Parts:
    """Whose words hold one of these fields: last steps of paths, whole paths, or what is below them."""
    return frozenset[Said]().union(*(parts for path, parts in fields.items() if is_among(path, wanted)))


def is_among(path: str, wanted: Collection[str]) -> bool:
    """Whether a field is one of these, or below one of them."""
    steps = path.split(".")
    return steps[-1] in wanted or any(".".join(steps[:length]) in wanted for length in range(1, len(steps) + 1))
