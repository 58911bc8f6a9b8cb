"""What is recorded of a family: the trails of its members, what they wait for, and what was submitted."""

import json
from collections.abc import Mapping
from typing import Any

from hub.catalogue import Kinship
from hub.model import Document, Statuses
from hub.operate.family import Family
from hub.ports import Archive, StoreReader
from hub.views.family import FamilyView, Relatives, view_family


def view_of(store: StoreReader, family: Family, kinship: Kinship, statuses: Statuses) -> FamilyView:
    """The view of a family, as the store has it now."""
    trails = [trail for d in family.members if (trail := store.documents.trail(d.id)) is not None]
    forms = {d.id: form for d in family.members if (form := _form(store.archive, d)) is not None}
    relatives = Relatives(
        named=family.named,
        members=trails,
        others={"beside": family.beside, "rests-on": family.rests_on, "resting": family.resting},
        timers=store.relations.timers([d.id for d in family.members]),
        forms=forms,
        is_whole=family.is_whole,
    )
    return view_family(relatives, kinship, statuses)


def _form(archive: Archive, document: Document) -> Mapping[str, Any] | None:
    """The data of a submission in the hub's own form; None where there is none, or its bytes are not in the store."""
    body = archive.payload(document.form) if document.form is not None else None
    try:
        read = json.loads(body) if body is not None else None
    except ValueError:
        return None
    data = read.get("data") if isinstance(read, dict) else None
    return data if isinstance(data, dict) else None
