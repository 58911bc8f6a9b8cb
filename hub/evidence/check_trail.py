"""Check the trail in an evidence file: its hashes, its statuses, and the bytes that it names."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from hub.errors import Code, operator_error
from hub.evidence import names
from hub.evidence.gather import needs_its_cause
from hub.model import GENESIS, MAIN, Cause, Transition
from hub.model.canonical import canonical
from hub.model.transition import HASH_VERSION
from hub.text.bilingual import Bilingual

_FIELDS: Final = frozenset(
    {"hash_version", "document", "seq", "track", "from", "to", "cause", "detail", "at", "catalogue", "previous"}
)


def read_trail(files: Mapping[str, bytes], document: str) -> list[Transition]:
    """The transitions with their hashes, each of which follows from the one before; raises OperatorError (HUB-934)."""
    found: list[Transition] = []
    statuses: dict[str, str] = {}
    for name, seq in _rows(files):
        row = _row(name, files[name], seq)
        if row.document != document or row.seq != seq:
            raise _broken(seq, "属于另一单证，或序号不符", "it is another document's, or has another number")
        if row.previous != (found[-1].hash if found else GENESIS):
            raise _broken(seq, "未接续前一条的哈希", "it does not name the hash of the one before it")
        if row.before not in _possible(row, statuses):
            raise _broken(seq, "起始状态不是此前的状态", "it does not begin with the status that was")
        statuses[row.track] = row.after
        found.append(row)
    if not found:
        raise _broken(1, "缺失", "it is missing")
    return found


def require_causes(rows: Sequence[Transition], files: Mapping[str, bytes], absent: Mapping[str, str]) -> list[int]:
    """Refuse a trail whose causes are not here (HUB-935); the numbers of transitions whose causes are not proved.

    Another document's bytes stay with it. What the hub had no more is listed.
    """
    there = {hashlib.sha256(content).hexdigest() for content in files.values()}
    lacking = [row for row in rows if row.cause.digest not in there]
    for row in lacking:
        if needs_its_cause(row) and row.cause.digest not in absent:
            raise operator_error(Code.CAUSE_NOT_PROVED, seq=str(row.seq), digest=row.cause.digest)
    return [row.seq for row in lacking if row.cause.kind == "document" or row.cause.digest in absent]


def _rows(files: Mapping[str, bytes]) -> Iterator[tuple[str, int]]:
    """Names and numbers without a gap; another name in `trail/` is refused."""
    there = {name for name in files if name.startswith("trail/")}
    for seq in range(1, len(there) + 1):
        if (name := names.row(seq)) not in there:
            raise _broken(seq, "缺失", "it is missing")
        yield name, seq


def _row(name: str, content: bytes, seq: int) -> Transition:
    try:
        said: Any = json.loads(content, parse_float=Decimal)
        if canonical(said) != content or said.keys() != _FIELDS or said["hash_version"] != HASH_VERSION:
            raise _broken(seq, "不是办理记录的规范写法", "it is not written as transitions are")
        row = Transition(
            document=said["document"],
            seq=said["seq"],
            track=said["track"],
            before=said["from"],
            after=said["to"],
            cause=Cause(**said["cause"]),
            detail=said["detail"],
            at=said["at"],
            catalogue=said["catalogue"],
            previous=said["previous"],
        ).sealed()
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise _broken(seq, f"{name} 无法读取", f"{name} cannot be read") from error
    return row


def _possible(row: Transition, statuses: Mapping[str, str]) -> set[str | None]:
    """The statuses from which a transition may begin; another track's rows begin with the document's own status."""
    own = statuses.get(MAIN)
    return {own} if row.track == MAIN or not statuses else {own, statuses.get(row.track)}


def _broken(seq: int, zh: str, en: str) -> Exception:
    return operator_error(Code.EVIDENCE_TRAIL_BROKEN, seq=str(seq), reason=Bilingual(zh, en))
