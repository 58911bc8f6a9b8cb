"""Values of submissions and of what came back, for people."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.text.bilingual import Bilingual

BYTES: Final = Bilingual("字节", "bytes")


def value_text(value: object) -> str:
    """A value that came back: a list with commas, an object with strokes, a file by size and digest."""
    if isinstance(value, dict) and "sha256" in value:
        return f"{value.get('size')} {BYTES}, SHA-256 {value.get('sha256')}"
    if isinstance(value, dict):
        return " / ".join(map(str, value.values()))
    return ", ".join(map(value_text, value)) if isinstance(value, list) else str(value)


def flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The values of a form by their paths."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from flat(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(inner, Mapping | list) for inner in value):
        for place, inner in enumerate(value, 1):
            yield from flat(inner, f"{path}[{place}]")
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
