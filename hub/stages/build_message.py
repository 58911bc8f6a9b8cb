"""Map a form to the message that carries it, and prove the message against its schema."""

from collections.abc import Mapping

from lxml import etree

from hub.catalogue.routes import Route
from hub.model import Fault, Submission
from hub.xml.build import new_message


def build_message(
    submission: Submission, route: Route, header: Mapping[str, str]
) -> tuple[etree._Element, list[Fault]]:
    """The unsigned message, and what is wrong in the portal's own field names.

    lxml decides; only a message that it does not admit is explained, at xmlschema's pace.
    """
    root = new_message(route.element, header)
    if route.form is None:
        return root, []
    faults = route.form.fill(root, submission.form)
    if not route.schema.admits(root):
        faults += _explained(root, route, faults)
    return root, faults


def _explained(root: etree._Element, route: Route, known: list[Fault]) -> list[Fault]:
    """What the schema finds and the mapping did not say already."""
    assert route.form is not None
    named = {f.field for f in known}
    violations = route.schema.explain(root)
    if known:  # what the mapping left out is said already
        violations = [v for v in violations if v.trouble not in ("missing", "unexpected")]
    return [found for v in violations if (found := route.form.fault(v)).field not in named]
