"""Remove stored bytes by the home's policy: choose, record under the log's key, and only then remove.

A step that was cut off is done again by the next run: what is recorded is removed, and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from hub.catalogue import Policy
from hub.errors import Code, rejected
from hub.flow.acting import Acting
from hub.model import Document, digest
from hub.model.moments import day_of
from hub.model.removal import POLICY_FILE, Manifest, Removal, figures_of
from hub.operate.audit.removals import prove_signed
from hub.operate.retention.choosing import Choice, Choosing, Going
from hub.operate.retention.closed import Closing, Kept
from hub.operate.retention.manifests import signed_note, told_of
from hub.operate.retention.recording import act_once
from hub.operate.retention.rows import names_of, read_records
from hub.operate.retention.steps import Chose, Emptied, Finished, PruneStep, Recorded
from hub.operate.retention.together import together
from hub.ports import ArchiveFiles, Clock, NoteSigner, Store, Taken

PAGE: Final = 200
"""Documents that are read, and whose bytes leave, at a time."""
LARGEST: Final = 50_000
"""Documents of one removal."""


@dataclass(frozen=True, kw_only=True)
class Pruning:
    """Removes bytes of one store by one policy."""

    store: Store
    policy: Policy
    files: ArchiveFiles
    signer: NoteSigner
    closing: Closing
    clock: Clock
    largest: int = LARGEST

    def look(self) -> Iterator[Kept | Chose]:
        """What a run would remove, and what it would leave; nothing is written."""
        for choice, kept in self._choices():
            yield from kept
            yield Chose("", choice.going(self.store))

    def run(self, acting: Acting) -> Iterator[PruneStep]:
        """Remove what is due; what was begun before is finished first.

        Raises Rejected (HUB-962, HUB-958, HUB-804), OperatorError (HUB-833, HUB-956).
        """
        with self.files.alone():
            self.prove_no_archive_waits()
            for removal in self.begun():
                yield from self._remove(removal)
            for choice, kept in self._choices():
                yield from kept
                if (going := choice.going(self.store)).payloads:
                    yield from self._take_out(going, acting)

    def begun(self) -> list[Removal]:
        """Removals that are recorded and not done."""
        return [one for one in self.store.retention.undone() if one.kind == "prune"]

    def prove_no_archive_waits(self) -> None:
        """Raise Rejected (HUB-962) if an archive is whole and not recorded: it is compared with the store's bytes."""
        known = {one.id for one in self.store.retention.removals()}
        if waiting := [name for name in self.files.names() if name not in known]:
            raise rejected(Code.ARCHIVE_WAITS, name=waiting[0])

    def _choices(self) -> Iterator[tuple[Choice, list[Kept]]]:
        """Closed documents of which bytes are due, as many as one removal takes; and documents that something keeps."""
        now, after = self.clock.now(), ""
        choosing = Choosing(self.store, self.closing, self.policy, now)
        older = (self.policy.types, self.policy.due_until(now), PAGE)
        choice, kept = Choice(), list[Kept]()
        while page := list(self.store.retention.older(*older, after)):
            kept += choosing.take(page, choice)
            after = page[-1].id
            if len(choice.documents) >= self.largest:
                yield choice, kept
                choice, kept = Choice(), []
        yield choice, kept

    # ---- record and remove -------------------------------------------------------------------

    def _take_out(self, going: Going, acting: Acting) -> Iterator[PruneStep]:
        """Record what leaves, and remove it."""
        at = self.clock.now()
        removal = Removal(
            id=(name := self._name(at)), kind="prune", act=acting.act.id, at=at, note=self._note(name, at, going)
        )
        yield Chose(name, going)
        taken = Taken(removal=removal, pruned=sorted(going.documents), payloads=sorted(going.payloads))
        self.store.retention.record(taken, act_once(self.store, acting))
        yield Recorded(name)
        yield from self._remove(removal)

    def _name(self, at: int) -> str:
        """The next free name of a day."""
        taken = {one.id for one in self.store.retention.removals()}
        return next(name for number in count(1) if (name := f"prune-{day_of(at)}-{number}") not in taken)

    def _note(self, name: str, at: int, going: Going) -> str:
        """The manifest, signed by the log's key."""
        return signed_note(
            self.signer,
            Manifest(
                kind="prune",
                id=name,
                origin=self.signer.name,
                at=at,
                **figures_of("prune", [], going.documents, going.payloads),
                checkpoint=self._checkpoint(),
                files={POLICY_FILE: {"size": len(self.policy.body), "sha256": digest(self.policy.body)}},
            ),
        )

    def _checkpoint(self) -> dict[str, Any]:
        """The newest one: a document that is not sealed is not closed, so there is one."""
        with self.store.auditing.read() as reader:
            sealed = reader.sealed()
        assert sealed is not None
        return told_of(sealed)

    def _remove(self, removal: Removal) -> Iterator[PruneStep]:
        """Remove what is recorded, some documents at a time."""
        retention, since, ends = self.store.retention, self.clock.now(), self.closing.ends
        taken = retention.taken(removal.id)
        prove_signed(taken, self.signer)
        going = set(taken.payloads)
        going -= retention.names(going, set(taken.pruned)).others if going else set()
        documents, names = self._names(sorted(taken.pruned), going)
        stays = documents.keys() & retention.needed(ends)
        spared = {digest for id_ in stays for digest in names[id_]}
        for part in together({id_: names[id_] for id_ in names if id_ not in stays}, PAGE):
            leaving = {id_: [digest for digest in each if digest not in spared] for id_, each in part.items()}
            _, moved = retention.remove(removal.id, sorted(leaving), ends, leaving, since)
            stays |= set(moved)
            kept = {digest for id_ in moved for digest in leaving[id_]}
            yield Emptied(removal.id, len({digest for each in leaving.values() for digest in each} - kept))
        yield from (Kept(documents[id_], ["moved"]) for id_ in sorted(stays))
        if not stays:
            retention.done(removal.id, self.clock.now())
            yield Finished(removal.id)

    def _names(self, ids: list[str], going: set[str]) -> tuple[dict[str, Document], dict[str, list[str]]]:
        """The documents of a removal that name what leaves, each with these digests."""
        documents: dict[str, Document] = {}
        names: dict[str, list[str]] = {}
        for first in range(0, len(ids), PAGE):
            with self.store.auditing.read() as reader:
                part = read_records(reader, ids[first : first + PAGE])
                found = names_of(reader, part)
            documents |= {one.id: one for one in part.documents}
            names |= {id_: leaving for id_, each in found.items() if (leaving := [d for d in each if d in going])}
        return {id_: documents[id_] for id_ in names}, names
