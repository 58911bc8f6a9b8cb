"""The fields of a form in the names and codes of a portal's shape."""

from dataclasses import replace

from hub.catalogue import Condition, FormShape, PortalShape
from hub.docs.fields import Field, Guard, Together

Steps = tuple[str, ...]


def in_shape(field: Field, shape: PortalShape, form: FormShape, above: Steps = ()) -> Field:
    """A field as the portal writes it. `above`: our path of the list in whose items it stands."""
    ours = above + field.steps
    return replace(
        field,
        steps=_theirs(form, ours, above),
        guards=tuple(_guard(guard, shape, form, above) for guard in field.guards),
        items=tuple(in_shape(item, shape, form, ours) for item in field.items),
        values=shape.values_at(form, ours),
    )


def _theirs(form: FormShape, ours: Steps, above: Steps) -> Steps:
    """The portal's path, within an item of the list `above`."""
    return form.theirs[ours][len(form.theirs[above]) if above else 0 :]


def _guard(guard: Guard, shape: PortalShape, form: FormShape, above: Steps) -> Guard:
    if isinstance(guard, Together):
        return Together(tuple(_theirs(form, above + path, above) for path in guard.paths))
    values = shape.values_at(form, ours := above + guard.steps)
    as_truths = guard.values & {"true", "false"} if values is shape.truths else frozenset()
    return Condition(
        ".".join(_theirs(form, ours, above)), as_truths | {values.outward(one) for one in guard.values}, guard.where
    )
