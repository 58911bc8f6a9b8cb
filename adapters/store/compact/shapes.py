"""Which columns are carried over, and how."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class How(Enum):
    """How a column is carried over."""

    SAME = "same"
    DIGEST = "digest"
    """Hex SHA-256 to bytes."""
    MAYBE_DIGEST = "maybe digest"
    """The same; may be empty."""
    ID = "id"
    """A document's id."""
    CATALOGUE = "catalogue"
    """A digest to the number of a catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One table: its key, and its columns in the order of the new table."""

    table: str
    key: tuple[str, ...]
    columns: dict[str, How]


def _shape(table: str, key: str, columns: str, **packed: How) -> Shape:
    return Shape(
        table=table,
        key=tuple(key.split()),
        columns={name: packed.get(name, How.SAME) for name in columns.split()},
    )


AHEAD: Final = (
    _shape("payload", "digest", "digest bytes", digest=How.DIGEST),
    _shape(
        "message",
        "id party direction",
        "at document round size catalogue id direction party kind digest answers",
        document=How.ID,
        digest=How.DIGEST,
        catalogue=How.CATALOGUE,
    ),
    _shape(
        "transition",
        "document seq",
        "at document seq catalogue track before after cause_kind cause_ref cause_digest detail hash",
        document=How.ID,
        catalogue=How.CATALOGUE,
        cause_digest=How.MAYBE_DIGEST,
        hash=How.DIGEST,
    ),
)
"""What only grows, and is copied ahead."""

REST: Final = (
    _shape(
        "document",
        "id",
        "id type sender sender_ref content payload portal party enterprise enterprise_name status round seq head"
        " again_of created_at updated_at vouched_by dispute record submitted_at tracks form",
        id=How.ID,
        content=How.MAYBE_DIGEST,
        payload=How.DIGEST,
        head=How.MAYBE_DIGEST,
        again_of=How.ID,
        form=How.DIGEST,
    ),
    _shape("reference", "document kind value", "document kind value", document=How.ID),
    _shape("encrypted", "content direction", "content direction wire", content=How.DIGEST, wire=How.DIGEST),
    _shape("claim", "document resource key", "document resource key amount open settled_at doubted", document=How.ID),
    _shape("unsealed", "id", "id document seq hash", document=How.ID, hash=How.DIGEST),
    _shape("timer", "document kind", "document kind due tries", document=How.ID),
    _shape("to_sign", "id", "id party kind document round answers at catalogue owner body why", document=How.ID),
    _shape("parked", "party message", "party message answers payload at type names", payload=How.DIGEST),
    _shape("quarantine", "id", "id owner code field zh en cause payload document answers at", payload=How.DIGEST),
)
"""What changes or is small, and is carried over by the migration itself."""
