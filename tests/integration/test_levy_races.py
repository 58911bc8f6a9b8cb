"""Two hubs on one store get customs' messages about one number at the same moment."""

from pathlib import Path

import pytest
from deposits import a_guarantee_number, a_levy, a_payment_notice, all_of, on_track
from racers import RACES, race
from rig import Rig

from hub.ports import Store

pytestmark = pytest.mark.both_databases


def signed(rig: Rig, element: str, content: dict[str, object]) -> bytes:
    return rig.signed(element, None, content, sender="customs")


@pytest.mark.slow
def test_a_levy_and_its_payment_notice_at_once_leave_it_unpaid(
    store: Store, store_url: str, rig: Rig, tmp_path: Path
) -> None:
    """Whichever is first: the number's row is locked before either is recorded."""
    pairs = []
    for _ in range(RACES):
        number = a_guarantee_number()
        pairs.append(
            (signed(rig, "DepositLevy", a_levy(number)), signed(rig, "PaymentNotice", a_payment_notice(number)))
        )
    race(store_url, tmp_path, "customs", pairs)
    levies = all_of(rig, "deposit-levy")
    assert [(d.status, d.on_track("guarantee")[0]) for d in levies] == [("O001", "K000")] * RACES
    assert [len(on_track(rig, levy)) for levy in levies] == [1] * RACES
    assert store.quarantine.deliveries(1) == []


@pytest.mark.slow
def test_of_two_versions_at_once_one_counts(store: Store, store_url: str, rig: Rig, tmp_path: Path) -> None:
    """The later one by customs' own time, in whichever order they are taken."""
    pairs = []
    for _ in range(RACES):
        number = a_guarantee_number()
        first, second = (signed(rig, "DepositLevy", a_levy(number, Amount=amount)) for amount in ("1.00", "2.00"))
        pairs.append((first, second))
    race(store_url, tmp_path, "customs", pairs)
    counting = [d for d in all_of(rig, "deposit-levy") if d.status == "O001"]
    assert len(counting) == RACES
    trails = [rig.store.documents.trail(levy.id) for levy in counting]
    assert {t.transitions[1].returned["amount"] for t in trails if t is not None} == {"2.00"}
    assert store.quarantine.deliveries(1) == []
