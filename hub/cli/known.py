"""What a filter may ask for, and what comes near a name that nothing has."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from hub.bootstrap.names import party_names, portal_names, type_names
from hub.errors import Code, OperatorError, operator_error
from hub.home.place import Home
from hub.model import Status
from hub.ports import Documents, Filter

MOST = 30
"""Names are listed up to so many."""
LATEST = 1_000
"""An enterprise is looked for among those of so many documents."""


def refuse_unknown(home: Home, documents: Documents, chosen: Filter, statuses: Mapping[str, Status]) -> None:
    """Raise OperatorError (HUB-710), with near matches, when nothing can ever be as this filter asks.

    Called where nothing was found: an enterprise is known by its documents alone.
    """
    known: dict[str, Mapping[str, str]] = {
        "type": by_itself(type_names(home)),
        "portal": by_itself(portal_names(home)),
        "party": by_itself(party_names(home)),
        "status": {label: s.code for s in statuses.values() for label in (s.code, s.zh, s.en)},
    }
    for option, names in known.items():
        must_be_known(f"--{option}", getattr(chosen, option), names)
    if chosen.enterprise is not None and not documents.log(Filter(enterprise=chosen.enterprise, limit=1)):
        raise unknown("--enterprise", chosen.enterprise, {d.enterprise for d in documents.log(Filter(limit=LATEST))})


def must_be_owner(home: Home, value: str | None) -> None:
    """Raise OperatorError (HUB-710) for what is neither a portal nor a party."""
    must_be_known("--owner", value, by_itself(portal_names(home) | party_names(home)))


def must_be_party(home: Home, value: str | None, *more: str) -> None:
    """Raise OperatorError (HUB-710) for what is no party, nor was one; `more` stands for others that are taken too."""
    registered = {path.name for path in home.parties.glob("*/")}
    must_be_known("--party", value, by_itself({*party_names(home), *registered, *more}))


def must_be_portal(home: Home, value: str | None) -> None:
    """Raise OperatorError (HUB-710) for what is no portal."""
    must_be_known("--portal", value, by_itself(portal_names(home)))


def must_be_code(value: str | None) -> None:
    """Raise OperatorError (HUB-710) for what is no code of an error."""
    must_be_known("--code", value, by_itself(Code))


def must_be_known(option: str, value: str | None, names: Mapping[str, str]) -> None:
    """Raise OperatorError (HUB-710) where a value is said that is none of what the names mean."""
    if value is not None and value not in names.values():
        raise unknown(option, value, names)


def unknown(option: str, value: str, names: Mapping[str, str] | Collection[str]) -> OperatorError:
    """The error that says what comes near a value, or that there is nothing yet which it could be."""
    meant = near(value, names if isinstance(names, Mapping) else by_itself(names))
    shown = ", ".join(meant[:MOST]) + (f", … {len(meant) - MOST} more" if len(meant) > MOST else "")
    found = (
        {"near": f"try {shown}", "near_zh": f"可用：{shown}"} if meant else {"near": "nothing is", "near_zh": "尚无"}
    )
    return operator_error(Code.UNKNOWN_OPTION_VALUE, option=option, value=value, **found)


def near(value: str, names: Mapping[str, str]) -> list[str]:
    """What is meant by the names that come near, else everything."""
    folded = {name.casefold(): meant for name, meant in names.items()}
    close = get_close_matches(value.casefold(), folded, n=3)
    return list(dict.fromkeys(folded[name] for name in close)) or sorted(set(names.values()))


def by_itself(names: Iterable[str]) -> dict[str, str]:
    """Names that mean themselves."""
    return {name: name for name in names}
