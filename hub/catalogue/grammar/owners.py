"""The words of the files of parties and portals."""

from hub.catalogue.mapping.parties import ACT_NEEDS, ACTS, CARD_ALGORITHMS, ENCRYPTIONS, ROLES, SIGNATURES
from hub.text.grammar import COUNT, NAMES, PAIRS, SPAN, BlockOf, Grammar, ListOf, OneOf, TableOf, Word, needed

OPERATORS_ACTS = Grammar("acts", *(Word(act, OneOf(ACT_NEEDS)) for act in ACTS))
CIRCUIT = Grammar(
    "circuit",
    Word("failures", COUNT, implied="10"),
    Word("first", SPAN, implied="10 seconds"),
    Word("longest", SPAN, implied="5 minutes"),
)
PARTY = Grammar(
    "party",
    needed("party"),
    needed("zh"),
    needed("en"),
    needed("role", OneOf(ROLES)),
    Word("deduplicates", OneOf(("message-id",))),
    Word("answers-within", SPAN),
    Word("dialect"),
    Word("envelope", OneOf(("dxp",))),
    Word("dxp-id"),
    Word("signatures", ListOf(OneOf(SIGNATURES))),
    Word("encryption", OneOf(ENCRYPTIONS)),
    Word("acts", BlockOf(OPERATORS_ACTS)),
    Word("circuit", BlockOf(CIRCUIT)),
)
SHAPED_DOCUMENT = Grammar("shaped-document", Word("fields", PAIRS), Word("returned", PAIRS))
SHAPE = Grammar(
    "shape",
    Word("style", OneOf(("camel", "pascal"))),
    Word("root"),
    Word("submission", PAIRS),
    Word("event", PAIRS),
    Word("names", PAIRS),
    Word("types", PAIRS),
    Word("parties", PAIRS),
    Word("cards", PAIRS),
    Word("statuses", PAIRS),
    Word("booleans", PAIRS),
    Word("tracks", PAIRS),
    Word("codes", TableOf(PAIRS)),
    Word("documents", TableOf(BlockOf(SHAPED_DOCUMENT))),
)
PORTAL = Grammar(
    "portal",
    needed("portal"),
    needed("zh"),
    needed("en"),
    Word("signatures", OneOf(("required",)), implied="vouched"),
    Word("revocation", OneOf(("when-fresh",)), implied="required"),
    Word("algorithms", ListOf(OneOf(CARD_ALGORITHMS))),
    Word("carries", NAMES),
    Word("without", NAMES),
    Word("writes", BlockOf(SHAPE)),
)
