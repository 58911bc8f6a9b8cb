"""Documents of a rig that are archived, brought back and pruned, for tests that drive the flow."""

from pathlib import Path

from archives import Shelf, acting
from evidence_files import SEALER, seal
from rig import Rig, catalogue

from adapters.parquet import ParquetArchives
from hub.catalogue import EVERYTHING, Policy, Pruned
from hub.model import REFUSED, Document
from hub.model.month import month_at
from hub.model.period import Period
from hub.operate.audit.finding import Finding
from hub.operate.retention.archiving import Archiving
from hub.operate.retention.closed import Closing, Kept
from hub.operate.retention.pruning import Pruning
from hub.operate.retention.unarchiving import Unarchiving

POLICY = Policy(body=b"prune: all", entries=(Pruned(parts={}, others=EVERYTHING, after=Period(30, "day")),))


def archive(rig: Rig, folder: Path, *more: tuple[str, str]) -> list[Kept]:
    """Archive all that is closed, next month; `more`: types with a status that was an end in an older catalogue."""
    rig.clock.pass_(days=31)
    seal(rig.store, rig.clock)
    rig.log_signer = SEALER
    statuses = catalogue().statuses
    closing = Closing(rig.store.retention, ((REFUSED,), [*statuses.own_ends, *more]))
    archiving = Archiving(
        store=rig.store, files=ParquetArchives(folder), signer=SEALER, closing=closing, clock=rig.clock
    )
    return [step for step in archiving.run(month_at(rig.clock.now()), acting()) if isinstance(step, Kept)]


def unarchive(rig: Rig, folder: Path, document: Document) -> None:
    """Bring a document back, and prove that the store is sound before and after."""
    assert damage(rig, folder) == []
    unarchiving = Unarchiving(rig.store, ParquetArchives(folder), SEALER, rig.clock)
    list(unarchiving.run([document.id], acting("back", "unarchive")))
    assert damage(rig, folder) == []


def prune(rig: Rig, folder: Path) -> list[Kept]:
    """Remove the bytes of all that is closed, when 31 days are over."""
    rig.clock.pass_(days=31)
    seal(rig.store, rig.clock)
    pruning = Pruning(
        store=rig.store,
        policy=POLICY,
        files=ParquetArchives(folder),
        signer=SEALER,
        closing=Closing(rig.store.retention, ((REFUSED,), catalogue().statuses.own_ends)),
        clock=rig.clock,
    )
    return [step for step in pruning.run(acting(verb="prune")) if isinstance(step, Kept)]


def damage(rig: Rig, folder: Path) -> list[Finding]:
    """What a verification finds."""
    return Shelf(rig.store, folder.parent).findings(signer=SEALER)
