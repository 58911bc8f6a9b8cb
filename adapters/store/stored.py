"""Stored bytes that are there: the row of removed bytes stays, with nothing in it."""

from typing import Final

from sqlalchemy import ColumnElement, func, literal_column

from adapters.store import tables
from hub.model import digest

NOTHING: Final = digest(b"")
"""The digest of no bytes: only these are whole when they are empty."""
_ROW = tables.payload.c
PRESENT: Final[ColumnElement[bool]] = (func.length(_ROW.bytes) > literal_column("0")) | (_ROW.digest == NOTHING)
GONE: Final[ColumnElement[bool]] = (func.length(_ROW.bytes) == literal_column("0")) & (_ROW.digest != NOTHING)
