"""The words about other documents, resources and deadlines."""

from hub.text.grammar import (
    CONDITION,
    COUNT,
    NAME,
    NAMES,
    PATH,
    PATHS,
    SOURCE,
    SPAN,
    STATUS,
    STATUSES,
    TEXT,
    TEXTS,
    BlockOf,
    Either,
    Grammar,
    ListOf,
    OneOf,
    TableOf,
    Word,
    needed,
)

AGAIN = Grammar("again", needed("from", STATUSES), Word("becomes", STATUS), Word("party", OneOf(("any",))))
REQUIREMENT = Grammar(
    "requirement",
    needed("status", STATUSES),
    needed("same", ListOf(OneOf(("enterprise", "party")))),
    Word("exists"),
    Word("none"),
    Word("when", CONDITION),
    Word("where", CONDITION),
    Word("or", OneOf(("itself",))),
    Word("unclaimed"),
    Word("beside", NAME),
)
NAMING = Grammar(
    "naming",
    needed("document", Either((TEXT, TEXTS))),
    needed("by"),
    needed("in", PATH),
    Word("status", STATUSES),
    Word("of", OneOf(("any-party",))),
    Word("where", CONDITION),
    Word("unless", CONDITION),
    Word("optional", OneOf(("yes",))),
    Word("or-by", OneOf(("record",))),
    Word("tell", OneOf(("yes",))),
    Word("party-of", NAME),
    Word("again", STATUSES),
)
BECOMING = Either((STATUS, TableOf(TEXT)))
"""A status; or `by:` a value that comes back, and for each of its codes a status."""
MOVING = Grammar(
    "moving",
    needed("named", NAME),
    needed("on", STATUSES),
    Word("to", BECOMING),
    Word("from", STATUSES),
    Word("back", STATUS),
    Word("twice", STATUSES),
)
MAKING = Grammar("making", needed("document"), needed("on", STATUS), Word("party"), Word("party-of", NAME))
REOPENING = Grammar("reopening", needed("named", NAME), needed("codes", TableOf(STATUS)))
EXPIRING = Grammar("expiring", needed("from", STATUS), needed("after"), needed("to", STATUS))
DEADLINE = Grammar(
    "deadline",
    needed("in", STATUSES),
    Word("within", SPAN),
    Word("resend", COUNT, implied="0"),
    Word("awaits", OneOf(("document", "enterprise")), implied="party"),
    Word("silent", OneOf(("alarm",))),
)
CLAIMING = Grammar(
    "claim",
    needed("on", TEXTS),
    needed("released-by", STATUSES),
    Word("exclusive"),
    Word("by"),
    Word("amount", PATH),
    Word("of"),
    Word("out-of", PATHS),
    Word("at-most", NAME),
    Word("contains", NAME),
    Word("counts", NAME),
    Word("settled-by", STATUSES),
    Word("each", NAME),
    Word("contradicted", OneOf(("held",))),
)
VERSIONS = Grammar(
    "versions",
    needed("number"),
    needed("while", STATUSES),
    needed("becomes", STATUS),
    Word("as-of"),
    Word("of", OneOf(("same-enterprise",))),
    Word("later", OneOf(("quarantined",))),
)
CORRECTING = Grammar("correcting", needed("made"), needed("becomes", STATUS))
BRINGING = Grammar(
    "bringing", needed("to", NAME), needed("on", STATUSES), Word("values", TableOf(SOURCE)), Word("count", NAME)
)
ENDING = Grammar("ending", needed("after"), needed("as", STATUS), needed("track"), needed("told-to"))
CONTAINING = Grammar("containing", needed("named", NAME), needed("in", NAME))
FIGURES = Grammar(
    "figures",
    needed("on", TEXTS),
    needed("when", STATUSES),
    needed("as-of"),
    needed("keep", NAMES),
    Word("held", NAMES),
    Word("contain", BlockOf(CONTAINING)),
    Word("ends", BlockOf(ENDING)),
)
SETTLING = Grammar(
    "settling",
    needed("each", NAME),
    needed("paid", STATUS),
    needed("failed", STATUS),
    needed("in-part", STATUS),
    needed("total", PATH),
    needed("amount"),
)
