"""An operator's act that may be done: whoever does it records it in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub.errors import Code, rejected
from hub.model import Books, OperatorAct
from hub.ports import Unit


@dataclass(frozen=True)
class Acting:
    """An operator's act, as the transactions that carry it out record it."""

    act: OperatorAct
    heads: Mapping[str, str] = field(default_factory=dict)
    """By document: the newest row that the operators saw. Without heads the documents may have moved since."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """Bytes that the act refers to, by hex SHA-256: proof, plan, challenge and signature."""

    def record(self, unit: Unit, books: Books) -> None:
        """Record the act with this transaction, once, and name its operators in the rows that it causes.

        An act of several transactions is recorded with the first. Raises Rejected (HUB-804) if another act with its id
        is recorded: what was proposed has been approved or rejected, or the challenge was used; and if one operator's
        act has the id of what waits for a second one, which only an answer may end.
        """
        known = self.refuse_other(unit)
        books.act(self.act, is_known=bool(known))
        for digest, body in self.contents.items():
            books.post.keep_payload(digest, body)

    def refuse_other(self, unit: Unit) -> Sequence[OperatorAct]:
        """This act, if it is recorded already; raises as `record` does."""
        known = unit.acts([self.act.id])
        if (known and known != [self.act]) or (len(self.act.operators) == 1 and unit.proposals([self.act.id])):
            raise rejected(Code.ACT_DONE)
        return known

    def refuse_moved(self, unit: Unit, document: str) -> None:
        """Raise Rejected (HUB-805) if a locked document has moved since the operators saw it.

        Rows that this act made itself do not count: a plan may have several entries for one document.
        """
        if (seen := self.heads.get(document)) is None:
            return
        trail = unit.transitions([document])
        others = [row for row in trail if row.cause.ref not in (self.act.id, self.act.about)]
        if seen not in {rows[-1].hash for rows in (trail, others) if rows}:
            raise rejected(Code.MOVED_SINCE, document=document)
