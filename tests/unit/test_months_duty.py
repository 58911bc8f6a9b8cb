"""A worker keeps the store's months, and works on if it cannot."""

from dataclasses import dataclass, field

import pytest

from hub.errors import Code, StoreConflict, StoreForbidden, StoreLocked, StoreUnavailable
from hub.flow.months import AGAIN_S, INTERVAL_S, MonthsDuty
from hub.model.month import Month
from hub.operate.doctor.months import judge_months
from hub.ports import Division
from hub.text.bilingual import Bilingual

WHY = Bilingual("为何", "why")


@dataclass
class Ensured:
    """Months that fail as they are told, and the times at which they were asked."""

    failure: Exception | None = None
    asked: list[int] = field(default_factory=list)

    def ensure(self, now: int) -> list[Month]:
        self.asked.append(now)
        if self.failure is not None:
            raise self.failure
        return []


@dataclass
class Now:
    """A clock that stands."""

    at: int = 7

    def now(self) -> int:
        return self.at


def a_duty(months: Ensured, seconds: list[float]) -> MonthsDuty:
    return MonthsDuty(months, Now(), lambda: seconds[-1])  # type: ignore[arg-type]  # it asks for nothing else


def test_it_is_due_at_the_start_and_every_hour() -> None:
    """Months are made long before they begin."""
    months, seconds = Ensured(), [0.0]
    duty = a_duty(months, seconds)
    assert duty.is_due()
    duty.run()
    assert (duty.is_due(), months.asked) == (False, [7])
    seconds.append(INTERVAL_S)
    assert duty.is_due()


@pytest.mark.parametrize("failure", [StoreLocked(WHY), StoreForbidden(WHY), StoreConflict(WHY), StoreUnavailable(WHY)])
def test_what_keeps_it_from_its_duty_is_tried_again_soon(failure: Exception) -> None:
    """A reader, a right that is missing, a table that stands there, a time that was over: the worker goes on."""
    seconds = [0.0]
    duty = a_duty(Ensured(failure), seconds)
    duty.run()
    assert not duty.is_due()
    seconds.append(AGAIN_S)
    assert duty.is_due()


def test_the_doctor_tells_what_waits_for_an_operator() -> None:
    """A warning each; nothing of a store that is not divided, nor of what a running hub moves within the hour."""
    well = Division(months=[Month(2026, 3)], missing=[], astray=5, beyond=9)
    assert [*judge_months(None), *judge_months(well)] == []
    march = [Month(2026, 3)]
    found = [*judge_months(Division(months=[], missing=[*march, Month(2026, 4)], astray=5, heavy=march, beyond=0))]
    codes = [(finding.result, getattr(finding.text, "code", None)) for finding in found]
    assert codes == [("warning", Code.TRANSITIONS_ASTRAY), ("warning", Code.MONTHS_MISSING)]
    assert "these months are not in their partitions: 2026-03." in str(found[0].text)
    assert "2026-03, 2026-04" in str(found[1].text)
