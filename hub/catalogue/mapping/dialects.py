"""A party's own forms of our messages, compiled: its messages are written from ours, and ours from its messages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from hub.catalogue.mapping.converters import Converter, Unconvertible
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Source
from hub.catalogue.mapping.paths import every, is_blank, word_of
from hub.catalogue.mapping.reads import reads
from hub.catalogue.mapping.schemas import Schema, Shape
from hub.catalogue.mapping.values import values_of
from hub.catalogue.words.places import Where
from hub.errors import Code, fault
from hub.model import Fault, is_same_id
from hub.xml.build import local_name, text_at

HEADER = "Header"
"""The first element of every message of ours. It travels in the carrier, whatever form the body has."""
JOINED_LIMIT = 2000
"""Characters of texts that are joined to one text. The whole text is in the party's own message."""


@dataclass(frozen=True)
class Agreed(Source):
    """A value that can stand in several places of a party's message: the first place that has it counts."""

    ways: tuple[tuple[str, ...], ...] = ()
    """Paths, as steps."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Our code for each code of the party; empty for a code that says nothing. A code without a row stays as it is."""
    is_joined: bool = False
    """Whether the texts of all places are joined, each text once. For texts that people read."""

    def value(self, form: Any) -> Any:
        """The value; None when no place has it. Raises Unconvertible (HUB-423) when a place has two values."""
        places = [self._said(form, way) for way in self.ways]
        if self.is_joined:
            texts = dict.fromkeys(" ".join(str(text).split()) for place in places for text in place)
            return "; ".join(texts)[:JOINED_LIMIT].strip() or None
        said = next(filter(None, places), {})
        if len(said) > 1:
            raise Unconvertible(Code.CONTRADICTORY_VALUES, values=", ".join(sorted(map(str, said.values())))[:100])
        return next(iter(said), None)

    def _said(self, form: Any, way: Sequence[str]) -> dict[Any, Any]:
        """The values at one place: by our code, the party's own text."""
        found = [text.strip() if isinstance(text, str) else text for text in every(form, way)]
        ours = {self.codes.get(word_of(text), text): text for text in found if isinstance(text, str | bool)}
        return {text: theirs for text, theirs in ours.items() if not is_blank(text)}

    @property
    def meanings(self) -> frozenset[str]:
        """Every code of ours that a code of the party can become."""
        return frozenset(filter(None, self.codes.values()))


@dataclass(frozen=True)
class Keyed(Agreed):
    """A code whose meaning depends on the type of message. A type without a table has the table named `*`."""

    by: tuple[tuple[str, ...], ...] = ()
    """Where the type stands: paths, as steps."""
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By type: our code for each code of the party. A name that ends with `*` stands for all types that begin so."""

    def value(self, form: Any) -> Any:
        """The value, translated by the table of the message's type. A code without a row stays as it is."""
        kind = Agreed(self.text, self.converter, None, None, self.where, ways=self.by).value(form) or ""
        codes = self.tables.get(best_match(kind, self.tables) or "", {})
        return Agreed(self.text, self.converter, None, None, self.where, ways=self.ways, codes=codes).value(form)

    @property
    def meanings(self) -> frozenset[str]:
        return frozenset(ours for table in self.tables.values() for ours in table.values())


def best_match(name: str, patterns: Iterable[str]) -> str | None:
    """The longest pattern that a name fits: the name itself, or a beginning of it and `*`; None when none fits."""
    fitting = (p for p in patterns if p == name or (p.endswith("*") and name.startswith(p[:-1])))
    return max(fitting, key=lambda p: (not p.endswith("*"), len(p)), default=None)


@dataclass(frozen=True, kw_only=True)
class Written:
    """`sends:` how one of our messages is written for a party."""

    shape: Shape
    """The element of our message."""
    target: Shape
    """The element of the party's message."""
    form: Form
    schema: Schema
    """The party's schema: every message is proved against it before it is sent."""
    read: frozenset[str]
    """Every path of ours whose value the form reads."""
    drops: tuple[tuple[str, Where], ...]
    """Paths of ours that are left out on purpose, and where the file says so."""
    narrower: tuple[tuple[str, Where], ...] = ()
    """Paths of ours of which the party takes less than we admit, and where the file says so: a submission that says
    more is refused."""
    where: Where
    """Where the file names our element."""

    @property
    def rooms(self) -> Mapping[str, list[tuple[Shape, Converter]]]:
        """By path of ours of which the party takes less: the elements of the party that it goes into."""
        found: dict[str, list[tuple[Shape, Converter]]] = {path: [] for path, _ in self.narrower}
        for read in reads(self.form.nodes):
            if read.path in found:
                found[read.path].append((read.node.shape, read.converter))
        return found

    def write(self, ours: etree._Element) -> tuple[etree._Element, list[Fault]]:
        """The party's form of our message, and the faults in it, named by the paths of our message."""
        space = etree.QName(self.target.tag).namespace
        nsmap: dict[str | None, str] = {None: space} if space else {}
        root = etree.Element(self.target.tag, nsmap=nsmap)  # type: ignore[arg-type]  # the stubs know no default namespace
        faults = self.form.fill(root, values_of(ours, self.shape))
        if not faults:
            faults = [self.form.fault(violation) for violation in self.schema.violations(root)]
        return root, faults


@dataclass(frozen=True, kw_only=True)
class Heard:
    """`receives:` how a message of a party, or a part of it, becomes a message of ours."""

    path: tuple[str, ...]
    """Local names: the root element, and the elements inside by which the message is told apart."""
    shape: Shape
    """The party's element at the end of the path."""
    becomes: str
    """The root element of our message."""
    answers: Agreed | None
    """Where the body names the message of ours that it answers; it must be the message that the carrier answers."""
    form: Form

    def find(self, body: etree._Element) -> etree._Element | None:
        """The element of a body that this is about, in any namespace; None when the body is another message."""
        if local_name(body) != self.path[0]:
            return None
        found: etree._Element | None = body
        for name in self.path[1:]:
            inside = () if found is None else found.iterchildren(tag=etree.Element)
            same = [child for child in inside if local_name(child) == name]
            found = same[0] if len(same) == 1 else None  # of two, one would not be read
        return found

    def fill(self, ours: etree._Element, theirs: etree._Element) -> list[Fault]:
        """Add the body to a message of ours; return the faults, named by the paths of the party's message."""
        values = values_of(theirs, self.shape)
        return [*self._misdirected(values, text_at(ours, "InReplyTo/MessageId")), *self.form.fill(ours, values)]

    def _misdirected(self, values: Mapping[str, Any], answered: str | None) -> Iterator[Fault]:
        """A fault (HUB-423) when body and carrier name different messages of ours."""
        if self.answers is None:
            return
        try:
            named = self.answers.value(values)
            ours = self.answers.converter.to_wire(answered) if answered else ""
        except Unconvertible as error:
            named, ours = error.names.get("values"), answered or ""
        if named is not None and not is_same_id(str(named), ours):
            yield fault(Code.CONTRADICTORY_VALUES, self.answers.text, values=f"{named}, {ours}"[:100])


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
    """Types of messages that concern no document of ours, with a description. They are stored and move nothing. A name
    that ends with `*` stands for all types that begin so."""
