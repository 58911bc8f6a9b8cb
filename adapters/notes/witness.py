"""A witness that is asked over HTTP (C2SP tlog-witness)."""

from dataclasses import dataclass

from adapters.http import post
from hub.model.checkpoint import NoteKey
from hub.ports import WitnessAnswer

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class HttpWitness:
    """A Witness behind a URL. Thread-safe."""

    key: NoteKey
    url: str
    """Its submission prefix."""

    def add_checkpoint(self, body: str) -> WitnessAnswer:
        """Ask it to cosign; raises OSError where it does not answer."""
        answer = post(f"{self.url.rstrip('/')}/add-checkpoint", body.encode(), _TEXT)
        return WitnessAnswer(answer.status, answer.body.decode("utf-8", "replace"))
