"""The portal's id is found in what is not read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.reading.name_inside import LOOKED_AT, name_inside


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"id": "LN-1"}', "LN-1"),
        (b'{"type":"x","signer":{"id":"inner"},"id":"LN-1","data":{}}', "LN-1"),
        (b'\xef\xbb\xbf {"data": {"a": [{"id": "inner"}]}, "id" : "LN-1"', "LN-1"),
        (b'{"remark": "\\"id\\": \\"in a text\\"", "id": "LN-1"}', "LN-1"),
        (b'{"id": "LN-1", "amount": 1e99999, "x": \xff\xfe', "LN-1"),
        (b'{"id": "LN-1", "id": "LN-1"}', "LN-1"),
        (b'{"id": "LN-1", "id": "LN-1", "id": "LN-2"}', None),
        (b'{"id": "with space"}', None),
        (b'{"id": "a\\u0031"}', None),
        (b'{"id": 7}', None),
        (b'{"id": {"id": "inner"}}', None),
        (b'[{"id": "inner"}]', None),
        (b'["id", "LN-1"]', None),
        (b'{"id": "', None),
        (b"poison", None),
        (b"", None),
    ],
)
def test_only_the_id_of_the_outermost_object_is_the_name(body: bytes, name: str | None) -> None:
    """Not one inside, not one in a text, and none where several are said."""
    assert name_inside(body) == name


def test_a_body_without_end_is_looked_at_in_part() -> None:
    """What comes later than that has no name."""
    assert name_inside(b'{"x": "' + b"x" * LOOKED_AT + b'", "id": "LN-1"}') is None
    assert name_inside(b"[" * 10_000_000) is None
    assert name_inside(b'{"x": "' + b"\\" * 10_000_000) is None


@given(st.dictionaries(st.text(), st.recursive(st.text() | st.integers(), st.lists) | st.none()))
def test_every_sound_submission_has_the_name_that_the_reader_finds(form: dict[str, object]) -> None:
    """However its texts look."""
    body = json.dumps({**form, "id": "LN-1"}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert name_inside(body) == "LN-1"
