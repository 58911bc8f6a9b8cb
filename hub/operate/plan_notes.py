"""Where a home keeps replay plans that are not done yet."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.files.durable import write_file
from adapters.files.folders import make_folder

if TYPE_CHECKING:
    from hub.flow.replay_plan import ReplayPlan


class PlanNotes:
    """Plans that this home's operators began, each in a file until it is done.

    They are kept so that one that came by standard input, or whose file is gone, can be gone on with. What is done of
    them stands in the trails alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, plan: "ReplayPlan") -> None:
        """Write it down before its first entry is done. Raises OSError."""
        make_folder(self._folder)
        write_file(self._path(plan.id), plan.model_dump_json().encode())

    def forget(self, plan: "ReplayPlan") -> None:
        """It came to its end."""
        with suppress(OSError):  # it stays, and is no half-done plan by the trails
            self._path(plan.id).unlink()

    def files(self) -> list[Path]:
        """What is kept; some of it may be no plan."""
        return sorted(self._folder.glob("*.json"))

    def _path(self, plan: str) -> Path:
        return self._folder / f"{plan}.json"
