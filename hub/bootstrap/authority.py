"""What decides whether an operator may act: the home's settings, the parties' files, the operators' cards."""

from functools import cache, partial

from adapters.cards import OperatorCards, load_operators, names_in
from adapters.files.durable import is_there
from hub.bootstrap.clock import SystemClock
from hub.catalogue import Catalogue, Problem, Where
from hub.errors import OperatorError
from hub.home.place import Home
from hub.home.reading import FILE
from hub.home.settings import ActSettings
from hub.model.moments import SECOND
from hub.operate.acts.authority import Authority
from hub.operate.acts.demand import asks_for_cards, demanded, too_few, vain_words
from hub.operate.acts.user import current_user
from hub.ports import Store


def open_authority(home: Home, catalogue: Catalogue | None, store: Store) -> Authority:
    """Decides about the acts of whoever runs this process. Raises StoreUnavailable.

    Without a catalogue about acts that concern no party.
    """

    return Authority(
        hub=f"{home.settings.id}:{store.identity()}",
        user=current_user(),
        clock=SystemClock(),
        demands=partial(demanded, home.settings.acts, catalogue.parties if catalogue else {}),
        open_cards=cache(partial(open_operators, home)),
        stored=store.archive.payload,
    )


def open_operators(home: Home) -> OperatorCards:
    """The cards of a home's operators. Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used."""
    return load_operators(home.operators, home.settings.clock_skew_s * SECOND)


def unfit_demands(home: Home, catalogue: Catalogue) -> list[Problem]:
    """What acts need and can never get, and words that ask for nothing."""
    acts = home.settings.acts if is_there(home.path / FILE) else ActSettings()  # a home to be made has none yet
    found = list(vain_words(acts, catalogue))
    if not asks_for_cards(acts, catalogue):
        return found
    try:
        names = set(names_in(home.operators).values()) if (home.operators / "ca").is_dir() else set()
        if names:
            load_operators(home.operators)
    except OperatorError as error:
        return [*found, Problem.of(Where(FILE, 1), error)]
    return [*found, *too_few(acts, catalogue, len(names))]
