"""docs/statuses.md: the statuses, and the lifecycle of each document."""

from collections.abc import Iterator

from hub.catalogue import Catalogue, Leg, Route
from hub.docs.page import HEAD
from hub.model import Status


def statuses(catalogue: Catalogue) -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD + "# Statuses\n\n"
    yield "open: something is still to come · rest: this round is over, a portal action may open the next · "
    yield "final: no receipt moves it · event: told, but never a document's status\n\n"
    yield "result, in `routes/codes/statuses.csv`: good (what the sender wanted), bad (refused, failed or not "
    yield "delivered), or blank (neither). The command line shows good statuses in green and bad statuses in red.\n\n"
    yield "A status has two labels: the row of a trail (状态描述) and the column of a list (状态) may say it in "
    yield "different words, and a list of one type in words of its own; these stand with the type.\n\n"
    yield "| code | 中文 | English | kind | result | in lists | |\n|---|---|---|---|---|---|---|\n"
    for status in catalogue.statuses.values():
        in_lists = " | ".join(_if_other(status.listed(""), (status.zh, status.en)))
        yield f"| {status.code} | {status.zh} | {status.en} | {status.kind} | {status.result} | {in_lists} |\n"
    yield "\nA receipt moves a document when its status stands further down the document's table than the current one "
    yield "and may follow it; otherwise it is kept as an observation. Every document of a portal may end H001 at the "
    yield "door.\n\n"
    yield "In a diagram an arrow leads to what may follow next; statuses on the way may be left out. Dashed arrows "
    yield "lead back. A thick frame is an end. Green is good, red is bad. A track stands beside the document's own "
    yield "statuses.\n"
    for route in catalogue.routes.values():
        yield from _lifecycle(route, catalogue)


def _if_other(labels: tuple[str, str], known: tuple[str, str]) -> tuple[str, str]:
    """The labels, blank where they are known already."""
    return ("", "") if labels == known else labels


def _lifecycle(route: Route, catalogue: Catalogue) -> Iterator[str]:
    yield f"\n## {route.document} {route.zh}\n\n"
    yield f"![Lifecycle of {route.en}](lifecycles/{route.document}.svg)\n\n"
    yield "| status | | brought about by | may be followed by |\n|---|---|---|---|\n"
    for code, following in route.lifecycle.next.items():
        after = ", ".join(c for c in route.lifecycle.next if c in following) or "–"
        yield f"| {code} | {_labels(route, catalogue.statuses[code])} | {'; '.join(_causes(route, code))} | {after} |\n"
    for alternatives in route.lifecycle.outcomes:
        sides = " against ".join("/".join(sorted(a)) for a in alternatives)
        yield f"\nExclusive outcomes, of which the first recorded stands: {sides}.\n"


def _labels(route: Route, status: Status) -> str:
    """The row's label, and after a stroke the list's where this type has its own."""
    return f"{status.zh} / {route.labels[status.code][0]}" if status.code in route.labels else status.zh


def _causes(route: Route, code: str) -> Iterator[str]:
    if code == route.lifecycle.first:
        yield "a notice" if route.is_notice else "acceptance"
    if code in route.passed_on.all:
        yield "passing on"
    if code in route.taken_over:
        yield "being taken over"
    if route.again and code == route.again.becomes:
        yield "a document made again"
    for leg in route.legs:
        yield from _receipts(leg, code)


def _receipts(leg: Leg, code: str) -> Iterator[str]:
    named = {
        f"a message to the {leg.role}": leg.becomes,
        "the queue's confirm": leg.confirmed,
        "the queue's return": leg.returned,
        "a technical receipt: accepted": leg.accepted,
        "a technical receipt: refused": leg.refused,
    }
    yield from (cause for cause, status in named.items() if status == code)
    if leg.answers:
        codes = [c for c, status in leg.answers.codes.items() if status == code]
        if codes:
            yield f"{leg.answers.element}: {', '.join(codes)}"
