"""Rules that a route writes itself about a named document: what stays as it is, and what an amount covers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hub.catalogue.mapping.cases import Case
from hub.catalogue.mapping.comparisons import NamedValue, Value
from hub.catalogue.mapping.paths import is_blank, lookup
from hub.errors import Code, fault
from hub.model import Fault
from hub.text.coded import Coded
from hub.xml.decimals import read_decimal, written


@dataclass(frozen=True)
class Kept:
    """`keeps:` and `only:` values are those of the named document.

    `keeps` lets a value be added that the named document leaves out; `only` compares both ways.
    """

    pairs: tuple[tuple[Value, NamedValue], ...]
    may_add: bool
    besides: tuple[str, ...] = ()
    """Of `only:` what may differ."""

    def __call__(self, case: Case) -> Iterator[Fault]:
        for value, place in self.pairs:
            mine = value.comparable(lookup(case.form, value.path))
            for _, document, raw in place.found(case):
                theirs = value.comparable(raw)
                if mine != theirs and (theirs or not self.may_add):
                    about = {"label": value.label, "name": value.field, "other": Coded.one("type", document)}
                    yield fault(Code.VALUE_DIFFERS, value.field, **about)

    @property
    def sentences(self) -> Iterator[str]:
        """The rule in words, for the reference."""
        if self.besides:
            named = self.pairs[0][1].naming.name if self.pairs else ""
            yield f"Only {', '.join(f'`{path}`' for path in self.besides)} may differ from the named `{named}`."
            return
        for value, place in self.pairs:
            yield f"`{value.path}` stays as the named document's `{place}` where that one says it."


@dataclass(frozen=True)
class Covers:
    """`covers:` an amount is not below the sum of others, nor below what is held out of the named document."""

    value: Value
    others: tuple[NamedValue, ...]

    def __call__(self, case: Case) -> Iterator[Fault]:
        amount = _number(lookup(case.form, self.value.path))
        for known in case.named.get(self.others[0].naming.name, ()):
            said = {"returned": known.returned}
            stated = {place.path: lookup(said, place.path) for place in self.others}
            if amount < (least := self.least(stated, known.held, known.beyond)):
                label = self.value.label
                yield fault(Code.BELOW_USED, self.value.field, label=label, name=self.value.field, least=written(least))

    def least(self, stated: Mapping[str, object], held: Decimal, beyond: Mapping[str, Decimal]) -> Decimal:
        """The sum of figures that are stated by their paths, with what others got beside them; at least what they hold.

        `held` is all that others hold; `beyond` is, by the name of a figure that sums what they got, what it does not
        contain. A figure with less than they hold is too small.
        """
        known = {path: path.rpartition(".")[2] for path in stated}
        parts = (
            max(_number(raw) + beyond[known[path]], held) if known[path] in beyond else _number(raw)
            for path, raw in stated.items()
        )
        return max(sum(parts, Decimal(0)), held)

    @property
    def sentence(self) -> str:
        """The rule in words, for the reference."""
        sum_of = " + ".join(f"`{place}`" for place in self.others)
        return (
            f"`{self.value.path}` is at least {sum_of}, with all that is asked back or was given back through the hub."
        )


def _number(raw: object) -> Decimal:
    return (read_decimal(raw) or Decimal(0)) if not is_blank(raw) else Decimal(0)
