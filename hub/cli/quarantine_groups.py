"""Which group of deliveries in quarantine is meant, and when groups are listed without their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.cli.screen import screen
from hub.errors import Code, operator_error
from hub.ports import Quarantine, QuarantineGroup
from hub.text.bilingual import Bilingual

FEW: Final = 100
"""So many deliveries, and so many parked messages, are listed at most unless an operator says otherwise."""
_MORE: Final = Bilingual(
    "hub quarantine --group 组名或序号：列出该组的各件",
    "hub quarantine --group NAME or NUMBER lists the members of a group",
)


@dataclass(frozen=True)
class Chosen:
    """What is listed."""

    owner: str | None
    code: str | None
    limit: int
    is_open: bool


def is_many(groups: Sequence[QuarantineGroup]) -> bool:
    """Whether there are more deliveries than a list of them shows."""
    return sum(group.count for group in groups) > FEW


def say_more() -> None:
    """Say how to see the deliveries of a group."""
    screen.print(f"[dim]{_MORE}[/]")


def place_of(groups: Sequence[QuarantineGroup], name: str) -> int:
    """The place in the list of the group with this name, or with this number from 1 on.

    Raises OperatorError (HUB-704) if there is none.
    """
    names = [group.name for group in groups]
    numbers = {str(number): number - 1 for number in range(1, len(names) + 1)}
    if name in numbers:
        return numbers[name]
    if name.lower() not in names:
        raise operator_error(Code.NOT_FOUND, value=name)
    return names.index(name.lower())


def owner_and_code(quarantine: Quarantine, name: str) -> tuple[str, str]:
    """The owner and the code of the open group with this name.

    Raises OperatorError: HUB-988 if all of that group is settled, HUB-704 if there never was one of this name.
    """
    groups = quarantine.groups(is_open=True)
    if name.lower() not in (group.name for group in groups) and name.lower() in {g.name for g in quarantine.groups()}:
        raise operator_error(Code.GROUP_SETTLED, value=name)
    group = groups[place_of(groups, name)]
    return group.owner, group.code
