"""Compile a route's page against the schema of its service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.catalogue.compile.about import compile_about
from hub.catalogue.compile.existing import compile_existing
from hub.catalogue.compile.mappings import Compiler
from hub.catalogue.compile.returns import compile_returns
from hub.catalogue.compile.rules import Own, RuleCompiler
from hub.catalogue.compile.scopes import ASKED, FACTS, SUBMITTED, Scope
from hub.catalogue.compile.sources import Context
from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.document_values import Values, form_values, returned_values
from hub.catalogue.mapping.existing import Existing
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.legs import Answers, Leg
from hub.catalogue.mapping.relations import Naming, Writing
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import NO_SHAPE, Schema, Shape
from hub.catalogue.pages.existing import ExistingPage
from hub.catalogue.pages.legs import LegPage, MessagePage, WritingPage
from hub.catalogue.pages.receipts import ReceiptsPage
from hub.catalogue.pages.routes import RoutePage
from hub.catalogue.pages.rules import RulePage
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import no_element
from hub.catalogue.words.text import Block, Text


@dataclass(frozen=True)
class Library:
    """What routes may refer to."""

    lists: Mapping[str, CodeList]
    rules: Mapping[str, Rule]
    common: Block
    """The mapping lines that every submission has."""


def compile_route(page: RoutePage, schema: Schema, library: Library, problems: Problems) -> Route:
    """The route of a page; every place where it and the schema disagree is reported."""
    return _RouteCompiler(schema, library, problems).route(page)


class _RouteCompiler:
    """Compiles one route."""

    def __init__(self, schema: Schema, library: Library, problems: Problems) -> None:
        self.schema = schema
        self.library = library
        self.problems = problems
        self.context = Context(library.lists, problems)
        self.compiler = Compiler(self.context)

    def route(self, page: RoutePage) -> Route:
        shape = self._shape(page.element) if page.is_notice else NO_SHAPE
        returns = compile_returns(page.returns, shape, self.context)
        before = self.problems.reported
        first = FACTS if page.direction == "hub-to-party" else SUBMITTED
        forms = [self._form(leg.message, FACTS if number else first) for number, leg in enumerate(page.legs)]
        own = Own(str(page.document), form_values(forms[0] if forms else None))
        legs = tuple(self._leg(leg, form, own) for leg, form in zip(page.legs, forms, strict=True))
        is_sound = page.moves_are_sound and self.problems.reported == before
        values = returned_values(returns, shape) if page.is_notice else own.values
        return Route(
            **vars(page.terms),
            schema=self.schema,
            legs=legs,
            returns=returns,
            rules=self._rules(page.rules, values, page.terms.names, is_notice=page.is_notice),
            inquiry=self._writing(page.inquiry, ASKED),
            shares=self._writing(page.shares, FACTS),
            existing=self._existing(page.existing, legs) if is_sound else None,
            moves_are_sound=is_sound,
        )

    def _leg(self, page: LegPage, form: Form | None, own: Own) -> Leg:
        return Leg(
            on=page.on,
            becomes=page.becomes,
            role=page.role,
            party=page.party,
            element=page.message.element,
            form=form,
            answers=self._answers(page.receipts, own) if page.receipts else None,
            **page.dispatch,
            **page.technical,
        )

    def _writing(self, page: WritingPage | None, scope: Scope) -> Writing | None:
        if page is None:
            return None
        form = self._form(page.message, scope)
        return Writing(element=page.message.element, form=form, on=page.on, role=page.role)

    def _existing(self, page: ExistingPage | None, legs: Sequence[Leg]) -> Existing | None:
        return compile_existing(page, self._shape(page.element), legs, self.problems) if page is not None else None

    def _shape(self, element: Text) -> Shape:
        shape = self.schema.shape(element) if element else None
        if element and shape is None:
            self.problems.add(element.where, no_element(self.schema.path.name, element))
        return shape or NO_SHAPE

    def _form(self, page: MessagePage, scope: Scope) -> Form | None:
        shape = self._shape(page.element)
        if page.table is None or shape is NO_SHAPE:
            return None
        return self.compiler.form([self.library.common, page.table], shape, page.where, scope)

    def _rules(
        self, pages: Sequence[RulePage], values: Values, names: Sequence[Naming], *, is_notice: bool
    ) -> tuple[Rule, ...]:
        return RuleCompiler(self.library.rules, values, names, self.problems, is_notice=is_notice).rules(pages)

    def _said(self, pages: Sequence[RulePage], values: Values, own: Own) -> tuple[Rule, ...]:
        """The rules of an answer."""
        return RuleCompiler(self.library.rules, values, (), self.problems, is_notice=True, own=own).rules(pages)

    def _answers(self, page: ReceiptsPage, own: Own) -> Answers:
        shape = self._shape(page.element)
        returns: Returns = compile_returns(page.returns, shape, self.context)
        return Answers(
            element=page.element,
            codes=page.codes,
            returns=returns,
            required=page.required,
            references=page.references,
            rules=self._said(page.rules, returned_values(returns, shape), own),
            numbered=page.numbered,
            about=compile_about(page.about, shape, self.context) if page.about else None,
            stand_ins=compile_returns(page.stand_ins, shape, self.context),
            places=page.places,
        )
