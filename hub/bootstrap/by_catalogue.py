"""The verification of documents by the home's catalogue."""

from collections.abc import Iterable
from functools import cached_property
from itertools import chain

from hub.bootstrap.catalogue import folders_of
from hub.bootstrap.memory import kept
from hub.catalogue import digest_of, load_catalogue
from hub.home.place import Home
from hub.operate.audit.by_catalogue import CatalogueCheck
from hub.operate.audit.finding import Finding
from hub.operate.audit.parts import Follow
from hub.ports import AuditReader, Records
from hub.rules import RULES


class ByCatalogue:
    """Verifies what follows with the home's catalogue, which is loaded with the first document that it recorded."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def __call__(self, reader: AuditReader, records: Records) -> Iterable[Finding]:
        rows = chain.from_iterable(records.transitions.values())
        return self._check(reader, records) if any(row.catalogue == self._digest for row in rows) else ()

    @cached_property
    def _digest(self) -> str:
        return digest_of(*folders_of(self._home))

    @cached_property
    def _check(self) -> Follow:
        """Its files are those by which rows were recorded: whatever a home's keys lack by now, it is sound."""
        with kept():
            return CatalogueCheck(load_catalogue(*folders_of(self._home), RULES))
