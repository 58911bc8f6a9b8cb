"""Compile `existing:`: find for each element of the message the line that fills it, or the answer that brings it."""

from collections.abc import Iterator, Mapping, Sequence

from hub.catalogue.compile.fits import prove_fit
from hub.catalogue.compile.paths_read import fields, known_paths, list_paths
from hub.catalogue.mapping.existing import BODY, VALUES, Existing
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.legs import Leg
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.returns import Returned, Returns
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.pages.existing import ExistingPage
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual

_ONE_WAY = frozenset({"count", "bare-id"})
"""Converters whose texts do not say what they were made of; files are too large to be said again."""


def compile_existing(page: ExistingPage, shape: Shape, legs: Sequence[Leg], problems: Problems) -> Existing | None:
    """The message of a route, which `shape` describes; None where a fault left the route without a mapping."""
    form = legs[0].form if legs else None
    if form is None or not shape.name:
        return None
    compiler = _Backwards(page, problems)
    return Existing(
        element=page.element,
        form=compiler.form(form, shape),
        returns=Returns(dict(compiler.values(legs, shape))),
        places=page.places,
    )


class _Backwards:
    """Compiles one message."""

    def __init__(self, page: ExistingPage, problems: Problems) -> None:
        self.where = page.places.at("element")
        self.problems = problems
        self.read: set[str] = set()
        """The fields that an element was found for."""

    def form(self, form: Form, shape: Shape) -> Form:
        """The lines whose elements the message has: beside the form those of every submission, and the form's own."""
        known = {node.shape.name: node for node in form.nodes}
        root = Node(shape, self.where)
        for part in shape.children:
            if part.name == BODY:
                root.children[BODY] = body = Node(part, self.where)
                self._inside(body, known, "")
            elif part.name not in ("Header", VALUES):
                self._add(root, part, known, "")
        nodes = tuple(root.children.values())
        self._prove_conditions(nodes)
        return Form(
            nodes=nodes,
            known=frozenset(known_paths(nodes)),
            lists=frozenset(list_paths(nodes)),
            fields=dict(fields(nodes)),
        )

    def values(self, legs: Sequence[Leg], shape: Shape) -> Iterator[tuple[str, Returned]]:
        """The values of answers, by name, whose elements the message has."""
        known = [row for leg in legs if leg.answers for row in leg.answers.returns.sources.items()]
        holder = shape.child(VALUES)
        for path, leaf in _leaves(holder, VALUES) if holder is not None else ():
            found = [(name, source) for name, source in known if source.path == path]
            if not found:
                self._report(Bilingual(f"没有回执带来 {path}", f"no answer brings {path}"))
            for name, source in found[:1]:
                if source.inner is None:
                    prove_fit(leaf, source.converter, self.where, self.problems)
                yield name, source

    def _inside(self, holder: Node, known: Mapping[str, Node], prefix: str) -> None:
        for part in holder.shape.children:
            self._add(holder, part, known, prefix)

    def _add(self, holder: Node, shape: Shape, known: Mapping[str, Node], prefix: str) -> None:
        """Add the line of one element to the node of the element that holds it."""
        if (node := known.get(shape.name)) is None:
            self._report(Bilingual(f"映射没有填写 {shape.name}", f"no line of the mapping fills {shape.name}"))
            return
        copy = Node(shape, self.where, source=node.source, each=node.each, when=node.when)
        if shape.repeats != (node.each is not None):
            text = Bilingual(
                f"{shape.name} 是否可重复与映射不一致", f"{shape.name} repeats here or in the mapping, not in both"
            )
            self._report(text)
        if node.source is not None:
            self._prove_leaf(copy, shape, prefix)
        self._inside(copy, node.children, f"{prefix}{node.each}[]." if node.each else prefix)
        holder.children[shape.name] = copy

    def _prove_leaf(self, node: Node, shape: Shape, prefix: str) -> None:
        """Report an element that does not say what it was made of, and a field that two elements are made of."""
        assert node.source is not None
        converter, field = node.source.converter, f"{prefix}{node.each or ''}{node.source.text}"
        if node.source.const is not None or converter.is_file or converter.name in _ONE_WAY:
            text = Bilingual(
                f"{shape.name} 无法还原为表单字段", f"{shape.name} does not say which field it was made of"
            )
            self._report(text)
        elif field in self.read:
            self._report(Bilingual(f"“{field}”由两个元素读取", f"two elements are read into “{field}”"))
        else:
            prove_fit(shape, converter, self.where, self.problems)
        self.read.add(field)

    def _prove_conditions(self, nodes: Sequence[Node]) -> None:
        """Report a condition on a field that the message lacks: nothing would tell whether it holds."""
        for node in nodes:
            if node.when is not None and node.when.path not in self.read:
                path = node.when.path
                text = Bilingual(
                    f"{node.shape.name} 取决于“{path}”，报文中没有",
                    f"{node.shape.name} depends on “{path}”, which is not there",
                )
                self._report(text)
            self._prove_conditions(tuple(node.children.values()) if node.each is None else ())

    def _report(self, text: Bilingual) -> None:
        self.problems.add(self.where, text)


def _leaves(shape: Shape, path: str) -> Iterator[tuple[str, Shape]]:
    """The elements with values, by path; a list of elements with elements inside counts as one."""
    for child in shape.children:
        here = f"{path}/{child.name}"
        if child.children and not child.repeats:
            yield from _leaves(child, here)
        else:
            yield here, child
