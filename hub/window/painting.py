"""Paint templates. All are compiled once; whatever they show is escaped, and nothing unseen is in it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from hub.text.bilingual import Bilingual
from hub.text.visible import visible
from hub.views import words
from hub.views.view import ABSENT, ZONE
from hub.window.asked import Asked
from hub.window.page import Page, Painted

_FOLDER: Final = Path(__file__).with_name("templates")
_NOTHING: Final = "—"


class Painter:
    """Paints for all readers. Thread-safe."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._environment = _environment()
        self._environment.globals |= {"pages": [page for page in pages if page.is_listed]}
        self._templates = {
            name: self._environment.get_template(name) for name in self._environment.list_templates(extensions=["html"])
        }

    def paint(self, painted: Painted, asked: Asked) -> str:
        """The page, in the language in which texts are read now."""
        return self._templates[painted.template].render({**painted.values, "asked": asked})


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        auto_reload=False,
        finalize=_shown,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals |= {"t": Bilingual, "ABSENT": ABSENT, "ZONE": ZONE}
    made.globals |= {"words": _labels(), "label": words.label, "dispute_labels": words.dispute_labels}
    return made


def _labels() -> Mapping[str, words.Labels]:
    return {name: table for name, table in vars(words).items() if name.isupper() and isinstance(table, Mapping)}


def _shown(value: Any) -> Any:
    """What stands for a value: what a template has made stays, texts from outside lose what cannot be seen."""
    if isinstance(value, Markup):
        return value
    return _NOTHING if value is None or value is ABSENT else visible(str(value), lines=True)
