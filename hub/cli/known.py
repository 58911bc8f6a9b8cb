"""What a filter may ask for, and what comes near a name that nothing has."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from hub import bootstrap
from hub.config import Home
from hub.errors import operator_error
from hub.model import Status
from hub.ports import Filter

NOT_SERVICES = {"parties", "portals", "codes"}


def refuse_unknown(home: Home, chosen: Filter, statuses: Mapping[str, Status]) -> None:
    """Raise OperatorError (HUB-710), with near matches, when nothing can ever be as this filter asks."""
    files = _files(home)
    known = {
        "type": _by_itself(path.stem for path in files if path.parent.name not in NOT_SERVICES),
        "portal": _by_itself(path.stem for path in files if path.parent.name == "portals"),
        "party": _by_itself(path.stem for path in files if path.parent.name == "parties"),
        "status": {label: s.code for s in statuses.values() for label in (s.code, s.zh, s.en)},
    }
    for option, names in known.items():
        value = getattr(chosen, option)
        if value is not None and value not in names.values():
            raise operator_error("HUB-710", option=f"--{option}", value=value, near=", ".join(near(value, names)))


def near(value: str, names: Mapping[str, str]) -> list[str]:
    """What is meant by the names that come near, else everything."""
    folded = {name.casefold(): meant for name, meant in names.items()}
    close = get_close_matches(value.casefold(), folded, n=3)
    return list(dict.fromkeys(folded[name] for name in close)) or sorted(set(names.values()))


def _by_itself(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in names}


def _files(home: Home) -> list[Path]:
    """Each service's, party's and portal's file, packaged or the home's own."""
    return [path for folder in (bootstrap.packaged("routes"), home.path / "routes") for path in folder.glob("*/*.yaml")]
