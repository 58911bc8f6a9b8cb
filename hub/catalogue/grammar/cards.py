"""The words of `cards.yaml`."""

from hub.text.grammar import BlockOf, Grammar, ListOf, Scalar, Word, needed

PLACE, MARK = Scalar("certificate-place"), Scalar("certificate-mark")
ROLES = Grammar("card-roles", Word("operator", ListOf(MARK)), Word("legal-person", ListOf(MARK)))
CARDS = Grammar(
    "cards",
    needed("enterprise", ListOf(PLACE)),
    Word("holder", ListOf(PLACE)),
    needed("roles", BlockOf(ROLES)),
)
