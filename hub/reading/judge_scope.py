"""Judge whether an answer concerns the whole document: an answer to a part of an order never decides the order."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hub.model import is_same_id
from hub.reading.read_report import Report


class Scope(StrEnum):
    """What an answer concerns. Only WHOLE can decide."""

    WHOLE = "whole"
    """The whole, or exactly its items, each once, all with one result."""
    IN_PART = "in-part"
    """Some of its items, or all items with different results."""
    TWICE = "twice"
    """One of its items more than once."""
    FOREIGN = "not-its-own"
    """An item that is not in this document, or that cannot be identified."""


@dataclass(frozen=True)
class Order:
    """What a document asked for."""

    id: str
    numbers: Sequence[str]
    """The numbers of its items, each once."""


def judge_scope(report: Report, order: Order) -> Scope:
    """What an answer concerns. Pure."""
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
    """The item number that an answer means; empty if it is none of these.

    The number is the same text, or the only number that is equal without hyphens and case: mainframes remove hyphens
    and change case. This is safe: signature, digest and message id bind an answer to its order, and if two numbers of
    one order are equal in that way, only the exact text is accepted.
    """
    if stated in numbers:
        return stated
    alike = [number for number in numbers if stated and _folded(number) == _folded(stated)]
    return alike[0] if len(alike) == 1 else ""


def _folded(number: str) -> str:
    return number.replace("-", "").upper() if number.isascii() else number
