"""Judge whether an answer is about the whole of what it answers: a part of an order never decides the order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.model import is_same_id
from hub.reading.read_report import Report


class Scope(StrEnum):
    """What an answer is about; all but WHOLE decide nothing."""

    WHOLE = "whole"
    """All of it, or exactly its items, each once, with one outcome."""
    IN_PART = "in-part"
    """Some of its items, or all of them with different outcomes."""
    TWICE = "twice"
    """One of its items more than once."""
    FOREIGN = "not-its-own"
    """Something that is not of this document, or that cannot be told."""


@dataclass(frozen=True)
class Order:
    """What a document asked for."""

    id: str
    numbers: Sequence[str]
    """Of its items, each once."""


def judge_scope(report: Report, order: Order) -> Scope:
    """Say what an answer is about; pure."""
    stated = [own_number(said.number, order.numbers) for said in report.items]
    orders = {said.order for said in (*report.orders, *report.items)} - {""}
    if "" in stated or not all(is_same_id(one, order.id) for one in orders):
        return Scope.FOREIGN
    if len(set(stated)) < len(stated):
        return Scope.TWICE
    if report.is_mixed or (stated and len(stated) < len(order.numbers)):
        return Scope.IN_PART
    return Scope.WHOLE


def own_number(stated: str, numbers: Sequence[str]) -> str:
    """The item's own number that an answer means; empty for none of them.

    Exactly the same text, or the only one that is the same without hyphens and case: mainframes strip and fold ids.
    That is safe because an answer is bound to its order already, by signature, digest and message id, and because
    where two numbers of one order are alike in that way only the exact text tells them apart.
    """
    if stated in numbers:
        return stated
    alike = [number for number in numbers if stated and _folded(number) == _folded(stated)]
    return alike[0] if len(alike) == 1 else ""


def _folded(number: str) -> str:
    return number.replace("-", "").upper() if number.isascii() else number
