"""Find the predecessor: the original document that a new application names in `again_of`."""

from dataclasses import replace

from hub.effects.concerned import owned_by
from hub.effects.work import Work
from hub.model import Document, known_id
from hub.stages.asked import Asked


def find_predecessor(work: Work, asked: Asked) -> Asked:
    """Add the predecessor, if the submission names one that it may name.

    It has the same type and enterprise. It has the same party too, unless the route allows another one (another bank).
    `again_of` names it by the portal's own id or by the hub's.
    """
    name = asked.submission.again_of
    named = None if name is None else _named(work, asked, name)
    return asked if named is None else replace(asked, earlier=named)


def _named(work: Work, asked: Asked, name: str) -> Document | None:
    trails = work.books.trails
    named = trails.brought(asked.submission.portal, name) or trails.find(known_id(name))
    if named is None or named.type != asked.submission.type or not owned_by(work, named, asked.uscc):
        return None
    may_differ = asked.route.again is not None and asked.route.again.any_party
    return named if may_differ or named.party == asked.party else None
