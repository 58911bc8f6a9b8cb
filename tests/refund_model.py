"""What is left of a guarantee or of a levy, counted again in the plainest way: a model of its refunds for tests.

Statuses are those of one refund. Times are customs' own, in microseconds.
"""

from dataclasses import dataclass, field
from decimal import Decimal

RANKS = ("P001", "G004", "G001", "G003", "G002", "X001")
EXCLUSIVE = ({"G004", "G001"}, {"G004", "G003"}, {"G004", "G002"}, {"G003", "G002"})
REST = ("G003", "G004")


@dataclass
class Answer:
    """What customs said of a refund, and when it decided so by its own clock."""

    code: str
    amount: Decimal | None = None
    at: int = 0


@dataclass
class Refund:
    """One refund, and what has come of it."""

    asked: Decimal
    known_at: int
    """Time of the figures that were there when it was asked for; 0 if there were none."""
    status: str = "P001"
    named: Decimal | None = None
    at: int = 0
    is_disputed: bool = False
    decided: list[tuple[int, Decimal]] = field(default_factory=list)
    """What customs has decided on it while it stood so: from when it is counted, and how much."""

    @property
    def amount(self) -> Decimal:
        """What it takes out of the guarantee: nothing once it has failed."""
        held = self.status in ("P001", "G001", "G002")
        return (self.named if self.named is not None else self.asked) if held else Decimal(0)

    @property
    def counted_from(self) -> int:
        return max(self.at, self.known_at + 1)

    def hear(self, said: Answer) -> None:
        """One answer; customs' first outcome counts, and the first amount that it names."""
        named_now = said.code == "G002" and said.amount is not None
        contradicts = {self.status, said.code} in EXCLUSIVE
        if (
            named_now
            and self.named is None
            and not contradicts
            and said.amount is not None
            and said.amount > self.asked
        ):
            return  # quarantined
        if contradicts:
            self.is_disputed = True
        elif self.status == "X001":
            self.is_disputed |= said.code in ("G002", "G003")
        elif RANKS.index(said.code) > RANKS.index(self.status):
            self.status = said.code
            self._count(said)
        elif named_now and self.named is not None and self.named != said.amount:
            self.is_disputed = True
        elif said.code == self.status == "G002":
            self._count(said)

    def _count(self, said: Answer) -> None:
        if said.code == "G002":
            self.at = min(self.at or said.at, said.at)
            self.named = self.named if said.amount is None else said.amount
            self.decided.append((self.counted_from, self.amount))

    def settle(self, said: Answer | None) -> None:
        """An operator's word: this answer stands, or what is recorded."""
        self.is_disputed = False
        if said is not None:
            self.status, self.at = "G002", said.at
            self.named = self.named if said.amount is None else said.amount
            self.decided.append((self.counted_from, self.amount))

    def by_then(self, at: int) -> tuple[int, Decimal]:
        """From when it is counted, and how much, as customs had decided on it by a time of its own."""
        if self.counted_from <= at:
            return self.counted_from, self.amount
        earlier = [(begun, amount) for begun, amount in self.decided if begun <= at]
        begun, amount = earlier[-1] if earlier else (self.counted_from, self.amount)
        return begun, min(amount, self.amount)


@dataclass
class Figures:
    """What customs says is available, with what it has given back by then."""

    available: Decimal
    given_back: Decimal
    at: int
    used: Decimal = Decimal(0)


@dataclass
class Guarantee:
    """A guarantee with all its refunds."""

    total: Decimal
    refunds: list[Refund] = field(default_factory=list)
    figures: Figures | None = None

    @property
    def is_disputed(self) -> bool:
        return any(refund.is_disputed for refund in self.refunds)

    @property
    def is_open(self) -> bool:
        return any(refund.status in ("P001", "G001") for refund in self.refunds)

    @property
    def left(self) -> Decimal:
        """What may still be asked back: of the amount, and of what customs says is available."""
        left = self.total - sum(refund.amount for refund in self.refunds)
        if self.figures is not None:
            left = min(left, self.figures.available - self._outside(self.figures), -self.short)
        return max(left, Decimal(0))

    @property
    def short(self) -> Decimal:
        """By how much the amount is less than what is used, given back and asked back."""
        least = sum((refund.amount for refund in self.refunds), Decimal(0))
        if self.figures is not None:
            least = self.figures.used + max(least, self.figures.given_back + self._outside(self.figures))
        return least - self.total

    def given_back(self, at: int) -> Decimal:
        """What customs has given back by a time of its own."""
        counted = (refund.by_then(at) for refund in self.refunds if refund.status == "G002")
        return sum((amount for begun, amount in counted if begun <= at), Decimal(0))

    def _outside(self, figures: Figures) -> Decimal:
        """What these figures do not contain of what is taken."""
        return sum((refund.amount - self._contained(figures, refund) for refund in self.refunds), Decimal(0))

    def _contained(self, figures: Figures, refund: Refund) -> Decimal:
        begun, amount = refund.by_then(figures.at)
        if refund.status != "G002" or begun > figures.at:
            return Decimal(0)
        has_room = figures.given_back >= self.given_back(figures.at)
        return amount if begun < figures.at or has_room else Decimal(0)
