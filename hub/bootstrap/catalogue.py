"""A home's catalogue: what is packaged, and what the home adds."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from hub.bootstrap.authority import unfit_demands
from hub.bootstrap.memory import kept
from hub.bootstrap.names import packaged
from hub.catalogue import Catalogue, Policy, Problem, Problems, load_catalogue, load_route, read_policy
from hub.errors import CatalogueFaulty, Code, operator_error
from hub.home.place import Home
from hub.operate.keys.development import gets_development_keys
from hub.rules import RULES


def read_catalogue(home: Home | None, *, makes_keys: bool = False) -> Catalogue:
    """Load the packaged catalogue and what a home adds, with whatever is wrong in it.

    `makes_keys`: development keys are made next, so that those for encryption may be missing.
    """
    catalogue = load_catalogue(*folders_of(home), RULES)
    if home is None:
        return catalogue
    catalogue = _with_encryption_proved(home, _with_cards_proved(home, catalogue), makes_keys=makes_keys)
    problems = [*catalogue.problems, *unfit_demands(home, catalogue)]
    if not problems:  # what a policy names is looked for in routes that are sound
        _, problems = read_policy_of(home, catalogue)
    return replace(catalogue, problems=problems)


def read_policy_of(home: Home, catalogue: Catalogue) -> tuple[Policy | None, list[Problem]]:
    """What leaves the home's store, and when; None without a policy, or with what is wrong in it."""
    policy = read_policy(home.retention, catalogue, found := Problems())
    return policy, list(found)


def sound_catalogue(home: Home | None, *, makes_keys: bool = False) -> Catalogue:
    """The catalogue; nothing starts on a broken one (HUB-703)."""
    with kept():
        catalogue = read_catalogue(home, makes_keys=makes_keys)
    if catalogue.problems:
        raise CatalogueFaulty(len(catalogue.problems))
    return catalogue


class ShownLabels(NamedTuple):
    """What the fields of a document type are called, in Chinese and English, by name; either may be empty."""

    returned: Mapping[str, tuple[str, str]]
    """Of what comes back; only what has both."""
    submitted: Mapping[str, tuple[str, str]]
    """Of what was submitted, by the path in the hub's form, with `#` for the number of an item."""


def shown_labels(home: Home, type_: str) -> ShownLabels:
    """The labels of a document type. One whose route cannot be read has none: it is shown all the same."""
    route = load_route(type_, *folders_of(home), RULES)
    if route is None:
        return ShownLabels({}, {})
    returned = {name: (source.zh, source.en) for name, source in route.returned.items() if source.zh and source.en}
    submitted = dict(pair for leg in reversed(route.legs) if leg.form for pair in leg.form.labels.items())
    return ShownLabels(returned, submitted)


def folders_of(home: Home | None) -> tuple[list[Path], list[Path]]:
    """The folders of routes and of schemas: the packaged ones, then the home's."""
    roots = [home.path] if home else []
    routes, schemas = ([packaged(name), *(root / name for root in roots)] for name in ("routes", "xsd"))
    return routes, schemas


def _with_cards_proved(home: Home, catalogue: Catalogue) -> Catalogue:
    """The catalogue, with a problem (HUB-713) for each portal that requires what this home has no card CA to verify.

    Else the hub would refuse all that such a portal sends, for good: a refused submission needs a new id.
    """
    requiring = [portal for portal in catalogue.portals.values() if portal.signatures == "required"]
    if not requiring or home.has_card_authorities:
        return catalogue
    told = (
        Problem.of(portal.places.at("signatures"), operator_error(Code.CARD_CA_MISSING, portal=portal.id))
        for portal in requiring
    )
    return replace(catalogue, problems=[*catalogue.problems, *told])


def _with_encryption_proved(home: Home, catalogue: Catalogue, *, makes_keys: bool) -> Catalogue:
    """The catalogue, with a problem (HUB-814) for each party that names a cipher for which this home has no keys.

    Only whether there are files is judged here: who checks a catalogue may not read private keys.
    """
    told = [
        Problem.of(
            party.places.at("encryption"),
            operator_error(Code.NO_DECRYPTION_KEY, party=party.id, cipher=party.encryption, reason=why),
        )
        for party in catalogue.parties.values()
        if party.encryption
        and not (makes_keys and gets_development_keys(home.parties / party.id))
        and (why := home.missing_to_encrypt(party.id)) is not None
    ]
    return replace(catalogue, problems=[*catalogue.problems, *told]) if told else catalogue
