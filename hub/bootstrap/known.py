"""Which values a filter knows, and which of them come near a wrong one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from hub.bootstrap.names import party_names, portal_names, type_names
from hub.errors import Code, OperatorError, operator_error
from hub.home.place import Home
from hub.model import Status
from hub.ports import Documents, Filter
from hub.text.bilingual import Bilingual

MOST = 30
"""So many names are listed at most."""
LATEST = 1_000
"""Near matches of an enterprise are looked for among so many of the newest documents."""


def refuse_unknown(
    home: Home, documents: Documents, chosen: Filter, statuses: Mapping[str, Status], *, is_empty: bool
) -> None:
    """Raise OperatorError (HUB-710), with near matches, when a filter names a value that does not exist.

    `is_empty`: nothing was found. Otherwise only one of several statuses may not exist. What a document has exists.
    """
    if is_empty:
        _refuse_unknown_places(home, chosen)
    if is_empty or len(chosen.statuses) > 1:
        _refuse_unknown_statuses(documents, chosen, statuses)
    if is_empty and chosen.enterprise is not None and not _is_there(documents, Filter(enterprise=chosen.enterprise)):
        raise unknown("--enterprise", chosen.enterprise, {d.enterprise for d in documents.log(Filter(limit=LATEST))})


def _refuse_unknown_places(home: Home, chosen: Filter) -> None:
    known: dict[str, Mapping[str, str]] = {
        "type": by_itself(type_names(home)),
        "portal": by_itself(portal_names(home)),
        "party": by_itself(party_names(home)),
    }
    for option, names in known.items():
        must_be_known(f"--{option}", getattr(chosen, option), names)


def _refuse_unknown_statuses(documents: Documents, chosen: Filter, statuses: Mapping[str, Status]) -> None:
    labels = {label: s.code for s in statuses.values() for label in (s.code, s.zh, s.en)}
    for status in chosen.statuses:
        if status not in statuses and not _is_there(documents, Filter(statuses=[status])):
            must_be_known("--status", status, labels)


def _is_there(documents: Documents, wanted: Filter) -> bool:
    return bool(documents.log(replace(wanted, limit=1)))


def must_be_owner(home: Home, value: str | None) -> None:
    """Raise OperatorError (HUB-710) unless the value is a portal or a party, or None."""
    must_be_known("--owner", value, by_itself(portal_names(home) | party_names(home)))


def must_be_party(home: Home, value: str | None, *more: str) -> None:
    """Raise OperatorError (HUB-710) unless the value is a party, was one, or is one of `more`, or None."""
    registered = {path.name for path in home.parties.glob("*/")}
    must_be_known("--party", value, by_itself({*party_names(home), *registered, *more}))


def must_be_portal(home: Home, value: str | None) -> None:
    """Raise OperatorError (HUB-710) unless the value is a portal, or None."""
    must_be_known("--portal", value, by_itself(portal_names(home)))


def must_be_code(value: str | None) -> None:
    """Raise OperatorError (HUB-710) unless the value is the code of an error, or None."""
    must_be_known("--code", value, by_itself(Code))


def must_be_known(option: str, value: str | None, names: Mapping[str, str]) -> None:
    """Raise OperatorError (HUB-710) unless the value is one of those that the names stand for, or None."""
    if value is not None and value not in names.values():
        raise unknown(option, value, names)


def unknown(option: str, value: str, names: Mapping[str, str] | Collection[str]) -> OperatorError:
    """The error that names near matches of a value, or says that there are no values yet."""
    meant = near(value, names if isinstance(names, Mapping) else by_itself(names))
    shown = ", ".join(meant[:MOST]) + (f", … (+{len(meant) - MOST})" if len(meant) > MOST else "")
    found = Bilingual(f"可用：{shown}", f"try {shown}") if meant else Bilingual("目前一个也没有", "there are none yet")
    return operator_error(Code.UNKNOWN_OPTION_VALUE, option=option, value=value, near=found)


def near(value: str, names: Mapping[str, str]) -> list[str]:
    """The values whose names come near; all values where none does."""
    folded = {name.casefold(): meant for name, meant in names.items()}
    close = get_close_matches(value.casefold(), folded, n=3)
    return list(dict.fromkeys(folded[name] for name in close)) or sorted(set(names.values()))


def by_itself(names: Iterable[str]) -> dict[str, str]:
    """Names that stand for themselves."""
    return {name: name for name in names}
