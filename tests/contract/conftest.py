"""What tests of the SQL store share."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from store_cases import plain_engine


@pytest.fixture
def raw(store_url: str) -> Iterator[Engine]:
    """The database as somebody with SQL at hand sees it, past our adapter."""
    engine = plain_engine(store_url)
    yield engine
    engine.dispose()
