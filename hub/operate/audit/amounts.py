"""Reserved amounts: each is the sum of the open claims on its resource."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from hub.errors import Code
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader


def check_amounts(reader: AuditReader) -> Iterator[Finding]:
    """What is reserved on each resource is what its open claims hold."""
    held: dict[str, Decimal] = defaultdict(Decimal)
    for claim in reader.amounts():
        held[claim.resource] += claim.amount or 0
    reserved = {resource.key: resource.reserved for resource in reader.resources()}
    for key in sorted(reserved.keys() | held.keys()):
        if reserved.get(key) != held.get(key, Decimal(0)):
            yield found(Code.AMOUNT_DIFFERS, resource=key, found=reserved.get(key), expected=held.get(key, Decimal(0)))
