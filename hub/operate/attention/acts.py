"""Acts that wait for a second operator, and replay plans that were stopped before their end."""

from collections.abc import Iterable, Iterator, Mapping

from hub.flow.attention import Item
from hub.flow.begun_plan import BegunPlan
from hub.model import Document, Request
from hub.model.identifier import read_uuid
from hub.ports import StoreReader
from hub.text.bilingual import Bilingual


def proposed(store: StoreReader, now: int, labels: Mapping[str, Bilingual]) -> Iterator[Item]:
    """Each act that one operator asked for."""
    proposals = store.acts.waiting(now)
    named = {one.request.about for one in proposals if read_uuid(one.request.about)}
    documents = {one.id: one for one in store.relations.of_ids(named)}
    for one in proposals:
        verb, about = labels.get(one.request.verb, Bilingual.same(one.request.verb)), _about(one.request, documents)
        yield Item(
            kind="proposal",
            about=(one.id,),
            text=Bilingual(
                f"{one.operator.label} 提出{verb.zh} {about.zh}，待第二人批准",
                f"{one.operator.label} asks for {verb.en} of {about.en}: a second operator has to approve",
            ),
            next=("approve",),
            waits_for="second-operator",
            since=one.at,
            newest=one.at,
            example=one.id,
        )


def _about(asked: Request, documents: Mapping[str, Document]) -> Bilingual:
    """What an act is about, as other items name it: a document by type and record number, a delivery by its sender."""
    if (document := documents.get(asked.about)) is not None:
        return Bilingual.same(f"{document.type} {document.record or document.id}")
    if asked.verb in ("release", "discard"):
        owner = asked.arguments["owner"]
        return Bilingual(f"{owner} 的来件 {asked.about}", f"{asked.about} from {owner}")
    return Bilingual.same(asked.about)


def half_done(plans: Iterable[BegunPlan]) -> Iterator[Item]:
    """Each plan of which a part is sent."""
    for one in plans:
        done, total = one.progress.done, one.progress.total
        yield Item(
            kind="half-done",
            about=(one.plan,),
            text=Bilingual(
                f"{one.by} 的重发计划做了 {done}/{total} 条就停了",
                f"a replay plan of {one.by} stopped after {done} of {total}",
            ),
            next=("approve",),
            waits_for="operator",
            count=total - done,
            since=one.since,
            newest=one.since,
            example=one.plan,
        )
