"""docs/traced.md: where each field comes from, which route carries it, and which tests show it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from hub.catalogue import Catalogue, Form, Returns, Route
from hub.docs.fields import fields_of
from hub.docs.origin import LEGEND
from hub.docs.page import HEAD, table

ROOT = Path(__file__).resolve().parents[2]
FIELDS = "unit/fields.yaml"
"""Labels, stars and elements as the guides have them, which `tests/unit/test_fields.py` compares."""
_INTRO = """# Fields, sources and tests

Each field of each document: the section of the portals' guides that it comes from, the route that carries it, and the
tests that show it.

"""


class Traced(NamedTuple):
    """One field of a document."""

    path: str
    label: str
    element: str


def traced(catalogue: Catalogue) -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD + _INTRO + LEGEND
    sources, compared = _read(Path(__file__).with_name("traced.yaml")), _read(ROOT / "tests" / FIELDS)
    for route in sorted(catalogue.routes.values(), key=lambda one: (one.service, one.document)):
        source = sources.get(route.document, {})
        tests = [*([FIELDS] if route.document in compared else []), *source.get("tests", [])]
        shown = ", ".join(f"[{Path(test).stem}](../tests/{test})" for test in tests)
        file = f"[{route.document}](../{route.where.file})"
        yield f"\n## {route.document} {route.zh}\n"
        rows = ((f"`{one.path}`", one.label, one.element, source.get("seed", ""), file, shown) for one in _of(route))
        yield from table(("field", "", "element", "guide", "route", "tests"), rows)


def _of(route: Route) -> Iterator[Traced]:
    """What goes out in each message and what comes back; a field that is in two messages stands once."""
    seen: set[Traced] = set()
    for one in _all(route):
        if one not in seen:
            seen.add(one)
            yield one


def _all(route: Route) -> Iterator[Traced]:
    writings = (route.inquiry, route.shares)
    forms = [*(leg.form for leg in route.legs), *(one.form for one in writings if one is not None)]
    for form in forms:
        yield from _sent(form)
    yield from _returned(route.returns)
    for leg in route.legs:
        if leg.answers is not None:
            yield from _returned(leg.answers.returns)


def _sent(form: Form | None) -> Iterator[Traced]:
    for field in fields_of(form.nodes if form else ()):
        path = ".".join(field.steps)
        inner = [item for item in field.items if item.steps] if field.is_list else []
        for item in inner:
            yield Traced(f"{path}[].{'.'.join(item.steps)}", _label(item.node.shape.label, item.target), item.target)
        if not inner:
            yield Traced(
                path + ("[]" if field.is_list else ""), _label(field.node.shape.label, field.target), field.target
            )


def _returned(returns: Returns) -> Iterator[Traced]:
    for name, source in returns.sources.items():
        yield Traced(name, _label(source.zh, source.path), source.path)


def _label(label: str, element: str) -> str:
    """The label; where the schema has none, as the standards of others have not, the element's own name."""
    return label or element.rpartition("/")[2]


def _read(path: Path) -> Mapping[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return read
