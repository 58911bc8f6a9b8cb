"""Which deliveries in quarantine, and which parked messages, an operator means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hub.bootstrap.known import must_be_code, must_be_owner
from hub.cli.choice import the_one
from hub.cli.kept_apart import LISTING
from hub.cli.misuse import Unusable
from hub.cli.quarantine_groups import owner_and_code
from hub.cli.quarantine_options import SHORTEST
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.model import Parked, Quarantined
from hub.ports import Quarantine
from hub.text.bilingual import Bilingual

SEVERAL = 100
"""So many candidates of an ambiguous name are counted at most."""
MOST = 10_000
"""So many deliveries of one owner and code are settled at a time."""
NOTHING: Final = Bilingual("没有隔离件", "nothing is kept apart")
_ALONE: Final = Bilingual("不可与编号、--owner、--code 同用", "cannot be used with ids, --owner or --code")
Apart = Quarantined | Parked


@dataclass(frozen=True)
class Meant:
    """What an operator names: ids or their beginnings; otherwise all of an owner, of a code or of a group."""

    names: Sequence[str]
    owner: str | None
    code: str | None
    group: str | None = None

    def require_some(self) -> None:
        """Raise OperatorError (HUB-711 if nothing is named, HUB-984 for a number), or Unusable for a group and more.

        The number of a group is for reading: groups may have come and gone since it was listed.
        """
        others = [*self.names, *(each for each in (self.owner, self.code) if each)]
        if not (others or self.group):
            needed = "ID / --owner / --code / --group"
            raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--reason", needed=needed)
        if self.group and others:
            raise Unusable(_ALONE, "--group")
        if self.group and self.group.isdecimal():
            raise operator_error(Code.GROUP_BY_NUMBER, value=self.group)

    def rows(self, quarantine: Quarantine, as_json: bool) -> Iterator[Apart]:
        """The deliveries that are meant, oldest first, and the messages that wait and are named by their whole ids.

        Parties count their messages, so that the id of one is often the beginning of another's: a command that is given
        twice must not act on that one. Raises OperatorError (HUB-704) where a name means none.
        """
        if self.group is not None:
            owner, code = owner_and_code(quarantine, self.group)
            yield from replace(self, group=None, owner=owner, code=code).rows(quarantine, as_json)
            return
        for name in self.names:
            yield self._one(quarantine, name, as_json)
        if not self.names:
            yield from reversed(quarantine.deliveries(MOST, owner=self.owner, code=self.code, is_open=True))

    def _one(self, quarantine: Quarantine, name: str, as_json: bool) -> Apart:
        begun: list[Quarantined] = []
        if len(name) >= SHORTEST:
            begun = quarantine.deliveries(SEVERAL, owner=self.owner, code=self.code, beginning=name)
        parked = quarantine.parked(SEVERAL, owner=self.owner, beginning=name) if self.code is None else []
        found: list[Apart] = [*begun, *(row for row in parked if is_named(row, name))]
        return the_one(name, [row for row in found if is_named(row, name)] or found, LISTING, as_json)


def id_of(row: Apart) -> str:
    """The id by which the list names it."""
    return row.id if isinstance(row, Quarantined) else row.message


def is_named(row: Apart, name: str) -> bool:
    """Whether this is its whole id: the hub's own in any case, a party's exactly."""
    return row.id == name.lower() if isinstance(row, Quarantined) else row.message == name


def refuse_unknown(home: Home, owner: str | None, code: str | None) -> None:
    """Raise OperatorError (HUB-710) for an owner or a code that does not exist."""
    must_be_owner(home, owner)
    must_be_code(code)
