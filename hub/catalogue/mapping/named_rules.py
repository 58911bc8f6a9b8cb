"""Rules in Python, with the values that they read: a route that uses one must have them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hub.catalogue.mapping.cases import Case, Rule
from hub.catalogue.words.places import Where
from hub.model import Fault


@dataclass(frozen=True, kw_only=True)
class NamedRule:
    """A rule that routes use by its name."""

    function: Rule
    reads: Mapping[str, str] = field(default_factory=dict)
    """By path in the form, or name of a value that a party's message brings: the XSD type that the rule takes it for.

    What every submission has is left out. A path goes through a list of objects without saying so.
    """
    of_named: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By name in the route: the same of the facts of the documents that are named so."""
    equals: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By path in the form: the name, and the path there, of a value that it must be equal to where there is one."""
    figures: Mapping[str, str] = field(default_factory=dict)
    """The same of the figures of the document's resource, the one of its claims or figures."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Of the values that it reads: the place of each in the message or the submission that a route reads it from."""
    where: Where | None = field(default=None, compare=False, repr=False)
    """Where a route names it."""

    def __call__(self, case: Case) -> Iterable[Fault]:
        """Its faults, each at the place of the value that it names."""
        return [replace(one, field=self.fields.get(one.field, one.field)) for one in self.function(case)]

    @property
    def name(self) -> str:
        return self.function.__name__
