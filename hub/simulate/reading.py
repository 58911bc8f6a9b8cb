"""From a script file to a Script; what is wrong is named with its file and line."""

from collections.abc import Collection, Iterator
from pathlib import Path

import yaml

from hub.errors import OperatorError, operator_error
from hub.simulate.script import FORGERIES, Action, ActionKind, Content, Rule, Script

COMMON = frozenset({"after", "repeat", "same-id", "as", "forge"})
WORDS: dict[ActionKind, frozenset[str]] = {
    "technical": COMMON | {"fault"},
    "send": COMMON | {"code", "text", "result"},
    "announce": COMMON | {"body"},
}
Fields = dict[str, yaml.Node]


def load_script(path: Path) -> Script:
    """Read a script; every scalar in it is text. Raises OperatorError HUB-702 with file and line, HUB-705."""
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except OSError as cause:
        raise operator_error("HUB-705", path=str(path)) from cause
    except yaml.MarkedYAMLError as cause:
        line = cause.problem_mark.line + 1 if cause.problem_mark else 1
        raise operator_error("HUB-702", reason=f"{path}:{line} {cause.problem}") from cause
    except (UnicodeDecodeError, yaml.YAMLError) as cause:
        raise operator_error("HUB-702", reason=f"{path}:1 not UTF-8 text in YAML") from cause
    if root is None:
        raise operator_error("HUB-702", reason=f"{path}:1 the script is empty")
    return _Reader(path).script(root)


class _Reader:
    """Reads the nodes of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def script(self, root: yaml.Node) -> Script:
        fields = self._fields(root, {"answers"}, {"answers"})
        return Script(tuple(self._rule(node) for node in self._items(fields["answers"])))

    def _rule(self, node: yaml.Node) -> Rule:
        fields = self._fields(node, {"party", "document", "when", "times", "do"}, {"party", "document", "do"})
        when = self._fields(fields["when"]) if "when" in fields else {}
        return Rule(
            party=self._text(fields["party"]),
            document=self._text(fields["document"]),
            when={path: self._text(text) for path, text in when.items()},
            times=self._count(fields["times"]) if "times" in fields else None,
            do=tuple(self._action(action) for action in self._items(fields["do"])),
        )

    def _action(self, node: yaml.Node) -> Action:
        fields = self._fields(node)
        kind = next((word for word in WORDS if word in fields), None)
        if kind is None:
            raise self._wrong(node, f"an action is one of: {', '.join(WORDS)}")
        self._fields(node, WORDS[kind] | {kind}, {"send": {"code"}, "announce": {"body"}}.get(kind, ()))
        technical = kind == "technical"
        return Action(
            kind=kind,
            root="TechnicalReceipt" if technical else self._text(fields[kind]),
            code=self._one_of(fields[kind], ("accepted", "refused")) if technical else self._text(fields.get("code")),
            text=self._text(fields.get("text")),
            body=self._body(fields),
            after=self._seconds(fields["after"]) if "after" in fields else 0.0,
            repeat=self._count(fields["repeat"]) if "repeat" in fields else 1,
            same_id="same-id" not in fields or self._one_of(fields["same-id"], ("true", "false")) == "true",
            party=self._text(fields.get("as")),
            forge=self._one_of(fields["forge"], FORGERIES) if "forge" in fields else "",
        )

    def _body(self, fields: Fields) -> dict[str, Content]:
        if "body" in fields:
            return {name: self._content(node) for name, node in self._fields(fields["body"]).items()}
        wrapped = {"result": "Result", "fault": "Fault"}
        return {element: self._content(fields[word]) for word, element in wrapped.items() if word in fields}

    def _content(self, node: yaml.Node) -> Content:
        if isinstance(node, yaml.MappingNode):
            return {name: self._content(child) for name, child in self._fields(node).items()}
        if isinstance(node, yaml.SequenceNode):
            return [self._content(child) for child in node.value]
        return self._text(node)

    def _fields(self, node: yaml.Node, allowed: Collection[str] | None = None, needed: Collection[str] = ()) -> Fields:
        if not isinstance(node, yaml.MappingNode):
            raise self._wrong(node, "fields are expected here")
        found: Fields = {}
        for key, value in node.value:
            name = self._text(key)
            if name in found:
                raise self._wrong(key, f"“{name}” stands twice")
            if allowed is not None and name not in allowed:
                raise self._wrong(key, f"“{name}” is not known here; known are: {', '.join(sorted(allowed))}")
            found[name] = value
        if missing := sorted(set(needed) - set(found)):
            raise self._wrong(node, f"“{missing[0]}” is missing")
        return found

    def _items(self, node: yaml.Node) -> Iterator[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self._wrong(node, "a list is expected here")
        return iter(node.value)

    def _text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            raise self._wrong(node, "text is expected here")
        return str(node.value)

    def _one_of(self, node: yaml.Node, words: Collection[str]) -> str:
        if (text := self._text(node)) not in words:
            raise self._wrong(node, f"“{text}” is not one of: {', '.join(words)}")
        return text

    def _count(self, node: yaml.Node) -> int:
        text = self._text(node)
        if not text.isdecimal() or int(text) < 1:
            raise self._wrong(node, f"“{text}” is not a number from 1")
        return int(text)

    def _seconds(self, node: yaml.Node) -> float:
        text = self._text(node)
        if not text.replace(".", "", 1).isdecimal():
            raise self._wrong(node, f"“{text}” is not a number of seconds")
        return float(text)

    def _wrong(self, node: yaml.Node, what: str) -> OperatorError:
        return operator_error("HUB-702", reason=f"{self._path}:{node.start_mark.line + 1} {what}")
