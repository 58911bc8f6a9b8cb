"""Why a file is not a schema."""

from dataclasses import dataclass


@dataclass(eq=False)
class BrokenSchema(Exception):
    """A file is not a schema. Names the place."""

    file: str
    line: int
    text: str
