"""The words of the files of parties and portals."""

from hub.catalogue.mapping.parties import ROLES
from hub.text.grammar import NAMES, SPAN, Grammar, OneOf, Word, needed

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
)
PORTAL = Grammar(
    "portal",
    needed("portal"),
    needed("zh"),
    needed("en"),
    Word("signatures", OneOf(("required", "vouched"))),
    Word("revocation", OneOf(("required", "when-fresh"))),
    Word("carries", NAMES),
    Word("without", NAMES),
)
