"""Circuits to destinations that take nothing."""

from typing import Protocol

from hub.model import Circuit


class CircuitReader(Protocol):
    """Lists circuits; transactions turn them. Thread-safe; does not wait for writers."""

    def open(self) -> list[Circuit]:
        """The open circuits, by destination and trouble: nothing but probes goes there."""
