"""What an act needs: the settings of the home and the files of parties say it, and the stricter word holds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from hub.catalogue import Catalogue, Party, Problem, Where
from hub.errors import Code, operator_error
from hub.home.reading import FILE
from hub.home.settings import ActSettings
from hub.model import Verb
from hub.text.bilingual import Bilingual

NEEDS: Final[Mapping[str, tuple[bool, bool]]] = {
    "": (False, False),
    "card": (True, False),
    "two": (False, True),
    "two-cards": (True, True),
}
"""By word: whether a card must sign, and whether a second operator must approve."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What an act needs."""

    card: bool = False
    two: bool = False

    def __or__(self, other: "Demand") -> "Demand":
        return Demand(self.card or other.card, self.two or other.two)

    @property
    def cards(self) -> int:
        """How many different operators with cards it needs."""
        return 0 if not self.card else 2 if self.two else 1


def demanded(settings: ActSettings, known: Mapping[str, Party], verb: Verb, parties: Collection[str]) -> Demand:
    """What an act needs that concerns these parties; `known` are all.

    A name that is no party is a portal: what comes from it can be for any party, so the strictest word of all holds.
    """
    every = known if any(name not in known for name in parties) else parties
    found = Demand(*NEEDS[settings.of(verb)])
    for party in every:
        found |= Demand(*NEEDS[known[party].acts.get(verb, "")])
    return found


def vain_words(settings: ActSettings, catalogue: Catalogue) -> Iterator[Problem]:
    """Words of parties' files that ask for no more than the settings of the home ask for all."""
    for party in catalogue.parties.values():
        for verb, word in party.acts.items():
            general = Demand(*NEEDS[settings.of(verb)])
            if general | Demand(*NEEDS[word]) == general:
                said = settings.of(verb)
                text = Bilingual(
                    f"“{verb}: {word}”不起作用：hub.toml 的 [acts] 已要求“{said}”",
                    f"“{verb}: {word}” can never act: [acts] of hub.toml asks for “{said}” already",
                )
                yield Problem(*party.places.at("acts"), text)


def asks_for_cards(settings: ActSettings, catalogue: Catalogue) -> bool:
    """Whether any act needs an operator's card."""
    return any(Demand(*NEEDS[word]).card for _, word, _ in _words(settings, catalogue))


def too_few(settings: ActSettings, catalogue: Catalogue, operators: int) -> Iterator[Problem]:
    """A problem (HUB-809) for each word that asks for more operators' cards than the home has operators."""
    for verb, word, where in _words(settings, catalogue):
        if (needed := Demand(*NEEDS[word]).cards) > operators:
            said = f"{verb}: {word}"
            error = operator_error(Code.TOO_FEW_OPERATORS, verb=said, needed=needed, count=operators)
            yield Problem.of(where, error)


def _words(settings: ActSettings, catalogue: Catalogue) -> Iterator[tuple[str, str, Where]]:
    """Each word that asks for something, with its verb and its place."""
    for verb, word in settings.words():
        yield verb, word, Where(FILE, 1)
    for party in catalogue.parties.values():
        for verb, word in party.acts.items():
            yield verb, word, party.places.at("acts")
