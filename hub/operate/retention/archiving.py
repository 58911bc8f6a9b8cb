"""Archive closed documents month by month: write, check, record, and only then remove.

A step that was cut off is done again by the next run: nothing is removed before an archive is whole and recorded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Final
from uuid import UUID

from hub.errors import Code, StoreLocked, rejected
from hub.flow.acting import Acting
from hub.model import Document
from hub.model.month import Month, month_at, month_of
from hub.model.removal import Manifest, Removal, figures_of
from hub.operate.retention.checking import Found, check_files, check_log, check_rows, differs
from hub.operate.retention.closed import Closing, Kept
from hub.operate.retention.leaving import PAGE, Leaving
from hub.operate.retention.manifests import signed_note
from hub.operate.retention.recording import act_once
from hub.operate.retention.rows import read_part
from hub.operate.retention.steps import ArchiveStep, Recorded, Removed, Shrunk, Wrote
from hub.ports import ArchiveFiles, ArchiveWriter, Clock, NoteSigner, Store, Taken
from hub.text.bilingual import Bilingual

LARGEST: Final = 50_000
"""Documents of one archive: a month with more has several. So many leave the store together."""
_MONTH: Final = len("2026-10")
"""The beginning of an archive's name."""
FIRST: Final = str(UUID(int=0))
MISCOUNTED: Final = Bilingual("清单与内容不符", "its manifest does not say what it holds")


