"""Take out of the store what archives hold and what is recorded, and tell what has to stay."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from hub.model.removal import Removal
from hub.operate.audit.removals import prove_signed
from hub.operate.retention.checking import check_recorded
from hub.operate.retention.closed import Closing, Kept
from hub.operate.retention.rows import read_records, to_remove
from hub.operate.retention.steps import ArchiveStep, Finished, Removed
from hub.ports import ArchiveFiles, Clock, Names, NoteSigner, Store, Taken

PAGE: Final = 200
"""Documents that are read, and removed, at a time."""


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Removes rows of one store."""

    store: Store
    files: ArchiveFiles
    signer: NoteSigner
    closing: Closing
    clock: Clock

    def finish(self, largest: int) -> Iterator[ArchiveStep]:
        """Remove what is recorded and still there, or there again. What something keeps now stays, and is told."""
        waiting: list[Taken] = []
        for removal in self.store.retention.undone():
            if removal.kind != "archive":
                continue
            taken = self._taken(removal)
            if sum(len(one.archived) for one in (*waiting, taken)) > largest and waiting:
                yield from _Departure.begin(self, waiting).run()
                waiting = []
            waiting.append(taken)
        yield from _Departure.begin(self, waiting).run() if waiting else ()
        yield from self._leave_again()

    def leave(self, removals: Sequence[Removal]) -> Iterator[ArchiveStep]:
        """Remove what is recorded. What else names these bytes is read once for all of them."""
        yield from _Departure.begin(self, [self._taken(removal) for removal in removals]).run()

    def _taken(self, removal: Removal) -> Taken:
        """What an archive has to take. Nothing leaves that was not signed, nor without the files of the archive."""
        check_recorded(self.files, self.signer, removal)
        taken = self.store.retention.taken(removal.id)
        prove_signed(taken, self.signer)
        return taken

    def _leave_again(self) -> Iterator[ArchiveStep]:
        """Documents that were brought back leave again when they are closed, if the archive is still at hand."""
        at_hand = set(self.files.names())
        for removal in self.store.retention.removals():
            back = self.store.retention.back_from(removal.id)
            if back and removal.id in at_hand:
                taken = self._taken(removal)
                again = Taken(
                    removal=removal,
                    archived=[one for one in taken.archived if one.document in back],
                    payloads=taken.payloads,
                )
                yield from _Departure.begin(self, [again]).run(is_new=False)


@dataclass(kw_only=True)
class _Departure:
    """One removal, or several."""

    of: Leaving
    taken: Sequence[Taken]
    since: int
    """When the names of all bytes were read."""
    names: Names
    needed: Collection[str]
    going: set[str]
    gone: set[str] = field(default_factory=set)
    """Documents that have left."""

    @classmethod
    def begin(cls, of: Leaving, taken: Sequence[Taken]) -> "_Departure":
        """Read what keeps documents and bytes."""
        since, retention = of.clock.now(), of.store.retention
        going = {name for one in taken for name in one.payloads}
        names = retention.names(going, {trail.document for one in taken for trail in one.archived})
        going -= names.others
        return cls(of=of, taken=taken, since=since, names=names, needed=retention.needed(of.closing.ends), going=going)

    def run(self, *, is_new: bool = True) -> Iterator[ArchiveStep]:
        for one in self.taken:
            stayed: list[Kept] = []
            documents = iter(sorted(trail.document for trail in one.archived))
            while page := list(islice(documents, PAGE)):
                yield Removed(one.removal.id, self._remove(one.removal, page, stayed))
            yield from stayed
            if is_new and not stayed:
                self.of.store.retention.done(one.removal.id, self.of.clock.now())
                yield Finished(one.removal.id)

    def _remove(self, removal: Removal, page: Sequence[str], stayed: list[Kept]) -> int:
        """Remove some documents in one transaction; the number of their transitions."""
        retention = self.of.store.retention
        with self.of.store.auditing.read() as reader:
            part = read_records(reader, page)
            named = {id_: names for id_, names in to_remove(reader, part).items() if id_ not in self.needed}
        payloads = self._payloads(named)
        count, spared = retention.remove(removal.id, sorted(named), self.of.closing.ends, payloads, self.since)
        self.gone |= named.keys() - set(spared)
        for one in part.documents:
            if one.id in self.needed or one.id in spared:
                stayed.append(Kept(one, ["needed" if one.id in self.needed else "moved"]))
        return count

    def _payloads(self, named: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """By document: the bytes that may go. What several documents name goes with the last of these."""
        shared = self.names.shared

        def is_last(name: str) -> bool:
            return all(owner in named or owner in self.gone for owner in shared.get(name, ()))

        return {id_: [name for name in names if name in self.going and is_last(name)] for id_, names in named.items()}
