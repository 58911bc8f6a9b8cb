"""Claims, and the resources that they hold."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from hub.model.claim import Claim, Resource

Key = tuple[str, str, str]
"""A claim's document, resource and key."""


class Claims:
    """The claims and resources of a transaction. Reserved amounts are computed from the claims."""

    def __init__(self) -> None:
        self._claims: dict[Key, Claim] = {}
        self._on_resource: dict[str, set[Key]] = {}
        self._of_document: dict[str, set[Key]] = {}
        self._resources: dict[str, Resource] = {}
        self._changed: dict[Key, Claim] = {}
        self._changed_resources: dict[str, Resource] = {}
        self._held_again: set[Key] = set()

    def load(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            name = (claim.document, claim.resource, claim.key)
            self._claims[name] = claim
            self._on_resource.setdefault(claim.resource, set()).add(name)
            self._of_document.setdefault(claim.document, set()).add(name)

    def load_resources(self, resources: Iterable[Resource]) -> None:
        self._resources.update({r.key: r for r in resources})

    def resource(self, key: str) -> Resource:
        """A resource in its present state; without figures if none is recorded."""
        return self._resources.get(key) or Resource(key=key, figures={}, as_of=0, reserved=Decimal(0))

    def holder(self, resource: str, key: str) -> Claim | None:
        """The open exclusive claim on a resource's key."""
        rivals = (c for c in self.open_claims(resource) if c.key == key and c.amount is None)
        return next(rivals, None)

    def holders(self, keys: Collection[str]) -> set[str]:
        """The documents with open exclusive claims of one of these keys."""
        return {one.document for one in self._claims.values() if one.open and one.amount is None and one.key in keys}

    def held_by(self, document: str, key: str) -> list[Claim]:
        """A document's claims with one key, or with one key and a value, open or closed."""
        names = sorted(self._of_document.get(document, ()))
        return [self._claims[name] for name in names if name[2] == key or name[2].startswith(f"{key}:")]

    def open_claims(self, resource: str) -> list[Claim]:
        """All open claims on a resource."""
        found = (self._claims[name] for name in sorted(self._on_resource.get(resource, ())))
        return [claim for claim in found if claim.open]

    def counted(self, resource: str) -> list[Claim]:
        """The closed claims on a resource whose amounts the party counts, if they are loaded."""
        found = (self._claims[name] for name in sorted(self._on_resource.get(resource, ())))
        return [one for one in found if not one.open and one.amount is not None and one.settled_at is not None]

    def hold_again(self, claim: Claim) -> None:
        """Put a claim that was closed; if it is open now, `held_again` tells it, unless it is closed again by then."""
        self.put(claim)
        if claim.open:
            self._held_again.add((claim.document, claim.resource, claim.key))

    def held_again(self) -> list[Claim]:
        """The claims that are held again since this was last asked, as they are now; not those that are free again."""
        told, self._held_again = sorted(self._held_again), set()
        return [claim for claim in (self._claims[name] for name in told) if claim.open]

    def put(self, claim: Claim) -> None:
        """Open, settle or close a claim, and update the reserved amount of its resource."""
        name = (claim.document, claim.resource, claim.key)
        before = self._claims.get(name)
        self.load([claim])
        self._changed[name] = claim
        if shift := _held(claim) - _held(before):
            resource = self.resource(claim.resource)
            self.put_resource(replace(resource, reserved=resource.reserved + shift))

    def put_resource(self, resource: Resource) -> None:
        self._resources[resource.key] = self._changed_resources[resource.key] = resource

    @property
    def changed(self) -> Mapping[Key, Claim]:
        """The claims that this transaction opens or changes."""
        return MappingProxyType(self._changed)

    @property
    def changed_resources(self) -> Mapping[str, Resource]:
        """The resources that this transaction changes, by key."""
        return MappingProxyType(self._changed_resources)


def _held(claim: Claim | None) -> Decimal:
    return claim.amount if claim and claim.open and claim.amount is not None else Decimal(0)
