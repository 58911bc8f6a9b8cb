"""The columns of `codes/*.csv`."""

from hub.text.grammar import TEXT, Grammar, OneOf, Word, needed

CODE_LIST = Grammar("code-list", needed("code"), needed("wire"), needed("zh"), needed("en"))
STATUS_LIST = Grammar(
    "statuses",
    needed("code"),
    needed("zh"),
    needed("en"),
    needed("kind", OneOf(("open", "rest", "final", "event"))),
    Word("list_zh", TEXT),
    Word("list_en", TEXT),
    Word("result", OneOf(("good", "bad"))),
)
