"""The promises for claims and resources: exact to the last digit."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hub.model import Changes
from hub.ports import Store
from hub.testing.rows import a_claim, a_resource, empty_books, opened, resource_of, write
from hub.testing.store.rig import Part

AMOUNTS = ("0", "-0", "0.10", "-1", "1E+3", "1E-30", "99999999999999999.990", "1234567890" * 5, "0E-8")


class Money(Part):
    """Amounts are read exactly as they were written."""

    def test_claims_and_resources_come_back_exactly(self, store: Store) -> None:
        """A unit sees a document's claims and a resource's open claims."""
        books, document = opened()
        amount = Decimal("99999999999999999.990")
        open_ = a_claim(document, "quota-1", "a", amount=amount)
        closed = a_claim(document, "quota-2", "b", open=False)
        changes = books.changes()
        changes.resources |= {
            "quota-1": a_resource("quota-1", "0.10", 总额="1E+3"),
            "quota-2": a_resource("quota-2"),
        }
        changes.claims |= {(c.document, c.resource, c.key): c for c in (open_, closed)}
        write(store, changes)

        with store.transactions.begin() as unit:
            assert unit.claims([document.id], ["quota-1"]) in ([open_, closed], [closed, open_])
            assert unit.claims([], ["quota-1", "quota-2"]) == [open_]
            assert unit.resources(["quota-1", "none"]) == [changes.resources["quota-1"]]

    @pytest.mark.parametrize("amount", AMOUNTS)
    def test_no_amount_is_rounded(self, store: Store, amount: str) -> None:
        """Exact means the same digits, sign and exponent."""
        exact = Decimal(amount)
        write(store, Changes(resources={"quota": replace(a_resource("quota"), reserved=exact, unexplained=exact)}))
        found = resource_of(store, "quota")
        assert found is not None
        assert found.reserved.as_tuple() == exact.as_tuple()
        assert found.unexplained.as_tuple() == exact.as_tuple()

    def test_claims_and_resources_are_replaced(self, store: Store) -> None:
        """Writing an existing row updates it."""
        books, document = opened()
        books.claims.put(a_claim(document, "quota", "a", amount=Decimal(5)))
        write(store, books.changes())
        before = resource_of(store, "quota")
        assert before is not None
        settled = a_claim(document, "quota", "a", amount=Decimal(5), open=False, settled_at=7, doubted=True)
        books = empty_books()
        books.claims.load_resources([before])
        books.claims.load([a_claim(document, "quota", "a", amount=Decimal(5))])
        books.claims.put(settled)
        write(store, books.changes())

        with store.transactions.begin() as unit:
            assert unit.claims([document.id], []) == [settled]
            assert unit.counted(["quota", "none"]) == [settled]
            assert [resource.reserved for resource in unit.resources(["quota"])] == [0]
