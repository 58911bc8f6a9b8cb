"""Fill placeholders in scripts and samples: moving dates, fresh numbers, values of the message answered."""

import re
import secrets
from calendar import isleap
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from hub.simulate.signatures import Unusable
from hub.text.bilingual import Bilingual

SHANGHAI = timezone(timedelta(hours=8))
DATE = re.compile(r"\{(now|today((?:[+-]\d+[dy]?)*))\}")
STEP = re.compile(r"([+-]\d+)([dy]?)")
NAMED = {"uscc": "Enterprise/Uscc", "name": "Enterprise/Name"}


def fill_dates(text: str, now: datetime) -> str:
    """Replace `{now}`, `{today}`, `{today+30}` (days), `{today+1y+1d}`. Other text does not change."""
    return DATE.sub(lambda found: _moment(now) if found[1] == "now" else _day(now.date(), found[2]), text)


def fill(text: str, text_at: Callable[[str], str | None], now: datetime) -> str:
    """Replace dates, `{number}` (fresh, 18 digits), `{uscc}`, `{name}` and element paths of the message answered.

    `text_at` returns the text of an element by its path, such as `Application[2]/Number`. Raises Unusable when there is
    none. `{folded PATH}` gives the text as mainframes write ids: in upper case, without hyphens.
    """

    def value(found: re.Match[str]) -> str:
        name = found[2]
        if name == "number":
            return fresh_number(now)
        if (text := text_at(NAMED.get(name, name))) is None:
            raise Unusable(
                Bilingual(
                    f"所答复的报文没有与 {{{name}}} 对应的元素",
                    f"the message answered has no element for {{{name}}}",
                )
            )
        return text.replace("-", "").upper() if found[1] else text

    return re.sub(r"\{(folded )?([A-Za-z][A-Za-z0-9/\[\]]*)\}", value, fill_dates(text, now))


def fresh_number(now: datetime) -> str:
    """A business number that was not used before: the date and ten random digits."""
    return f"{now:%Y%m%d}{secrets.randbelow(10**10):010d}"


def _moment(now: datetime) -> str:
    return now.astimezone(SHANGHAI).isoformat(timespec="microseconds")


def _day(day: date, steps: str) -> str:
    for number, unit in STEP.findall(steps):
        day = _years_on(day, int(number)) if unit == "y" else day + timedelta(days=int(number))
    return day.isoformat()


def _years_on(day: date, years: int) -> date:
    """The same date in another year; 28 February when that year has no 29th."""
    year = day.year + years
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) and not isleap(year) else day.day)
