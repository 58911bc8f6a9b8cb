"""No portal hears of a document of several enterprises, and no submission names one, that does not concern its own.

HUB_EXAMPLES says how many histories are tried on SQLite (a fifth of that on PostgreSQL).
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from levies import a_note, levy_rig
from rig import Rig, a_credit_authorization, a_uscc
from services import TEMPLATE

from adapters.store import open_store
from hub.model import Changes, Registration
from hub.ports import Filter, Store
from hub.testing.rows import write

EXAMPLES = int(os.environ.get("HUB_EXAMPLES", "6"))
HOME = "national"
PORTALS = ("liaoning", "liaoning", HOME, HOME)
"""Of each enterprise, by its place."""
CODES = ("1101919107", "1101919108", "1101919109")
UNIT = st.tuples(st.sampled_from(CODES), st.none() | st.integers(0, 3))
"""A customs code, and perhaps an enterprise, whether it has that code or not."""
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("levy"), UNIT, st.none() | UNIT),
        st.tuples(st.just("card"), st.sampled_from(CODES), st.integers(0, 3)),
        st.tuples(st.just("correct"), st.integers(0, 5)),
        st.tuples(st.just("note"), st.integers(0, 3), st.integers(0, 5)),
    ),
    min_size=4,
    max_size=14,
)
_names = count()
NewStore = Callable[[], Store]


@dataclass
class Expected:
    """Who may hear and name, reckoned from what was said, without the hub."""

    usccs: list[str]
    customs: dict[str, str] = field(default_factory=dict)
    """By code: the USCC that customs named last."""
    cards: dict[str, set[str]] = field(default_factory=dict)

    def owner(self, code: str, uscc: str | None) -> str | None:
        if uscc is not None:
            return uscc
        if code in self.customs:
            return self.customs[code]
        named = self.cards.get(code, set())
        return next(iter(named)) if len(named) == 1 else None

    def owners(self, units: list[tuple[str, str | None]]) -> set[str]:
        return {owner for unit in units if (owner := self.owner(*unit)) is not None}

    def portals(self, units: list[tuple[str, str | None]]) -> set[str]:
        """The home portal hears of every levy (S2)."""
        return {PORTALS[self.usccs.index(owner)] for owner in self.owners(units)} | {HOME}


class History:
    """One hub, and what is expected of it."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.expected = Expected([a_uscc() for _ in PORTALS])
        self.levies: list[tuple[dict[str, Any], list[tuple[str, str | None]]]] = []
        for uscc, portal in zip(self.expected.usccs, PORTALS, strict=True):
            rig.submit(a_credit_authorization(uscc), portal=portal)
        self._heard()

    def levy(self, guaranteed: tuple[str, int | None], agent: tuple[str, int | None] | None) -> None:
        content: dict[str, Any] = {"GuaranteeNumber": f"ZS{next(_names):010d}", "Serial": "1", "Kind": "1"}
        units = []
        for name, unit in (("Guaranteed", guaranteed), ("Agent", agent)):
            if unit is None:
                continue
            code, place = unit
            uscc = None if place is None else self.expected.usccs[place]
            units.append((code, uscc))
            content |= {f"{name}Code": code} | ({f"{name}Uscc": uscc} if uscc else {}) | {f"{name}Name": "某某公司"}
        content |= {"PayerName": "某某公司", "PayeeName": "北京海关", "Nature": "1", "Amount": "1.00"}
        self._announce(content, units)
        self.levies.append((content, units))

    def correct(self, which: int) -> None:
        """Customs corrects a levy: the same units are named once more."""
        if which < len(self.levies):
            content, units = self.levies[which]
            content["Amount"] = f"{next(_names) + 2}.00"
            self._announce(content, units)

    def _announce(self, content: dict[str, Any], units: list[tuple[str, str | None]]) -> None:
        self.rig.clock.pass_(seconds=1)
        self.rig.reply(self.rig.signed("DepositLevy", None, content, sender="customs"), party="customs")
        clashing = {code for code, uscc in units if uscc and any(u and u != uscc for c, u in units if c == code)}
        self.expected.customs |= {code: uscc for code, uscc in units if uscc and code not in clashing}
        for code in clashing:
            self.expected.customs.pop(code, None)
            self.expected.cards[code] = {"nobody", "anybody"}
        heard = self._heard()
        assert {portal for portal, told in heard.items() if told} == self.expected.portals(units)

    def card(self, code: str, which: int) -> None:
        """An enterprise's card signed a submission with this code."""
        uscc = self.expected.usccs[which]
        write(self.rig.store, Changes(registrations={Registration(code, uscc, "card", 0): None}))
        self.expected.cards.setdefault(code, set()).add(uscc)

    def note(self, which: int, levy: int) -> None:
        """A portal names a levy for an enterprise; where it may not, that is as if it were not there."""
        if levy >= len(self.levies):
            return
        content, units = self.levies[levy]
        uscc, portal = self.expected.usccs[which], PORTALS[which]
        answers = []
        for number in (content["GuaranteeNumber"], "ZS-NOT-THERE"):
            (note,) = self.rig.submit(a_note(uscc, number), portal=portal)
            found = self.rig.store.documents.trail(note.id)
            assert found is not None
            answers.append((note.status, [f["code"] for f in found.transitions[0].detail.get("faults", [])]))
        assert answers[1] == ("H001", ["HUB-314"])
        is_own = uscc in self.expected.owners(units)
        assert answers[0] == (("P001", []) if is_own else answers[1])
        self._heard()

    def _heard(self) -> dict[str, list[str]]:
        """The levies that each portal was told of since the last look."""
        self.rig.work()
        told: dict[str, list[str]] = {}
        for portal in set(PORTALS):
            events = [event["data"] for event in self.rig.events(portal)]
            told[portal] = [data["document"] for data in events if data["type"] == "deposit-levy"]
            for file in (self.rig.root / portal / "InBox").glob("*"):
                file.unlink()
        return told


def _try(new_store: NewStore, folder: Path, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        print_blob=True,
    )
    @given(DEEDS)
    def only_whom_it_concerns(deeds: list[tuple[Any, ...]]) -> None:
        history = History(levy_rig(new_store(), folder / str(next(_names))))
        for name, *said in deeds:
            getattr(history, name)(*said)
        assert len(history.rig.store.documents.log(Filter(type="deposit-levy"))) >= len(history.levies)
        history.rig.close()
        history.rig.store.close()

    only_whom_it_concerns()


def test_only_those_concerned_hear_and_name_on_sqlite(tmp_path: Path, migrated_file: Path) -> None:
    """Whatever customs and cards said of codes, and in whichever order."""

    def new_store() -> Store:
        file = tmp_path / f"{next(_names)}.db"
        shutil.copy(migrated_file, file)
        return open_store(f"sqlite:///{file}")

    _try(new_store, tmp_path / "q", EXAMPLES)


def test_only_those_concerned_hear_and_name_on_postgresql(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The same, with row locks."""
    postgres = request.getfixturevalue("postgres")
    _try(lambda: open_store(postgres.create(TEMPLATE)), tmp_path / "q", max(1, EXAMPLES // 5))
