"""A party's own forms of our messages, compiled: how each is written from ours, and ours from what it sends."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from hub.catalogue.mapping.converters import Unconvertible
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Source
from hub.catalogue.mapping.paths import every, is_blank
from hub.catalogue.mapping.schemas import Schema, Shape
from hub.catalogue.mapping.values import values_of
from hub.catalogue.words.places import Where
from hub.errors import fault
from hub.model import Fault, is_same_id
from hub.xml.build import local_name, text_at

HEADER = "Header"
"""Of every message of ours: it travels in the carrier, whatever the body's form."""
JOINED_LIMIT = 2000
"""Characters of texts that are joined to one; what is beyond is in the party's own bytes."""


@dataclass(frozen=True)
class Agreed(Source):
    """A value that a party may tell in several places: the first where it stands counts, and says one thing."""

    ways: tuple[tuple[str, ...], ...] = ()
    """Paths, as steps."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The party's codes and ours, empty for one that says nothing; another one is kept as it is."""
    is_joined: bool = False
    """Texts for people's eyes: all that stand anywhere, each once, one after the other."""

    def value(self, form: Any) -> Any:
        """The value; None where it stands nowhere. Raises Unconvertible (HUB-423) when it says two things."""
        places = [self._said(form, way) for way in self.ways]
        if self.is_joined:
            texts = dict.fromkeys(" ".join(str(text).split()) for place in places for text in place)
            return "; ".join(texts)[:JOINED_LIMIT].strip() or None
        said = next(filter(None, places), {})
        if len(said) > 1:
            raise Unconvertible("HUB-423", values=", ".join(sorted(map(str, said.values())))[:100])
        return next(iter(said), None)

    def _said(self, form: Any, way: Sequence[str]) -> dict[Any, Any]:
        """What stands at one place in our codes, each once, and how the party says it."""
        found = [text.strip() if isinstance(text, str) else text for text in every(form, way)]
        ours = {self.codes.get(str(text), text): text for text in found if isinstance(text, str | bool)}
        return {text: theirs for text, theirs in ours.items() if not is_blank(text)}

    @property
    def meanings(self) -> frozenset[str]:
        """Every code of ours that the party's may become."""
        return frozenset(filter(None, self.codes.values()))


@dataclass(frozen=True)
class Keyed(Agreed):
    """A code that means another thing in each type of message; a type without a table has the one named `*`."""

    by: tuple[tuple[str, ...], ...] = ()
    """Where the type stands: paths, as steps."""
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The party's codes and ours, by type; a name that ends with `*` stands for all that begin so."""

    def value(self, form: Any) -> Any:
        """As of an Agreed, by the table of the message's type; a code that the table lacks is kept as it is."""
        kind = Agreed(self.text, self.converter, None, None, self.where, ways=self.by).value(form) or ""
        codes = self.tables.get(best_match(kind, self.tables) or "", {})
        return Agreed(self.text, self.converter, None, None, self.where, ways=self.ways, codes=codes).value(form)

    @property
    def meanings(self) -> frozenset[str]:
        return frozenset(ours for table in self.tables.values() for ours in table.values())


def best_match(name: str, patterns: Iterable[str]) -> str | None:
    """The longest pattern that a name fits: the name itself, or a beginning of it followed by `*`; None of none."""
    fitting = (p for p in patterns if p == name or (p.endswith("*") and name.startswith(p[:-1])))
    return max(fitting, key=lambda p: (not p.endswith("*"), len(p)), default=None)


@dataclass(frozen=True, kw_only=True)
class Written:
    """`sends:` how one of our messages is written for the party."""

    shape: Shape
    """Of ours."""
    target: Shape
    """Of theirs."""
    form: Form
    schema: Schema
    """Of theirs: what is sent is proved against it."""
    read: frozenset[str]
    """Every path of ours whose value the form reads."""
    drops: tuple[tuple[str, Where], ...]
    """Paths of ours that are left out on purpose, and where the file says so."""
    where: Where
    """Where the file names our element."""

    def write(self, ours: etree._Element) -> tuple[etree._Element, list[Fault]]:
        """The party's form of a message, and what does not fit in it, named by the path in ours."""
        space = etree.QName(self.target.tag).namespace
        nsmap: dict[str | None, str] = {None: space} if space else {}
        root = etree.Element(self.target.tag, nsmap=nsmap)  # type: ignore[arg-type]  # the stubs know no default namespace
        faults = self.form.fill(root, values_of(ours, self.shape))
        if not faults:
            faults = [self.form.fault(violation) for violation in self.schema.violations(root)]
        return root, faults


@dataclass(frozen=True, kw_only=True)
class Heard:
    """`receives:` how something of the party's becomes a message of ours."""

    path: tuple[str, ...]
    """Local names of its root element and of what it is told by inside."""
    shape: Shape
    """Of theirs: of the last of these."""
    becomes: str
    """Our element."""
    answers: Agreed | None
    """Where it names our message by itself, which is then the one that its carrier answers."""
    form: Form

    def find(self, body: etree._Element) -> etree._Element | None:
        """Where in a body it stands, whatever the namespace; None when it is something else."""
        if local_name(body) != self.path[0]:
            return None
        found: etree._Element | None = body
        for name in self.path[1:]:
            inside = () if found is None else found.iterchildren(tag=etree.Element)
            same = [child for child in inside if local_name(child) == name]
            found = same[0] if len(same) == 1 else None  # of two, one would not be read
        return found

    def fill(self, ours: etree._Element, theirs: etree._Element) -> list[Fault]:
        """Add the body to a message of ours; return what is missing or cannot be read, by the party's own paths."""
        values = values_of(theirs, self.shape)
        return [*self._misdirected(values, text_at(ours, "InReplyTo/MessageId")), *self.form.fill(ours, values)]

    def _misdirected(self, values: Mapping[str, Any], answered: str | None) -> Iterator[Fault]:
        """What names another message of ours than its carrier does (HUB-423)."""
        if self.answers is None:
            return
        try:
            named = self.answers.value(values)
            ours = self.answers.converter.to_wire(answered) if answered else ""
        except Unconvertible as error:
            named, ours = error.names.get("values"), answered or ""
        if named is not None and not is_same_id(str(named), ours):
            yield fault("HUB-423", self.answers.text, values=f"{named}, {ours}"[:100])


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One file of `routes/dialects/`."""

    name: str
    zh: str
    en: str
    sends: Mapping[str, Written]
    """By our element."""
    receives: tuple[Heard, ...]
    keeps: Mapping[str, str] = field(default_factory=dict)
    """Types of messages that concern no document of ours, with what they are; they are kept and move nothing. A name
    that ends with `*` stands for all that begin so."""
