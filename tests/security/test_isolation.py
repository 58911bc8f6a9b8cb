"""Whoever names what is somebody else's learns nothing and moves nothing: portals, parties, enterprises.

HUB_EXAMPLES says how many histories are tried on SQLite (a fifth of that on PostgreSQL).
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rig import PORTALS, Rig, a_uscc
from services import TEMPLATE
from strangers import HONEST, INSURER, OWN, PRIVATE, STRANGE, STRANGE_INSURER, STRANGERS, Deed, World, play

from adapters.store import open_store
from hub.ports import Filter, Store

EXAMPLES = int(os.environ.get("HUB_EXAMPLES", "6"))
STEPS = 10
ANY = st.integers(0, 20)
STRANGER = st.sampled_from(STRANGERS)
DEED: st.SearchStrategy[Deed] = st.one_of(
    st.tuples(st.just("again_of"), ANY, st.booleans()),
    st.tuples(
        st.just("pay_for"),
        st.sampled_from(["4321.09", "77.00"]),
        st.sampled_from(["ping-an-bank", "construction-bank"]),
    ),
    st.tuples(st.just("same_id"), ANY),
    st.tuples(st.just("claim_to_be"), ANY),
    st.tuples(
        st.just("answer"),
        STRANGER,
        ANY,
        st.sampled_from(["TechnicalReceipt", "QuotaDecision", "PaymentResult", "CreditAuthorizationDecision"]),
        st.sampled_from(["F", "Y003", "Y002", "refused"]),
        st.booleans(),
    ),
    st.tuples(st.just("name_document"), ANY, st.sampled_from(["0", "1", "3", "5"])),
    st.tuples(st.just("issue"), STRANGER, ANY),
    st.tuples(st.just("change_quota"), STRANGER, ANY),
)
DEEDS = st.lists(st.tuples(st.integers(0, STEPS), DEED), min_size=4, max_size=16)
_names = count()
NewStore = Callable[[], Store]


@pytest.fixture
def new_store(tmp_path: Path, migrated_file: Path) -> NewStore:
    """An empty store for each history."""

    def make() -> Store:
        file = tmp_path / f"{next(_names)}.db"
        shutil.copy(migrated_file, file)
        return open_store(f"sqlite:///{file}")

    return make


def _try(new_store: NewStore, folder: Path, examples: int) -> None:
    @cache
    def alone() -> World:
        return play(World(new_store(), folder / "alone"), strange=False)

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        print_blob=True,
    )
    @given(DEEDS)
    def they_do_not_meet(deeds: list[tuple[int, Deed]]) -> None:
        here = folder / str(next(_names))
        world = play(World(new_store(), here), deeds)
        _assert_undisturbed(world, alone())
        _assert_ignorant(world)
        without = play_alone(world, World(new_store(), here / "without"))
        _assert_not_found(world, without)
        without.rig.store.close()
        world.rig.store.close()

    they_do_not_meet()
    alone().rig.store.close()


def play_alone(world: World, other: World) -> World:
    """The strange portal says the same where there is nobody else."""
    other.strange_beginnings()
    for body in world.said:
        other.rig.take_in([body], STRANGE)
    other.rig.work()
    return other


def _assert_undisturbed(world: World, alone: World) -> None:
    """The honest ones see and are sent what they would were they alone, but for a strange insurer's own notices."""
    told = {name: said for name, said in world.told(HONEST).items() if not name.endswith(STRANGE_INSURER)}
    assert told == alone.told(HONEST)
    assert alone.trails()["V1-insurance"][-1][2] == "S"  # the history went to its end
    assert world.trails() == alone.trails()
    assert world.quotas() == alone.quotas()
    for party in (INSURER, "ping-an-bank"):
        assert world.business(party) == alone.business(party)


def _assert_ignorant(world: World) -> None:
    """A strange portal hears of its own documents alone; others of nothing that only honest ones said."""
    for event in world.events(STRANGE):
        assert event["submission"] in world.own_names() or event["enterprise"] in OWN
    documents = {d.id: d for d in world.rig.store.documents.log(Filter())}
    heard = {event["document"] for event in world.events(STRANGE)} - {None}
    assert {documents[id_].portal for id_ in heard} <= {STRANGE, None}
    for portal in PORTALS:
        assert portal in (HONEST, STRANGE) or world.rig.events_as_told(portal) == []
    text = json.dumps([world.events(STRANGE), world.rig.events_as_told(STRANGE)], ensure_ascii=False)
    text += " ".join(_beside_what_is_shared(*letter) for party in STRANGERS for letter in world.messages_to(party))
    assert [secret for secret in PRIVATE if secret in text] == []


def _beside_what_is_shared(name: str, said: str) -> str:
    """Insurers tell each other of policies by their numbers, and of nothing else that is private."""
    return said.replace("POLICY-OF-A-VICTIM", "") if name == "SharedPolicy" else said


def _assert_not_found(world: World, without: World) -> None:
    """What is somebody else's is answered as what is not there: the strange portal can't tell which it was."""
    told, would_be = world.told(STRANGE), without.told(STRANGE)
    assert {n: s for n, s in told.items() if n in world.own_names()} == would_be


def test_nobody_sees_or_moves_what_is_others_on_sqlite(new_store: NewStore, tmp_path: Path) -> None:
    """The honest history with and without strangers, and theirs with and without it."""
    _try(new_store, tmp_path / "q", EXAMPLES)


def test_nobody_sees_or_moves_what_is_others_on_postgresql(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The same, with row locks."""
    postgres = request.getfixturevalue("postgres")
    _try(lambda: open_store(postgres.create(TEMPLATE)), tmp_path / "q", max(1, EXAMPLES // 5))


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


@pytest.mark.parametrize("party", ["ping-an-bank", "customs"])
def test_a_notice_of_a_role_that_has_none_is_refused(rig: Rig, party: str) -> None:
    """A bank has no quotas to tell of: nothing is recorded, no portal hears of it (HUB-414)."""
    body = {
        "Enterprise": {"Uscc": a_uscc(), "Name": "某某公司"},
        "Figures": {
            "Total": "1.00",
            "Used": "0.00",
            "Remaining": "1.00",
            "Rate": "2.30",
            "EffectiveDate": "2026-09-21",
        },
        "ChangedAt": "2026-09-21T10:00:00+08:00",
    }
    rig.reply(rig.signed("QuotaChange", None, body, sender=party), party=party)
    rig.work()
    assert [row.code for row in rig.store.quarantine.deliveries(limit=9)] == ["HUB-414"]
    assert (rig.store.documents.log(Filter()), rig.events("national")) == ([], [])
