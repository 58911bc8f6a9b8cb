"""What a route says of resources: claims on them, figures of them, and how an operator settles parts."""

from dataclasses import dataclass, field

from hub.catalogue.words.places import Places, Where

FIELD = "data."
"""How a part of a resource begins that is a field of the form."""


@dataclass(frozen=True)
class Settling:
    """`settles:` an operator decides for each named document what the party's answers left open."""

    named: str
    paid: str
    """The status when everything was paid."""
    failed: str
    """The status when nothing was paid."""
    in_part: str
    """The status when a part was paid."""
    total: str
    """Path in the form of the sum over all that are named."""
    amount: str
    """What is summed, in an item of the list."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Claiming:
    """`claims:` what a document holds, and until when."""

    resource: tuple[str, ...]
    each: str
    """A name of this route: each document of that name is a resource of its own; empty for one resource."""
    exclusive: str
    """The key that only one document can hold; empty for an amount."""
    by: str
    """A field of the form, or a name of this route: the key holds only for its value; empty: for everything.

    Each item of a list, and each document of the name, is a claim of its own.
    """
    amount: str
    """Path of the amount in the form; empty for an exclusive claim."""
    of: str
    """Name of the figure that all reserved amounts must fit into."""
    released_by: frozenset[str]
    settled_by: frozenset[str]
    out_of: tuple[str, ...] = field(kw_only=True, default=())
    """Paths in the facts of a named document: the first that is there is the amount that all its claims share."""
    at_most: str = field(kw_only=True, default="")
    """Name of a returned value of the named document: what its party says is left."""
    contains: str = field(kw_only=True, default="")
    """Name of a returned value of it: what its party says was given back, at the time of `at_most`."""
    counts: str = field(kw_only=True, default="")
    """Name of a returned value of the claiming document: the amount that its party decided on, never more."""
    held_in_dispute: bool
    """Whether the claim is held again when a party contradicts the outcome that released it."""
    places: Places = field(kw_only=True, compare=False, repr=False)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the form that are parts of the resource."""
        return tuple(part for part in self.resource if part.startswith(FIELD))

    @property
    def key(self) -> str:
        """The key; where it is `by` a value, what all its keys begin with."""
        return self.exclusive or self.amount

    def key_of(self, value: str) -> str:
        """The key that holds for one value."""
        return f"{self.exclusive}:{value}"


@dataclass(frozen=True)
class Ending:
    """`ends:` a resource ends on a day that one of its figures holds; portals of documents about it are told."""

    after: str
    """Name of the figure that holds the last day."""
    status: str
    """The status that portals are told. The documents themselves do not move."""
    track: str
    """Which side of them it is on."""
    document: str
    """The type of the documents that tell it: each that has brought such figures."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Containing:
    """`contain:` the figures say how much the party counts, and contain the amounts of documents that they name."""

    named: str
    """A name of this route: from these figures on, what such a document holds of the resource is contained in them."""
    figure: str
    """Name of the figure that says how much the party counts."""
    places: Places = field(kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Figures:
    """`figures:` which returned values replace a resource's figures, when they are newer."""

    resource: tuple[str, ...]
    when: frozenset[str]
    as_of: str
    keep: tuple[str, ...]
    held: frozenset[str]
    """Figures that stay when a message does not have them; other figures are deleted then."""
    ends: Ending | None
    contain: Containing | None = field(kw_only=True, default=None)
    where: Where = field(kw_only=True, compare=False, repr=False)
    """Where the file names the time of the figures."""
    held_places: tuple[tuple[str, Where], ...] = field(default=(), compare=False, repr=False)
    """Where the file names each figure that is held."""
