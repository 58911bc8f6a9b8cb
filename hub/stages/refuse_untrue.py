"""Refuse figures of a document that was there before the hub, if they exceed its amount."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from hub.catalogue import Covers, is_blank, lookup
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.reading.read_existing import ExistingDocument
from hub.xml.decimals import read_decimal, written


def refuse_untrue(work: Work, said: ExistingDocument) -> None:
    """Raise Rejected (HUB-440) for a figure that is more than the document's amount, and for two that are so together.

    Amount and figures are those by which other documents take amounts out of this one (what is left, and what was given
    back) or change its amount, which covers what is used and what was given back.
    """
    facts = {**said.form, "returned": said.returned}
    for paths, names in _limits(work, said.route.document):
        whole = next((raw for path in paths if not is_blank(raw := lookup(facts, path))), None)
        if (amount := read_decimal(whole)) is not None:
            _refuse_more(said, names, amount)


def _refuse_more(said: ExistingDocument, names: list[str], amount: Decimal) -> None:
    """Raise Rejected at the first figure with which the sum of these figures exceeds an amount."""
    total, labels, told = Decimal(0), list[str](), list[str]()
    for name in (name for name in names if name in said.returned):
        source = said.message.returns.sources[name]
        total += read_decimal(said.returned[name]) or Decimal(0)
        labels.append(source.zh or name)
        told.append(name)
        if total > amount:
            about = {"label": "＋".join(labels), "name": " + ".join(told), "value": written(total)}
            code = Code.MORE_LEFT_THAN_THERE_WAS
            raise rejected(code, source.path, answers=said.opened.id, whole=written(amount), **about)


def _limits(work: Work, document: str) -> Iterator[tuple[Sequence[str], list[str]]]:
    """Where a document of this type has its amount, and figures whose sum cannot exceed it.

    Other documents take amounts out of it (`claims`), or set its amount anew, and then it covers these (`covers`).
    """
    wholes: list[str] = []
    for route in work.catalogue.routes.values():
        names = {naming.name for naming in route.names if document in naming.documents}
        for claiming in (one for one in route.claims if one.each in names and one.amount):
            wholes.extend(claiming.out_of)
            yield claiming.out_of, [claiming.at_most, claiming.contains]
    for route in work.catalogue.routes.values():
        for rule in (one for one in route.rules if isinstance(one, Covers)):
            if any(document in place.naming.documents for place in rule.others):
                yield [*wholes, rule.value.path], [place.path.rpartition(".")[2] for place in rule.others]
