"""Write the decisions of one transaction, and give each accepted document its record number."""

from dataclasses import replace

from hub.model import REFUSED, Books, record_numbers
from hub.ports import Unit
from hub.stages.turn_circuits import turn_circuits


def write_changes(unit: Unit, books: Books) -> None:
    """Give new documents their record numbers, then write all rows.

    Raises StoreConflict if another transaction used one of the numbers meanwhile; the next attempt sees it as used.
    """
    _give_record_numbers(unit, books)
    _keep_order(unit, books)
    turn_circuits(unit, books)
    unit.write(books.changes())


def _keep_order(unit: Unit, books: Books) -> None:
    """Hold a message back while an earlier one of its document to the same party waits for its signature.

    Messages of new documents have no earlier ones, and receipts need no order.
    """
    later = [m for m in books.post.kept if m.direction == "out" and m.document and m.kind != "receipt"]
    older = sorted({m.document for m in later if m.document and m.document not in books.trails.created})
    if not older:
        return
    rows = (row for row in unit.to_sign_for(older) if row.kind != "receipt" and row.id not in books.post.signed)
    waiting = {(row.document, row.party) for row in rows}
    for message in later:
        if (message.document, message.party) in waiting:
            books.post.hold_back(message)


def _give_record_numbers(unit: Unit, books: Books) -> None:
    """Give each accepted document without a number the first of its possible numbers that is not used."""
    waiting = [d for d in books.trails.created.values() if d.record is None and d.status != REFUSED]
    numbers = {document.id: record_numbers(document.id, document.created_at) for document in waiting}
    given: set[str] = set()
    while waiting:
        wanted = [(document, next(numbers[document.id])) for document in waiting]
        taken = given | unit.recorded({number for _, number in wanted})
        waiting = []
        for document, number in wanted:
            if number in taken:
                waiting.append(document)
                continue
            taken.add(number)
            given.add(number)
            books.trails.put(replace(books.trails.document(document.id), record=number))
