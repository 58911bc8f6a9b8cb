"""Scopes: what the paths of a mapping can read, in a portal's form or in an element of a message."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from hub.catalogue.mapping.schemas import NO_SHAPE, Shape
from hub.catalogue.mapping.values import ABOVE, WHOLE
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import no_element, repeats
from hub.text.bilingual import Bilingual, listed

_FORM_PATH = re.compile(r"\w+(\.\w+)*")
_MESSAGE_PATH = re.compile(r"(@?\w+)(@\w+)?(\.(@?\w+)(@\w+)?)*")


class Found(NamedTuple):
    """The value that a path leads to."""

    path: str
    """From the outermost element; in a form the path as written."""
    shape: Shape | None = None
    """None in a form: its values have no schema."""
    may_lack: bool = False
    """Whether the schema lets an element on the way be missing."""


class Scope(Protocol):
    """Resolves the paths of a mapping; a scope is a value, and the items of a list have a scope of their own."""

    @property
    def is_item(self) -> bool:
        """Whether paths begin at an item of a list."""

    @property
    def is_whole(self) -> bool:
        """Whether all that the scope holds must be read: an unread field would be lost."""

    def find(self, path: str, where: Where, problems: Problems) -> Found | None:
        """The value at a path; None, with the problem reported, when the scope has no such path."""

    def find_condition(self, path: str, where: Where, problems: Problems) -> Found | None:
        """The value that a `when` compares, if this scope can tell."""

    def items(self, path: str, found: Found | None) -> "Scope":
        """The scope of the items of the list at a path; `found` is what the path led to."""


@dataclass(frozen=True)
class FormScope:
    """A submission, or a document that is under way."""

    roots: tuple[str, ...]
    """The first steps that a path can have."""
    is_whole: bool = False
    is_item: bool = False

    def find(self, path: str, where: Where, problems: Problems) -> Found | None:
        root = path.partition(".")[0]
        if not (_FORM_PATH.fullmatch(path) or (self.is_item and path == ".")):
            text = Bilingual(
                f"“{path}”不是申报中的路径，正确写法如 data.contact",
                f"“{path}” is not a path in the form, as data.contact",
            )
            problems.add(where, text)
        elif not self.is_item and root not in self.roots:
            known = listed(self.roots)
            text = Bilingual(f"申报没有“{root}”；可用：{known.zh}", f"a submission has no “{root}”; it has: {known.en}")
            problems.add(where, text)
        else:
            return Found(path)
        return None

    def find_condition(self, path: str, where: Where, problems: Problems) -> Found | None:  # noqa: ARG002 - a Scope's
        """None: a form has no schema, so conditions are proved against the code lists of the fields instead."""
        return None

    def items(self, path: str, found: Found | None) -> "FormScope":  # noqa: ARG002 - a Scope's
        return replace(self, is_item=True)


_SUBMITTED = ("data", "enterprise", "signer", "type", "id", "party", "submitted_at", "again_of")
SUBMITTED = FormScope(_SUBMITTED, is_whole=True)
"""A submission."""
FACTS = FormScope((*_SUBMITTED, "returned"))
"""A document that is under way: what was submitted, and what came back so far."""
ASKED = FormScope((*FACTS.roots, "message"))
"""What an inquiry reads: the document, and the message that waits for its answer."""


@dataclass(frozen=True)
class MessageScope:
    """An element of a message: paths are proved against its schema."""

    root: Shape
    at: Shape
    """Where paths begin: the root, or an item of a list."""
    through_lists: bool
    """Whether a path may go through an element that repeats; all values must then agree."""
    above: Shape = NO_SHAPE
    """The element that the items of the list at hand stand in; known where paths go through lists."""
    prefix: str = ""
    """Path of the list at hand, with a dot; empty outside of lists."""

    @property
    def is_item(self) -> bool:
        return bool(self.prefix)

    @property
    def is_whole(self) -> bool:
        """False: what a dialect leaves out it lists under `drops`."""
        return False

    def find(self, path: str, where: Where, problems: Problems) -> Found | None:
        if not (_MESSAGE_PATH.fullmatch(path) or (self.is_item and path == ".")):
            text = Bilingual(
                f"“{path}”不是报文中的路径，正确写法如 Header.MessageId",
                f"“{path}” is not a path in a message, as Header.MessageId",
            )
            problems.add(where, text)
            return None
        steps = [] if path == "." else path.split(".")
        start, prefix = self.at, self.prefix
        if self.is_item and steps and steps[0] in (WHOLE, ABOVE):
            start, prefix = self.root if steps[0] == WHOLE else self.above, ""
            steps = steps[1:]
        whole = prefix + ".".join(steps) if steps else prefix.rstrip(".")
        return self._walk(Found(whole, start), steps, where, problems)

    def find_condition(self, path: str, where: Where, problems: Problems) -> Found | None:
        return self.find(path, where, problems)

    def items(self, path: str, found: Found | None) -> "MessageScope":
        above = self.at.at(path.split(".")[:-1]) or NO_SHAPE if self.through_lists else self.above
        at = found.shape if found is not None and found.shape is not None else NO_SHAPE
        return replace(self, at=at, above=above, prefix=f"{path}.")

    def _walk(self, found: Found, steps: list[str], where: Where, problems: Problems) -> Found | None:
        shape, may_lack = found.shape or NO_SHAPE, False
        for number, step in enumerate(steps, 1):
            inner = _step(shape, step)
            if inner is None:
                if shape.name:
                    problems.add(where, no_element(shape.name, step))
                return None
            may_lack = may_lack or not inner.required
            if inner.repeats and number < len(steps) and not self.through_lists:
                problems.add(where, repeats(inner.name))
            shape = inner
        return found._replace(shape=shape, may_lack=may_lack)


def _step(shape: Shape, step: str) -> Shape | None:
    """One step of a path: an element, an attribute of the element itself (`@X`), or of one inside (`Y@X`)."""
    name, mark, attribute = step.partition("@")
    found = shape.child(name) if name else shape
    return found if not mark or found is None else found.child(f"@{attribute}")