@dataclass(frozen=True, kw_only=True)
class Archiving:
    """Archives documents of one store."""

    store: Store
    files: ArchiveFiles
    signer: NoteSigner
    closing: Closing
    clock: Clock
    largest: int = LARGEST
    _waiting: list[tuple[Removal, int]] = field(default_factory=list)
    """Archives that are recorded and whose rows are still there, with the numbers of their documents."""

    def run(self, before: Month, acting: Acting) -> Iterator[ArchiveStep]:
        """Archive what is closed and older than the month; what was begun before is finished first.

        Raises Rejected (HUB-955 for a month that is not over, HUB-958, HUB-804), OperatorError (HUB-953, HUB-954).
        """
        self.prove_over(before)
        with self.files.alone():
            months: set[str] = set()
            for step in self._steps(before, acting):
                if isinstance(step, Removed) and step.transitions:
                    months.add(step.name[:_MONTH])
                yield step
            for month in sorted(months):
                yield from self._shrink(Month.read(month))

    def _steps(self, before: Month, acting: Acting) -> Iterator[ArchiveStep]:
        yield from self._leaving.finish(self.largest)
        for name in self._unrecorded():
            yield from self._adopt(name, acting)
        for month in self._months(before):
            yield from self._archive(month, acting)
        yield from self._leave()

    def _shrink(self, month: Month) -> Iterator[ArchiveStep]:
        """Give back the room of rows that left, unless somebody uses the month just now."""
        try:
            room = self.store.months.shrink(month)
        except StoreLocked:
            yield Shrunk(str(month), None)
        else:
            yield from [Shrunk(str(month), room)] if room is not None else []

    def look(self, before: Month) -> Iterator[Kept | Wrote]:
        """What a run would archive, a month at a time, and what it would leave; nothing is written."""
        self.prove_over(before)
        for month in self._months(before):
            kept: list[Kept] = []
            chosen, _ = self._choose(month, "", kept, None)
            yield from kept
            yield Wrote(str(month), len(chosen))

    def prove_over(self, before: Month) -> None:
        """Raise Rejected (HUB-955) unless all months before this one are over."""
        if before > month_at(self.clock.now()):
            raise rejected(Code.MONTH_NOT_OVER, month=str(month_at(self.clock.now())))

    @property
    def _leaving(self) -> Leaving:
        return Leaving(store=self.store, files=self.files, signer=self.signer, closing=self.closing, clock=self.clock)

    def _unrecorded(self) -> list[str]:
        """Archives that are whole and that the store does not know: their run was cut off."""
        known = {one.id for one in self.store.retention.removals()}
        return [name for name in self.files.names() if name not in known]

    def _months(self, before: Month) -> Iterator[Month]:
        """The months before this one that have documents which no archive holds whole, oldest first."""
        find = self.store.retention.candidates
        month, end = (month_of(first.id) for first in find(FIRST, before.first_id, 1)), before.first_id
        following = next(month, before)
        while following < before:
            yield following
            later = find(following.later(1).first_id, end, 1)
            following = month_of(later[0].id) if later else before

    # ---- one month ---------------------------------------------------------------------------

    def _archive(self, month: Month, acting: Acting) -> Iterator[ArchiveStep]:
        """Archives of a month, each with the next closed documents."""
        after: str | None = ""
        while after is not None:
            kept: list[Kept] = []
            chosen, after = self._choose(month, after, kept, self.largest)
            yield from kept
            if chosen:
                moved: list[Kept] = []
                name, found = self._write(month, chosen, moved)
                yield from moved
                yield Wrote(name, len(found.archived))
                yield from self._take_out(name, found, acting)

    def _choose(
        self, month: Month, after: str, kept: list[Kept], largest: int | None
    ) -> tuple[list[Document], str | None]:
        """The next closed documents, and behind which the next archive goes on; None at the end of the month."""
        chosen: list[Document] = []
        room = PAGE if largest is None else largest
        while page := self.store.retention.candidates(month.first_id, month.later(1).first_id, min(PAGE, room), after):
            closed, others = self.closing.split(page, self.clock.now())
            kept += others
            chosen += closed
            after = page[-1].id
            if largest is not None and not (room := largest - len(chosen)):
                return chosen, after
        return chosen, None

    def _write(self, month: Month, documents: Sequence[Document], moved: list[Kept]) -> tuple[str, Found]:
        """Write and check an archive; its name, and what it holds."""
        name = self._name(month)
        with self.files.begin(name) as writer:
            for page in _pages(documents):
                with self.store.auditing.read() as reader:
                    part, gone = read_part(reader, page)
                moved += [Kept(one, ["moved"]) for one in gone]
                writer.add(part)
            return name, self._finish_writing(name, writer)

    def _finish_writing(self, name: str, writer: ArchiveWriter) -> Found:
        sums, at = writer.close(), self.clock.now()
        found = check_rows(self.store.auditing, name, writer.parts())
        checkpoint = check_log(self.store.auditing, self.signer, name, found.leaves)
        manifest = Manifest(
            kind="archive",
            id=name,
            origin=self.signer.name,
            at=at,
            **figures_of("archive", found.archived, [], found.payloads),
            checkpoint=checkpoint,
            files=sums,
        )
        writer.finish(signed_note(self.signer, manifest))
        return found

    def _name(self, month: Month) -> str:
        """The next free name of a month."""
        taken = {*self.files.names(), *(one.id for one in self.store.retention.removals())}
        return next(name for number in count(1) if (name := f"{month}-{number}") not in taken)

    # ---- record and remove -------------------------------------------------------------------

    def _adopt(self, name: str, acting: Acting) -> Iterator[ArchiveStep]:
        """Go on with an archive that is whole and not recorded, once it was checked again."""
        _, manifest = check_files(self.files, self.signer, name)
        found = check_rows(self.store.auditing, name, self.files.parts(name))
        check_log(self.store.auditing, self.signer, name, found.leaves)
        if not manifest.is_about(figures_of("archive", found.archived, [], found.payloads)):
            raise differs(name, MISCOUNTED)
        yield from self._take_out(name, found, acting)

    def _take_out(self, name: str, found: Found, acting: Acting) -> Iterator[ArchiveStep]:
        """Record an archive that was checked, and remove what it holds, with others as far as memory has room."""
        if sum(documents for _, documents in self._waiting) + len(found.archived) > self.largest:
            yield from self._leave()
        check_files(self.files, self.signer, name)  # what has the name now is what was checked
        removal = Removal(id=name, kind="archive", act=acting.act.id, at=self.clock.now(), note=self.files.note(name))
        taken = Taken(removal=removal, archived=found.archived, payloads=sorted(found.payloads))
        self.store.retention.record(taken, act_once(self.store, acting))
        yield Recorded(name)
        self._waiting.append((removal, len(found.archived)))

    def _leave(self) -> Iterator[ArchiveStep]:
        """Remove what is recorded."""
        removals = [removal for removal, _ in self._waiting]
        self._waiting.clear()
        if removals:
            yield from self._leaving.leave(removals)


def _pages(documents: Sequence[Document]) -> Iterator[list[Document]]:
    rest = iter(documents)
    while page := list(islice(rest, PAGE)):
        yield page
