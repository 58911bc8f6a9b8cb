"""What came of an act that waited for a second operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hub.model import Document, Fault, Proposal, Verb
from hub.views.apart import FaultView, MadeView, view_fault
from hub.views.certificates import RolledView
from hub.views.pruning import PruningView
from hub.views.retention import ArchivingView, UnarchivingView
from hub.views.view import ABSENT, Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredView:
    """What came of a proposal that an operator approved or rejected."""

    proposal: str
    verb: Verb
    about: str
    outcome: Literal["done", "rejected"]
    documents: Sequence[MadeView]
    """Documents that the act moved, or on which it was observed."""
    faults: Sequence[FaultView]
    """Why parts of the act were refused; the rest is done."""
    keys: RolledView | Absent = ABSENT
    """What was changed among certificates and keys, where the act was about these."""
    archived: ArchivingView | Absent = ABSENT
    """What an approved archive did, and what stays."""
    pruned: PruningView | Absent = ABSENT
    """What an approved removal by policy did, and what stays."""
    unarchived: UnarchivingView | Absent = ABSENT
    """What came back from archives."""


def view_answered(proposal: Proposal, documents: Sequence[Document] | None, faults: Sequence[Fault]) -> AnsweredView:
    """The view of an end: `documents` of what was done, None where it was rejected."""
    return AnsweredView(
        proposal=proposal.id,
        verb=proposal.request.verb,
        about=proposal.request.about,
        outcome="rejected" if documents is None else "done",
        documents=[MadeView(record=d.record, document=d.id, type=d.type, status=d.status) for d in documents or ()],
        faults=[view_fault(fault) for fault in faults],
    )
