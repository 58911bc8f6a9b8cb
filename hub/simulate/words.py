"""The words of a script for simulated parties, one table for each kind of block."""

from collections.abc import Mapping

from hub.simulate.forms import ENCODINGS
from hub.simulate.script import FORGERIES, ActionKind
from hub.text.grammar import (
    COUNT,
    ELEMENT,
    TEXT,
    BlockOf,
    Either,
    Grammar,
    ListOf,
    OneOf,
    Scalar,
    TableOf,
    Word,
    needed,
)

SECONDS, CONTENT = Scalar("seconds"), Scalar("content")
ENVELOPES, UTF_8 = ("dxp",), "UTF-8"
ACCEPTED = ("accepted", "refused")
_COMMON = (
    Word("after", SECONDS, implied="0"),
    Word("repeat", COUNT, implied="1"),
    Word("same-id", OneOf(("false",)), implied="true"),
    Word("as"),
    Word("earlier", ELEMENT),
    Word("forge", OneOf(tuple(FORGERIES))),
)
ACTIONS: Mapping[ActionKind, Grammar] = {
    "technical": Grammar("technical-receipt", needed("technical", OneOf(ACCEPTED)), Word("fault", CONTENT), *_COMMON),
    "send": Grammar("answer", needed("send", ELEMENT), needed("code"), Word("text"), Word("result", CONTENT), *_COMMON),
    "announce": Grammar(
        "announcement",
        needed("announce", ELEMENT),
        needed("body", TableOf(CONTENT)),
        Word("taken-over", TableOf(CONTENT)),
        *_COMMON,
    ),
    "write": Grammar(
        "form",
        needed("write", Scalar("xml")),
        Word("encoding", OneOf(tuple(one for one in ENCODINGS if one != UTF_8)), implied=UTF_8),
        *_COMMON,
    ),
    "report": Grammar("platform-report", needed("report"), Word("text"), *_COMMON),
}
"""By the word that says what an action is."""
ANSWER = Grammar(
    "answers",
    needed("party"),
    needed("document", ELEMENT),
    Word("when", TableOf(TEXT)),
    Word("times", COUNT),
    needed("do", ListOf(Either(tuple(BlockOf(action) for action in ACTIONS.values())))),
)
PLACE = Grammar("platform-place", needed("envelope", OneOf(ENVELOPES)), needed("id"), needed("hub"))
SCRIPT = Grammar("script", Word("parties", TableOf(BlockOf(PLACE))), needed("answers", ListOf(BlockOf(ANSWER))))
