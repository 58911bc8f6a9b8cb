"""What `hub check` says of the catalogue, and `hub explain` of a submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.model import REFUSED
from hub.text.bilingual import Bilingual
from hub.views.apart import FaultView
from hub.views.view import ON_SCREEN


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeView:
    """A document type of the catalogue."""

    type: str
    service: str
    direction: str
    """portal-to-party, party-to-portal or hub-to-party."""
    card: str
    """The cards that may sign it, with a comma between them; empty where none does."""
    element: str
    zh: str = field(metadata=ON_SCREEN, default="")
    role: str = field(metadata=ON_SCREEN, default="")
    """Of the party at the other end."""
    statuses: int = field(metadata=ON_SCREEN, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DialectView:
    """A party's own format."""

    name: str
    parties: Sequence[str]
    """Ids of the parties that use it."""
    sends: Sequence[str]
    receives: Mapping[str, str]
    """By the path of its elements, what the party sends, and the message that it becomes."""
    zh: str = field(metadata=ON_SCREEN, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView:
    """A fault of the catalogue, with its place."""

    file: str
    line: int
    text: str
    """In both languages."""
    words: Bilingual = field(metadata=ON_SCREEN)
    """The text in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueView:
    """What `hub check` found."""

    documents: Sequence[TypeView]
    dialects: Sequence[DialectView]
    faults: Sequence[ProblemView]
    """The hub does not start unless this is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One line of a mapping."""

    target: str
    source: str
    converter: str
    value: str | None
    source_text: Bilingual = field(metadata=ON_SCREEN)
    """The source, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationView:
    """What the hub would do with a submission."""

    type: str | None
    """Null where it cannot be read."""
    submission: str | None
    party: str | None
    mapping: Sequence[StepView]
    message: str | None
    """XML."""
    faults: Sequence[FaultView]
    claims: Sequence[str]
    status: str
    verdict: str
    claim_texts: Sequence[Bilingual] = field(metadata=ON_SCREEN)
    """The claims, for people."""

    @property
    def verdict_text(self) -> Bilingual:
        """The verdict, for people."""
        if self.message is not None:
            return Bilingual(f"受理，状态 {self.status}，签名并发送", self.verdict)
        if self.status == REFUSED and self.faults:
            return Bilingual(f"拒收（{self.status}）", self.verdict)
        if self.faults:
            return Bilingual(f"隔离（{self.status}）", self.verdict)
        return Bilingual("与先前的申报重复：重发首次答复，不再发送报文", self.verdict)


def view_explanation(found: Mapping[str, Any]) -> ExplanationView:
    """What the flow found out about a submission."""
    return ExplanationView(
        type=found["type"],
        submission=found["submission"],
        party=found["party"],
        mapping=[
            StepView(
                target=step.target,
                source=step.source.en,
                converter=step.converter,
                value=step.value,
                source_text=step.source,
            )
            for step in found["mapping"]
        ],
        message=found["message"],
        faults=[FaultView(**fault) for fault in found["faults"]],
        claims=[claim.en for claim in found["claims"]],
        claim_texts=found["claims"],
        status=found["status"],
        verdict=found["verdict"],
    )
