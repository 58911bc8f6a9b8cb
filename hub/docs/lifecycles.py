"""Lifecycles as state diagrams in SVG, one for each document. They are drawn here: no page needs anything else."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple

from hub.catalogue import Catalogue, Route
from hub.docs.ranks import Ranks
from hub.model import Lifecycle, Status

WIDTH, HEIGHT = 190, 44
"""Of a status, in pixels."""
ACROSS, DOWN = WIDTH + 30, HEIGHT + 34
"""From one status to the next."""
MARGIN, TITLE = 60, 30
_FILLS: Mapping[str, str] = {"good": "#dff3e3", "bad": "#fbe3e1", "": "#eef2f7"}
_LONGEST = (11, 32)
"""Characters of a label that a box has room for, in Chinese and in English."""
_ENDS = 3
"""Width of the frame of a status that nothing follows."""
_STYLE = (
    "text{font-family:sans-serif;text-anchor:middle;fill:#1b1f24}"
    ".code{font-size:13px;font-weight:bold}.label{font-size:11px}.title{font-size:13px;text-anchor:start}"
    "path{fill:none;stroke:#57606a}.back{stroke-dasharray:5 3}"
)

_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" style="fill:#57606a"/></marker></defs>'
)


class Box(NamedTuple):
    """Where a status stands: the middle of its top edge."""

    x: float
    y: float


def diagram(route: Route, catalogue: Catalogue) -> str:
    """The document's own statuses, and each of its tracks beside them.

    An arrow leads to a status that may follow next. What may follow by leaving out statuses on the way has no arrow of
    its own. Dashed arrows lead back.
    """
    sides = [("", route.lifecycle), *((track.name, track.lifecycle) for track in route.tracks)]
    drawn: list[str] = []
    left, lowest = float(MARGIN), 0.0
    for title, lifecycle in sides:
        boxes = _places(lifecycle, left)
        if title:
            drawn.append(f'<text class="title" x="{left:g}" y="18">{escape(title)}</text>')
        drawn += _side(lifecycle, boxes, route, catalogue)
        left = max(box.x for box in boxes.values()) + WIDTH / 2 + 2 * MARGIN
        lowest = max(lowest, *(box.y for box in boxes.values()))
    width, height = round(left - MARGIN), round(lowest + HEIGHT + TITLE)
    size = f'width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(f'{route.zh} {route.en}')}</title><style>{_STYLE}</style>{_TIP}"
        f'<rect {size} fill="white"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _places(lifecycle: Lifecycle, left: float) -> dict[str, Box]:
    """Statuses in rows by how many come before them; in each row beside each other, near those that they follow."""
    ranks = Ranks(lifecycle)
    rows = ranks.rows()
    widest = max(map(len, rows))
    found: dict[str, Box] = {}
    for number, row in enumerate(rows):
        start = left + (widest - len(row)) * ACROSS / 2 + WIDTH / 2

        def before(code: str) -> float:
            xs = [found[one].x for one in found if code in ranks.after[one]]
            return sum(xs) / len(xs) if xs else 0

        for place, code in enumerate(sorted(row, key=before)):
            found[code] = Box(start + place * ACROSS, TITLE + number * DOWN)
    return found


def _side(lifecycle: Lifecycle, boxes: Mapping[str, Box], route: Route, catalogue: Catalogue) -> Iterator[str]:
    """The arrows of one lifecycle, and its statuses over them."""
    ranks = Ranks(lifecycle)
    for code, following in ranks.after.items():
        yield from (_arrow(boxes[code], boxes[other]) for other in following)
    right = max(box.x for box in boxes.values()) + WIDTH / 2
    yield from (_back(boxes[code], boxes[other], right) for code, other in ranks.back)
    for code, box in boxes.items():
        status = catalogue.statuses[code]
        yield _box(status, box, _labels(route, status), is_end=not lifecycle.next[code])


def _arrow(start: Box, end: Box) -> str:
    """Down to the next row, or past the rows between."""
    top, bottom = start.y + HEIGHT, end.y
    bend = (bottom - top) / 2
    one, other, side = (start.x, top + bend), (end.x, bottom - bend), 0.0
    if bottom - top > DOWN:
        side = -WIDTH / 4
        past = min(start.x, end.x) - WIDTH / 2 - MARGIN / 2
        one, other = (past, top + DOWN / 2), (past, bottom - DOWN / 2)
    return _path("", (start.x + side, top), one, other, (end.x + side, bottom))


def _back(start: Box, end: Box, right: float) -> str:
    """Up again, beside the statuses."""
    one, other, past = start.y + HEIGHT / 2, end.y + HEIGHT / 2, right + MARGIN
    return _path(' class="back"', (start.x + WIDTH / 2, one), (past, one), (past, other), (end.x + WIDTH / 2, other))


def _path(kind: str, *points: tuple[float, float]) -> str:
    start, *others = (f"{x:g} {y:g}" for x, y in points)
    return f'<path{kind} d="M{start}C{" ".join(others)}" marker-end="url(#tip)"/>'


def _box(status: Status, box: Box, labels: tuple[str, str], *, is_end: bool) -> str:
    zh, en = (_fitting(label, longest) for label, longest in zip(labels, _LONGEST, strict=True))
    frame = f'fill="{_FILLS[status.result]}" stroke="#57606a" stroke-width="{_ENDS if is_end else 1}"'
    return (
        f'<rect x="{box.x - WIDTH / 2:g}" y="{box.y:g}" width="{WIDTH}" height="{HEIGHT}" rx="8" {frame}/>'
        f'<text class="code" x="{box.x:g}" y="{box.y + 18:g}">{status.code} {zh}</text>'
        f'<text class="label" x="{box.x:g}" y="{box.y + 35:g}">{en}</text>'
    )


def _fitting(label: str, longest: int) -> str:
    """A label for a box; one that is too long is cut."""
    return escape(label if len(label) <= longest else label[: longest - 1] + "…")


def _labels(route: Route, status: Status) -> tuple[str, str]:
    """What lists of this type call it, where that is another word."""
    return route.labels.get(status.code, (status.zh, status.en))


def diagrams(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """File name and text of each."""
    for route in catalogue.routes.values():
        yield f"{route.document}.svg", diagram(route, catalogue)
