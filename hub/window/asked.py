"""What a reader asked for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

from hub.text.bilingual import Language, language

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
_PERSONAL: Final = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that was read. `values` are the parameters of its URL; of one that is repeated the last."""

    page: str
    """The page's name; empty for the first one, and for a place that is no page."""
    up: str
    """What leads to the place of all pages: empty, or `../` for a place that is below it."""
    values: Mapping[str, str]
    language: Language
    is_chosen: bool
    """Whether the URL says the language: links keep it then."""
    who: str
    """As the house's proxy says, or else the address that asks."""
    is_personal: bool
    """Whether personal data is asked for."""

    def value(self, name: str) -> str:
        """A parameter; empty where it is not given."""
        return self.values.get(name, "").strip()

    def link(self, page: str, /, **values: str) -> str:
        """The relative URL of a page, in the language that was chosen. Parameters without a value are left out.

        A reader may write parameters of any name, `page` and `self` too.
        """
        given = {name: value for name, value in values.items() if value}
        if self.is_chosen:
            given.setdefault("lang", self.language)
        return (f"{self.up}{page}" or "./") + (f"?{urlencode(given)}" if given else "")

    def here(self, /, **changed: str) -> str:
        """This page, with these parameters changed."""
        kept = {name: value for name, value in self.values.items() if name != "lang"}
        return self.link(self.page, **{**kept, **changed})


def read_request(request: Request, user_header: str, pages: Collection[str]) -> Asked:
    """Read a request to one of these pages, or to another place; whatever the parameters hold, it never fails.

    Personal data is shown to whoever came from a page of the window, or typed the address: another site's link or
    picture would have it logged that he asked. Links on that page do not ask for it either.
    """
    values = {name: value.replace("\0", "") for name, value in request.query_params.items()}  # PostgreSQL has no NUL
    chosen = _known(values.get("lang", ""))
    if request.headers.get("sec-fetch-site", "") in ("cross-site", "same-site"):
        values.pop("personal", None)
    path = request.scope["path"]  # not of `request.url`, which a wrong Host makes fail
    name = path.removeprefix("/")
    return Asked(
        page=name if name in pages else "",
        up="../" * (path.count("/") - 1),
        values=values,
        language=chosen or _accepted(request.headers.get("accept-language", "")) or language(),
        is_chosen=chosen is not None,
        who=_named(request, user_header) or (request.client.host if request.client else "") or "?",
        is_personal=values.get("personal") == _PERSONAL,
    )


def _named(request: Request, header: str) -> str:
    """Whom the proxy names; proxies write UTF-8, and headers are read as Latin-1."""
    return request.headers.get(header, "").encode("latin-1").decode("utf-8", "backslashreplace")


def _known(said: str) -> Language | None:
    return next((one for one in LANGUAGES if said.lower().partition("-")[0] == one), None)


def _accepted(header: str) -> Language | None:
    """The first of our languages in the order in which the browser likes them (RFC 9110, 12.5.4)."""
    liked: list[tuple[float, Language]] = []
    for part in header[:1_000].split(","):
        name, _, weight = part.partition(";")
        known, quality = _known(name.strip()), _quality(weight)
        if known is not None and quality > 0:
            liked.append((quality, known))
    return max(liked, key=lambda one: one[0])[1] if liked else None


def _quality(weight: str) -> float:
    said = weight.strip().removeprefix("q=")
    try:
        return float(said) if said else 1.0
    except ValueError:
        return 0.0
