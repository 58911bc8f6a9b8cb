"""The words of `personal.yaml`, and of a home's `retention.yaml`."""

from hub.text.grammar import NAMES, PATHS, TEXTS, BlockOf, Either, Grammar, ListOf, OneOf, Scalar, needed

PERIOD = Scalar("period")
ALL, OF_PERSONS = "all", "personal"
PERSONAL = Grammar("personal", needed("fields", NAMES))
PRUNED = Grammar(
    "pruned",
    needed("documents", Either((OneOf((ALL,)), TEXTS))),
    needed("fields", Either((OneOf((ALL, OF_PERSONS)), PATHS))),
    needed("after", PERIOD),
)
RETENTION = Grammar("retention", needed("prune", ListOf(BlockOf(PRUNED))))
