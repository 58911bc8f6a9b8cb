"""What the store's suite needs of an adapter."""

from dataclasses import dataclass
from typing import Protocol

import pytest

from hub.ports import Store
from hub.testing.elsewhere import Program, Running


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFeatures:
    """The differences that adapters may have. Everything else is the same for all."""

    locks_rows: bool
    """Writers that lock different rows do not wait for each other; otherwise there is one writer at a time."""
    has_clock: bool
    """The store's machine has its own clock."""


class StoreRig(Protocol):
    """One adapter under test, on a store that is new and empty."""

    @property
    def features(self) -> StoreFeatures: ...

    def open(self) -> Store:
        """Another object on the same store, as a restarted worker opens it; the rig closes it."""

    def start(self, program: Program, *arguments: object) -> Running:
        """Run a program elsewhere, on its own object on the same store."""

    def close(self) -> None:
        """Close all objects and remove the store."""


class Part:
    """Base of a part of the suite: its tests share one object on a new store."""

    @pytest.fixture
    def store(self, rig: StoreRig) -> Store:
        return rig.open()
