"""The types of columns. The model writes ids and digests as text; the tables hold their bytes."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    TEXT,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

TEXT_TYPE = Text().with_variant(TEXT(collation="C"), "postgresql")
"""Text is compared by code point on both databases, so that all workers lock ids in the same order."""
DIGEST_BYTES = 32
ID_BYTES, ID_CHARACTERS = 16, 36

BY_MONTH = "by_month"
"""In a table's `info`: the column with a document's id, by whose month PostgreSQL divides the table."""

metadata = MetaData()

Packing = Callable[[str], Any]
"""Turns the model's text into what the driver sends; raises ValueError for any text that would come back changed."""


class Packed(TypeDecorator[str]):
    """Text that the database holds in fewer bytes, in the same order."""

    impl = LargeBinary
    cache_ok = True

    def packing(self, dialect: str) -> Packing:
        """How a value is packed for this dialect."""
        raise NotImplementedError

    def hex(self, value: str) -> str:
        """The hex digits of a value; raises ValueError like `packing`."""
        raise NotImplementedError

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], Any]:
        """For a comparison: a text that no row can hold is NULL, which equals nothing."""
        pack = self.packing(dialect.name)

        def process(value: str | None) -> Any:
            try:
                return None if value is None else pack(value)
            except ValueError:
                return None

        return process


class Digest(Packed):
    """A hex SHA-256 as its 32 bytes; the empty text as no bytes."""

    cache_ok = True

    def packing(self, dialect: str) -> Packing:  # noqa: ARG002  # both databases take bytes
        return pack_digest

    def hex(self, value: str) -> str:
        return pack_digest(value).hex()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        return _as_hex


class DocumentId(Packed):
    """A document's id: `uuid` on PostgreSQL, 16 bytes on SQLite."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(LargeBinary())
        from sqlalchemy.dialects.postgresql import UUID  # noqa: PLC0415  # a hub on SQLite loads none of it

        return dialect.type_descriptor(UUID(as_uuid=False))

    def packing(self, dialect: str) -> Packing:
        return prove_id if dialect == "postgresql" else pack_id

    def hex(self, value: str) -> str:
        return pack_id(value).hex()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        return _as_text if dialect.name == "postgresql" else _as_id


class Truth(Boolean):
    """A boolean. SQLite keeps any value in its place: what is neither 0 nor 1 comes as it is, for whoever proves it."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:  # noqa: ARG002
        return None if dialect.supports_native_boolean else _as_truth


def pack_digest(text: str) -> bytes:
    """The bytes of a hex SHA-256 in lower case, or of an empty text."""
    packed = _bytes(text, text)
    if packed.hex() != text or len(packed) not in (DIGEST_BYTES, 0):
        raise ValueError(text)
    return packed


def pack_id(text: str) -> bytes:
    """The bytes of a UUID in lower case, with its hyphens."""
    packed = _bytes(digits := text.replace("-", ""), text)
    if packed.hex() != digits or len(packed) != ID_BYTES or len(text) != ID_CHARACTERS or text[8:24:5] != "----":
        raise ValueError(text)
    return packed


def _bytes(digits: str, text: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError as error:
        raise ValueError(text) from error


def prove_id(text: str) -> str:
    """The same text; raises ValueError if it is no UUID in lower case, with its hyphens."""
    pack_id(text)
    return text


def unhex(digits: str | None) -> bytes | None:
    """SQLite's function of this name, which it has by itself from 3.41 on."""
    return None if digits is None else bytes.fromhex(digits)


class NotPacked:
    """What stands in a packed column and is no bytes: SQLite keeps anything. Nothing of the model's is equal to it."""

    def __str__(self) -> str:
        return "?"


def _as_hex(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return value.hex()
    return None if value is None else NotPacked()


def _as_truth(value: Any) -> Any:
    return {0: False, 1: True}.get(value, value)


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def _as_id(value: Any) -> Any:
    digits = _as_hex(value)
    if not isinstance(digits, str):
        return digits
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def text_column(name: str, *more: ForeignKey, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, TEXT_TYPE, *more, nullable=nullable, primary_key=primary_key)


def digest_column(name: str, *more: ForeignKey, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, Digest, *more, nullable=nullable, primary_key=primary_key)


def document_column(name: str, *more: ForeignKey, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, DocumentId, *more, nullable=nullable, primary_key=primary_key)


def number_column(name: str) -> Column[int]:
    """A time, in microseconds since 1970, UTC; or another number that may become large."""
    return Column(name, BigInteger, nullable=False)


def count_column(name: str, *more: ForeignKey) -> Column[int]:
    """A number that stays below two thousand million: a sequence number, a round, a size."""
    return Column(name, Integer, *more, nullable=False)
