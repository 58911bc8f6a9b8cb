"""Looks at the tokens and cards with our keys, and at what waits for signatures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from adapters.x509.validity import in_minutes
from hub.errors import Code, Deferred, OperatorError, Wording, operator_error
from hub.operate.doctor.finding import Finding
from hub.ports import WaitingGroup
from hub.text.bilingual import Bilingual

LONG: Final = 60_000_000
"""Microseconds. A message that has waited longer for its signature is told."""


def look_at_devices(
    names: Sequence[str], told: Mapping[str, Wording], waiting: Callable[[], Sequence[WaitingGroup]], now: int
) -> Iterator[Finding]:
    """Each device signs, as workers last saw it, and no message has waited long for its signature.

    `told`: why devices do not sign. Nothing reaches for a device here: a PIN is tried by its lane only.
    """
    if not names:
        yield Finding("ok", Bilingual("密钥都在文件中", "all keys are in files"))
    for name in names:
        if name in told:
            yield Finding("failure", Wording(told[name].code, told[name].text.about(name), told[name].detail))
        else:
            yield Finding("ok", Bilingual(f"{name}：未报故障", f"{name}: no failure noted"))
    try:
        groups = waiting()
    except (Deferred, OperatorError):  # the look at the store tells it
        return
    for group in groups:
        if now - group.oldest < LONG:
            continue
        since = in_minutes(group.oldest)
        error = operator_error(Code.WAITS_FOR_SIGNATURE, party=group.where, count=group.count, since=since)
        yield Finding.of("warning", error)
