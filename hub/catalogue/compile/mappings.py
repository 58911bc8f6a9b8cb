"""Compile a mapping: what fills an element of a message, from whatever scope, under whichever policy."""

from hub.catalogue.compile.conditions import prove_conditions, prove_values
from hub.catalogue.compile.fits import complete, prove_constant, prove_file, prove_fit, prove_readable, takes_all
from hub.catalogue.compile.paths_read import fields, known_paths, list_paths
from hub.catalogue.compile.policies import OUTBOUND, Policy
from hub.catalogue.compile.scopes import Scope
from hub.catalogue.compile.sources import Context, Reading
from hub.catalogue.mapping.converters import PLAIN
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Condition, Node, Source
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.pages.conditions import read_condition
from hub.catalogue.words.places import Where
from hub.catalogue.words.sentences import does_not_repeat, no_element, path_alone
from hub.catalogue.words.text import Block, Text, Tree
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual


class Compiler:
    """Compiles mappings of one direction; every place where mapping and schema disagree is reported."""

    def __init__(self, context: Context, policy: Policy = OUTBOUND) -> None:
        self.context = context
        self.problems = context.problems
        self.policy = policy
        self.read: set[str] = set()
        """Every path whose value a mapping reads, from the outermost element; lists that are only counted apart."""

    def form(self, tables: list[Block], shape: Shape, where: Where, scope: Scope) -> Form:
        """Compile mappings into one table for the element that `shape` describes."""
        root = Node(shape, where)
        for table in tables:
            self._table(table, root, scope)
        complete(root, self.problems, skip=self.policy.hub_made)
        prove_conditions(root, self.problems)
        nodes = tuple(root.children.values())
        return Form(
            nodes=nodes,
            known=frozenset(known_paths(nodes)),
            lists=frozenset(list_paths(nodes)),
            fields=dict(fields(nodes)),
            is_whole=scope.is_whole,
        )

    def _table(self, table: Block, parent: Node, scope: Scope) -> None:
        """Compile the lines of one mapping."""
        for target, value in table.items():
            if isinstance(value, Block) and list(value) == ["path"] and isinstance(value.word("path"), Text):
                self.problems.add(value.at("path"), path_alone(target, str(value.word("path"))))
            if (node := self._reach(target, parent)) is not None:
                self._fill(node, value, scope)

    def _reach(self, target: Text, parent: Node) -> Node | None:
        """The node at a target path; nodes on the way are made where they are missing."""
        if target.partition("/")[0] in self.policy.hub_made:
            self.problems.add(target.where, Bilingual(f"{target} 由 hub 填写", f"{target} is the hub's to fill"))
            return None
        for name in target.split("/"):
            shape = parent.shape.child(name)
            if shape is None:
                self.problems.add(target.where, no_element(parent.shape.name, name))
                parent.unsure = True
                return None
            parent = parent.children.setdefault(name, Node(shape, target.where))
        if parent.source is not None:
            self.problems.add(target.where, Bilingual(f"{target} 映射了两次", f"{target} is mapped twice"))
        return parent

    def _fill(self, node: Node, value: Tree, scope: Scope) -> None:
        """Compile one line: a source alone, or a block of words."""
        if isinstance(value, Text):
            self._leaf(node, self.policy.read(value, None, scope, self.context))
            return
        words = Words(value, self.problems, self.policy.grammar)
        if "each" in words:
            scope = self._each(node, words.text("each"), scope)
        if "when" in words:
            node.when = self._condition(words.text("when"), node, scope)
        if len({"path", "const", "map"} & set(words.block)) != 1:
            name = node.shape.name
            text = Bilingual(f"{name} 须有以下之一：path、const、map", f"{name} needs one of: path, const, map")
            self.problems.add(node.where, text)
            node.unsure = True
        elif "map" in words:
            self._container(node, words, scope)
        elif "const" in words:
            self._constant(node, words.text("const"))
        else:
            self._leaf(node, self.policy.read(words.text("path"), words, scope, self.context))

    def _each(self, node: Node, path: Text, scope: Scope) -> Scope:
        """Let the node stand once for each item of a list; the scope of these items."""
        node.each, node.is_deep = path, self.policy.through_lists
        if not node.shape.repeats:
            self.problems.add(path.where, does_not_repeat(node.shape.name))
        if scope.is_item:
            text = Bilingual("“each”之内不能再用“each”", "“each” cannot stand inside “each”")
            self.problems.add(path.where, text)
        found = scope.find(path, path.where, self.problems)
        if found is not None and found.shape is not None and not found.shape.repeats:
            self.problems.add(path.where, does_not_repeat(found.shape.name))
        return scope.items(path, found)

    def _container(self, node: Node, words: Words, scope: Scope) -> None:
        table = words.raw("map")
        if not node.shape.children:
            text = Bilingual(f"{node.shape.name} 没有子元素", f"{node.shape.name} has no elements inside")
            self.problems.add(words.where("map"), text)
            node.unsure = True
        elif isinstance(table, Block) and table:
            self._table(table, node, scope)
        else:
            node.unsure = True

    def _condition(self, text: Text, node: Node, scope: Scope) -> Condition | None:
        condition = read_condition(text, self.problems)
        if condition is None:
            node.unsure = True
            return None
        found = scope.find_condition(condition.path, text.where, self.problems) if node.each is None else None
        if found is not None:
            self.read.add(found.path)
        if found is not None and found.shape is not None:
            prove_values(condition, found.shape, self.problems)
        return condition

    def _constant(self, node: Node, const: Text) -> None:
        node.source = Source("", PLAIN["text"], const, None, const.where)
        prove_constant(node.shape, const, self.problems)

    def _leaf(self, node: Node, reading: Reading) -> None:
        """Give the node its source, proved against the element that is read and the one that is filled."""
        source, found, is_sound = reading
        node.source = source
        if found is not None and source.converter.name != "count":
            self.read.add(found.path)
        needs_list = True
        if is_sound and found is not None and found.shape is not None:
            needs_list = not takes_all(node.shape, source, found.shape)
            if needs_list:
                prove_readable(found.shape, source, self.problems, through_lists=self.policy.through_lists)
        if needs_list:
            self._fit(node.shape, source, is_sound=is_sound)
        for meaning in sorted(source.meanings):
            prove_constant(node.shape, Text(meaning, source.where), self.problems)

    def _fit(self, shape: Shape, source: Source, *, is_sound: bool) -> None:
        if is_sound:
            prove_fit(shape, source.converter, source.where, self.problems)
        if is_sound and self.policy.proves_files:
            prove_file(shape, source.converter, source.where, self.problems)
        if isinstance(source.default, Text):
            prove_constant(shape, source.default, self.problems)
