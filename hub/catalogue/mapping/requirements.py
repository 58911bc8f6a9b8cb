"""What a route requires of other documents."""

from dataclasses import dataclass, field

from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.words.places import Places


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """`requires:` a document of the same enterprise that must be there (`exists`), or must not be there (`none`)."""

    document: str
    statuses: frozenset[str]
    same_party: bool
    is_absent: bool = False
    """Whether no such document may be there."""
    when: Condition | None = None
    """Only submissions of which this is true have the requirement; None: all."""
    of: str = ""
    """The name of the document whose form `when` reads; empty: the submission's own form."""
    where: Condition | None = None
    """Only documents whose form says this count; None: all."""
    is_met_by_itself: bool = False
    """Whether a submission that itself says what `where` asks for needs no other document."""
    unclaimed: str = ""
    """The exclusive claim of another document that must not be open on the required one; empty: none is looked for."""
    beside: str = ""
    """A name of this route: the document of that name does not count; empty: all count."""
    places: Places = field(compare=False, repr=False)

    @property
    def resource(self) -> tuple[str, ...]:
        """What both sides lock, so that neither is accepted while the other is being decided."""
        return (self.document, "enterprise", "party")

    @property
    def is_conditional(self) -> bool:
        """Whether it depends on more than the statuses of documents."""
        return self.is_absent or self.where is not None or bool(self.unclaimed)
