"""Find the documents on which the end and the doubt of an account's figures are reported."""

from collections.abc import Collection

from hub.catalogue import Catalogue
from hub.effects.account import Account
from hub.model import Document
from hub.ports import Standing, Unit


def tellers_of(unit: Unit, catalogue: Catalogue, accounts: Collection[Account]) -> list[Document]:
    """The documents on which the end and the doubt of these accounts' figures are reported."""
    wanted = {(account.told_to, account.enterprise, account.party) for account in accounts if account.told_to}
    asked = {
        Standing(type_, enterprise, figures.when)
        for type_, enterprise, _ in wanted
        if (figures := catalogue.routes[type_].figures)
    }
    found = unit.standing(sorted(asked, key=lambda one: (one.type, one.enterprise))) if asked else []
    return [document for document in found if (document.type, document.enterprise, document.party) in wanted]
