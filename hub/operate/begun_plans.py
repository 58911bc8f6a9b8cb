"""Replay plans that were begun and stopped before their end: which they are, and how each goes on."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shlex import quote

from adapters.files.durable import write_file
from adapters.files.folders import make_folder
from hub.errors import OperatorError, Rejected
from hub.flow.begun_plan import BegunPlan
from hub.flow.replay_plan import ReplayPlan, read_plan
from hub.flow.replay_progress import progress_of
from hub.flow.stored_plan import stored_plan
from hub.ports import StoreReader


class PlanNotes:
    """Plans that this home's operators began, each in a file until it is done.

    They are kept so that one that came by standard input, or whose file is gone, can be gone on with. What is done of
    them stands in the trails alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, plan: ReplayPlan) -> None:
        """Write it down before its first entry is done. Raises OSError."""
        make_folder(self._folder)
        write_file(self._path(plan.id), plan.model_dump_json().encode())

    def forget(self, plan: ReplayPlan) -> None:
        """It came to its end."""
        with suppress(OSError):  # it stays, and is no half-done plan by the trails
            self._path(plan.id).unlink()

    def plans(self) -> Iterator[tuple[ReplayPlan, Path]]:
        """What is kept; a file that is no plan is left out."""
        for file in sorted(self._folder.glob("*.json")):
            with suppress(OSError, OperatorError):
                yield read_plan(file.read_bytes()), file

    def _path(self, plan: str) -> Path:
        return self._folder / f"{plan}.json"


def begun_plans(store: StoreReader, notes: PlanNotes, now: int) -> list[BegunPlan]:
    """Plans that are half done and can still be gone on with: those of this home, and those that two approved."""
    return sorted([*_of_this_home(store, notes, now), *_approved(store, now)], key=lambda one: (one.since, one.plan))


def _of_this_home(store: StoreReader, notes: PlanNotes, now: int) -> Iterator[BegunPlan]:
    for plan, file in notes.plans():
        with suppress(OperatorError):  # too old, or of another store: it cannot be gone on with
            plan.refuse_unfit(store.identity(), now)
            acts = store.acts.about([plan.id])
            if acts and (progress := progress_of(store, plan)).is_half:
                command = f"hub replay apply {quote(str(file))} --reason …"
                yield BegunPlan(plan.id, acts[0].at, acts[0].operators[0].label, progress, command)


def _approved(store: StoreReader, now: int) -> Iterator[BegunPlan]:
    for proposal in store.acts.begun(now):
        with suppress(Rejected, OperatorError):  # other bytes, or another release's: it cannot be gone on with
            plan = stored_plan(store, proposal.request, proposal.id, now)
            if (progress := progress_of(store, plan)).is_half:
                command = f"hub approve {proposal.id} --reason …"
                yield BegunPlan(plan.id, proposal.at, proposal.operator.label, progress, command)
