"""Map a form to its message, and validate the message against its schema."""

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
    """The unsigned message, and all faults in the form's own field names: those in `known`, and those found here.

    A message without faults is returned in its party's `dialect`.
    """
    root = new_message(leg.element, header)
    if leg.form is None:
        return root, list(known)
    faults = _first_of_each([*known, *leg.form.fill(root, form)])
    if violations := schema.violations(root):
        faults = _first_of_each([*faults, *_explained(violations, leg.form, is_known=bool(faults))])
    return (root, faults) if faults else into_dialect(root, dialect, leg.form)


def _explained(violations: Iterable[Violation], form: Form, *, is_known: bool) -> Iterator[Fault]:
    """Schema violations as faults.

    After a fault of the mapping, leaves out violations that it explains, and violations of the header, which is not the
    portal's.
    """
    for violation in violations:
        if is_known and (violation.trouble in ("missing", "unexpected") or violation.path[:1] == ("Header",)):
            continue
        yield form.fault(violation)


def _first_of_each(faults: Iterable[Fault]) -> list[Fault]:
    """The first fault of each field, at most FAULT_LIMIT faults."""
    first: dict[str, Fault] = {}
    for found in faults:
        first.setdefault(found.field, found)
    return list(first.values())[:FAULT_LIMIT]
