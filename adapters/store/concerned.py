"""Documents that concern an enterprise, as customs names it: by its USCC, or by a customs code that stands for it."""

from sqlalchemy import ColumnElement, Connection, false, literal_column, select

from adapters.store import codec, tables
from hub.model import CONCERNS, CustomsUnit, owner_of

_IS_UNIT: ColumnElement[bool] = literal_column(f"kind = '{CONCERNS}'")
"""Written as in the index, so that the store uses it."""


def concerning(connection: Connection, enterprise: str) -> ColumnElement[bool]:
    """The condition on a document: it is the enterprise's own, or one of its units is the enterprise.

    An empty USCC is no enterprise, and nothing is its own: not what belongs to somebody whom nobody knows yet.
    """
    if not enterprise:
        return false()
    document, reference = tables.document.c, tables.reference.c
    uscc: ColumnElement[str] = literal_column(tables.UNIT_USCC[connection.dialect.name])
    units = [CustomsUnit(code, "").text for code in _codes(connection, enterprise)]
    own = select(document.id).where(document.enterprise == enterprise)
    by_uscc = select(reference.document).where(_IS_UNIT, uscc == enterprise)
    by_code = select(reference.document).where(reference.kind == CONCERNS, reference.value.in_(units))
    return document.id.in_(own.union(by_uscc, by_code) if units else own.union(by_uscc))


def _codes(connection: Connection, enterprise: str) -> list[str]:
    """The customs codes that stand for an enterprise."""
    naming = tables.registration.c
    named = select(naming.code).where(naming.uscc == enterprise)
    namings = codec.registrations(connection.execute(select(tables.registration).where(naming.code.in_(named))))
    return sorted(code for code in {one.code for one in namings} if owner_of(code, namings) == enterprise)
