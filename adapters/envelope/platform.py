"""Who is on the customs platform."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Who is on the platform, by the ids that it gave."""

    hub: str
    """The hub's name on our own wire."""
    own: str
    """The hub's id on the platform."""
    parties: Mapping[str, str]
    """The ids of parties."""
    is_kept: Callable[[str, str], bool] = lambda _party, _kind: False
    """Whether a party's messages of a type are part of its feed and concern no document of ours."""
