"""Find the versions of documents that others name, and notice when a newer version is recorded meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.catalogue import Catalogue
from hub.effects.current import has_versions
from hub.errors import StoreConflict
from hub.loading.load_relations import Found, Mention, find_named
from hub.ports import Unit
from hub.text.bilingual import Bilingual


@dataclass(frozen=True)
class Versions:
    """The named documents of types with versions, as they were found before anything was locked."""

    unit: Unit
    catalogue: Catalogue
    mentions: Sequence[Mention]
    """All references of what names such types."""
    named: Found
    """What the references to such types were found to mean."""
    with_earlier: Found
    """The same, each document with its earlier versions."""

    @classmethod
    def of(cls, unit: Unit, catalogue: Catalogue, mentions: Sequence[Mention], named: Found) -> "Versions":
        """Read the earlier versions of what is named."""
        versioned = {(m.subject, m.naming.name) for m in mentions if has_versions(catalogue.routes, m.naming.documents)}
        newest = {id_ for key in versioned for id_ in named.get(key, ()) if id_}
        before = _before(unit, newest) if newest else {}
        wider = {key: [one for id_ in ids for one in (id_, *before.get(id_ or "", ()))] for key, ids in named.items()}
        subjects = {subject for subject, _ in versioned}
        beside = [m for m in mentions if m.subject in subjects]
        return cls(unit, catalogue, beside, {key: named[key] for key in versioned}, wider)

    def refuse_newer(self) -> None:
        """Raise StoreConflict if a newer version was recorded before the documents were locked: all is read anew."""
        now = find_named(self.unit, self.mentions, self.catalogue) if self.mentions else {}
        if any(now[key] != ids for key, ids in self.named.items()):
            raise StoreConflict(Bilingual("所引用单证刚有新版本", "a named document has just got a newer version"))


def _before(unit: Unit, ids: set[str]) -> dict[str, list[str]]:
    """By id: the ids of the versions before it."""
    found: dict[str, list[str]] = {id_: [] for id_ in ids}
    below = {id_: id_ for id_ in ids}  # the version that was read last, and the named one that it leads to
    while above := {d.again_of: below[d.id] for d in unit.documents(sorted(below)) if d.again_of}:
        for earlier, newest in above.items():
            found[newest].append(earlier)
        below = above
    return found
