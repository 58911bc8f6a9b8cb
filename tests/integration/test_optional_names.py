"""A notice bears the number by which it may name a document, whatever its rules read of that document."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from quotas import change
from rig import ROOT, Rig, catalogue, grant_quota

from hub.catalogue import Catalogue, load_catalogue
from hub.flow.worker import Worker
from hub.rules import RULES


@cache
def comparing_catalogue() -> Catalogue:
    """The packaged catalogue with a quota change whose rules read a value of the application that it may name."""
    file = Path(mkdtemp()) / "routes/duty-guarantee/quota-change.yaml"
    file.parent.mkdir(parents=True)
    text = (ROOT / "routes/duty-guarantee/quota-change.yaml").read_text("utf-8")
    file.write_text(
        text.replace("rules:\n", "rules:\n  - equal: {effective_date: application.data.start_date}\n"), "utf-8"
    )
    made = load_catalogue([ROOT / "routes", file.parents[1]], [ROOT / "xsd"], RULES)
    assert list(made.problems) == []
    return made


@pytest.mark.parametrize("known", [catalogue, comparing_catalogue])
def test_a_notice_is_found_by_the_number_of_a_document_that_is_not_recorded(
    rig: Rig, uscc: str, known: Callable[[], Catalogue]
) -> None:
    """An application that comes to bear the number later is found in the figures by it."""
    rig.worker = Worker("hub", known(), rig.ports, batch=100, wait=0)
    grant_quota(rig, uscc)
    number = f"T{uscc[-8:]}"
    change(rig, uscc, "10.00", about=number)
    assert [d.type for d in rig.store.documents.find(number)] == ["quota-change"]
    assert rig.store.quarantine.deliveries(9) == []
