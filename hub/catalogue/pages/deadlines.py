"""Read what a document waits for, and when it ends."""

from hub.catalogue.grammar.relations import DEADLINE, EXPIRING
from hub.catalogue.mapping.relations import Deadline, Expiring
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.words.text import Block
from hub.catalogue.words.vocabulary import Words, seconds_of
from hub.text.bilingual import Bilingual

_TIMING = {"party": {"within", "resend"}, "document": {"within"}, "enterprise": set[str]()}
"""By what a document waits for: the words about time that apply. Only a message to a party can be sent again."""
_NO_TIME = Bilingual(
    "缺少“within”：等待对方多久，如 within: 1 day",
    "“within” is missing: how long the party is waited for, as within: 1 day",
)


def read_expires(route: Words, lifecycle: LifecycleReader) -> tuple[Expiring, ...]:
    """`expires:` of a route."""
    return tuple(_expiring(block, lifecycle) for block in route.blocks("expires"))


def read_deadlines(route: Words, lifecycle: LifecycleReader) -> tuple[Deadline, ...]:
    """`deadlines:` of a route."""
    return tuple(_deadline(block, lifecycle) for block in route.blocks("deadlines"))


def _expiring(block: Block, lifecycle: LifecycleReader) -> Expiring:
    words = Words(block, lifecycle.problems, EXPIRING)
    source, to = lifecycle.one(words, "from"), lifecycle.one(words, "to")
    return Expiring(source, words.text("after"), to, where=words.where("after"))


def _deadline(block: Block, lifecycle: LifecycleReader) -> Deadline:
    words = Words(block, lifecycle.problems, DEADLINE)
    awaits = words.text("awaits") or "party"
    for odd in sorted({"within", "resend"} & set(words.block) - _TIMING.get(awaits, set())):
        text = Bilingual(
            f"“awaits”为 {awaits} 时，“{odd}”没有意义",
            f"“{odd}” has no meaning where a document awaits its {awaits}",
        )
        lifecycle.problems.add(words.where(odd), text)
    resend = words.text("resend", "0")
    if not resend.isdecimal():
        text = Bilingual("“resend”是重发次数：应为整数", "“resend” is how often: a whole number")
        lifecycle.problems.add(resend.where, text)
    if "awaits" not in words and "within" not in words:
        lifecycle.problems.add(block.where, _NO_TIME)
    seconds = seconds_of(words.text("within"), lifecycle.problems)
    times = int(resend) if resend.isdecimal() else 0
    return Deadline(
        lifecycle.several(words, "in"),
        seconds,
        times,
        awaits=str(awaits),
        is_alarm=words.text("silent") == "alarm",
        places=words.places,
    )
