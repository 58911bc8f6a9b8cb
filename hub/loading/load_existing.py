"""Find what must be locked and read for the documents in a batch that were there before the hub."""

from collections.abc import Iterator, Sequence

from hub.effects.concerned import unit_of_enterprise, units_in
from hub.effects.work import Work
from hub.errors import Rejected
from hub.model import CustomsUnit
from hub.reading.numbers import BusinessNumber
from hub.reading.open_message import Opened
from hub.reading.read_existing import ExistingDocument, read_existing


def existing_in(work: Work, batch: Sequence[Opened]) -> list[ExistingDocument]:
    """The documents that the batch announces so; without those that cannot be read, which are refused later."""
    return list(_read(work, batch))


def _read(work: Work, batch: Sequence[Opened]) -> Iterator[ExistingDocument]:
    for opened in batch:
        route = work.catalogue.existing(opened.element)
        if route is not None and work.catalogue.may_announce(opened.party, route):
            try:
                yield read_existing(opened, route, work.today)
            except Rejected:
                continue


def numbers_in(existing: Sequence[ExistingDocument]) -> list[BusinessNumber]:
    """The business numbers that the documents will bear."""
    return [number for said in existing for number, _ in said.numbers]


def resources_in(existing: Sequence[ExistingDocument]) -> set[str]:
    """The keys of the resources on which the documents will have claims."""
    return {key for said in existing for key in said.route.resource_keys(said.text("enterprise.uscc"), said.party)}


def units_of_existing(existing: Sequence[ExistingDocument]) -> list[CustomsUnit]:
    """The units that the documents will concern."""
    own = (unit_of_enterprise(said.form) for said in existing)
    return [*(one for said in existing for one in units_in(said.route, said.form)), *(one for one in own if one)]
