"""Acts that wait for a second operator, and replay plans that were stopped before their end."""

from collections.abc import Iterable, Iterator, Mapping

from hub.flow.attention import Item
from hub.flow.begun_plan import BegunPlan
from hub.model import Proposal
from hub.text.bilingual import Bilingual


def proposed(proposals: Iterable[Proposal], labels: Mapping[str, Bilingual]) -> Iterator[Item]:
    """Each act that one operator asked for."""
    for one in proposals:
        verb = labels.get(one.request.verb, Bilingual.same(one.request.verb))
        yield Item(
            kind="proposal",
            about=(one.id,),
            text=Bilingual(
                f"{one.operator.label} 提出{verb.zh} {one.request.about}，待第二人批准",
                f"{one.operator.label} asks for {verb.en} of {one.request.about}: a second operator has to approve",
            ),
            next=("approve",),
            waits_for="second-operator",
            since=one.at,
            newest=one.at,
            example=one.id,
        )


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
