"""Tags, lengths and values as cards write them (ISO/IEC 7816-4, 5.2.2: BER-TLV)."""

from collections.abc import Iterator


def written(tag: bytes, value: bytes) -> bytes:
    """A tag with its value."""
    size = len(value)
    if size < 0x80:
        return tag + bytes([size]) + value
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return tag + bytes([0x80 | len(length)]) + length + value


def taken(content: bytes, path: tuple[bytes, ...]) -> bytes:
    """The value at a path of tags. Raises ValueError when it is not there, or when a length does not fit."""
    for tag in path:
        value = next((value for found, value in _elements(content) if found == tag), None)
        if value is None:
            raise ValueError(f"no {tag.hex()} in {content[:16].hex()}")
        content = value
    return content


def length(content: bytes) -> int:
    """The number of bytes of the element that begins here, as its own length says; the rest need not be there yet."""
    _, start, size = _head(content, 0)
    return start + size


def _elements(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(content):
        tag, start, size = _head(content, at)
        if start + size > len(content):
            raise ValueError("an element is longer than what it is in")
        yield tag, content[start : start + size]
        at = start + size


def _head(content: bytes, at: int) -> tuple[bytes, int, int]:
    """The tag, where the value begins, and its length."""
    try:
        end = at + 1
        if content[at] & 0x1F == 0x1F:
            while content[end] & 0x80:
                end += 1
            end += 1
        size, start = content[end], end + 1
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(content[end + 1 : start], "big")
    except IndexError as error:
        raise ValueError("an element ends within its head") from error
    return content[at:end], start, size
