"""The store's contract, on SQLite and on PostgreSQL; and what only our tables promise."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table
from store_cases import FEATURES, SqlRig

from adapters.store import tables
from hub.model import Changes, Document, Message, Outgoing, Parked, Quarantined
from hub.ports import Store
from hub.testing.rows import a_resource, resource_of, write
from hub.testing.store import StoreContract, StoreRig


class TestStore(StoreContract):
    """SQLite and PostgreSQL."""

    @pytest.fixture
    def rig(self, store_url: str, backend: str) -> Iterator[StoreRig]:
        with closing(SqlRig(store_url, FEATURES[backend])) as made:
            yield made


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amount=st.decimals(allow_nan=False, allow_infinity=False))
def test_no_amount_is_rounded(store: Store, amount: Decimal) -> None:
    """Exact means the same digits, sign and exponent."""
    write(store, Changes(resources={"quota": replace(a_resource("quota"), reserved=amount)}))
    found = resource_of(store, "quota")
    assert found is not None
    assert found.reserved.as_tuple() == amount.as_tuple()


@pytest.mark.parametrize(
    ("cls", "table"),
    [
        (Document, tables.document),
        (Outgoing, tables.outbox),
        (Parked, tables.parked),
        (Quarantined, tables.quarantine),
    ],
)
def test_columns_stand_in_the_order_of_fields(cls: type, table: Table) -> None:
    """Rows travel as plain tuples, so a field added to the model must be added to its table."""
    assert [field.name for field in fields(cls)] == [column.name for column in table.columns]


def test_messages_have_a_column_for_each_field() -> None:
    """In an order of their own, by which they are written and read."""
    assert {field.name for field in fields(Message)} == {column.name for column in tables.message.columns}
