"""Map a form to the message that carries it, and prove the message against its schema."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from hub.catalogue import FAULT_LIMIT, Dialect, Form, Leg, Schema, Violation, Writing
from hub.model import Fault
from hub.reading.translate_message import into_dialect
from hub.xml.build import new_message


def build_message(
    leg: Leg | Writing,
    schema: Schema,
    form: Mapping[str, Any],
    header: Mapping[str, str],
    known: Sequence[Fault] = (),
    *,
    dialect: Dialect | None = None,
) -> tuple[etree._Element, list[Fault]]:
    """The unsigned message, and all faults in the form's own field names: those `known` before and those found here.

    A sound one comes as its party takes it, in its `dialect`.
    """
    root = new_message(leg.element, header)
    if leg.form is None:
        return root, list(known)
    faults = _first_of_each([*known, *leg.form.fill(root, form)])
    if violations := schema.violations(root):
        faults = _first_of_each([*faults, *_explained(violations, leg.form, is_known=bool(faults))])
    return (root, faults) if faults else into_dialect(root, dialect, leg.form)


def _explained(violations: Iterable[Violation], form: Form, *, is_known: bool) -> Iterator[Fault]:
    """What the schema finds; what the mapping left out is said already, and the header is not the portal's."""
    for violation in violations:
        if is_known and (violation.trouble in ("missing", "unexpected") or violation.path[:1] == ("Header",)):
            continue
        yield form.fault(violation)


def _first_of_each(faults: Iterable[Fault]) -> list[Fault]:
    """One fault a field, the first that was found; not more than a portal can read."""
    first: dict[str, Fault] = {}
    for found in faults:
        first.setdefault(found.field, found)
    return list(first.values())[:FAULT_LIMIT]
