"""Read a script file. Problems are reported with file and line."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import yaml

from hub.errors import Code, OperatorError, operator_error, unusable_file
from hub.simulate.elements import local_name
from hub.simulate.forms import ENCODINGS, read_form
from hub.simulate.placeholders import SHANGHAI, fill
from hub.simulate.script import FORGERIES, OF_ENCRYPTION, Action, ActionKind, Content, PlatformIds, Rule, Script
from hub.simulate.signatures import Unusable
from hub.simulate.words import ACCEPTED, ACTIONS, ANSWER, CONTENT, ENVELOPES, PLACE, SCRIPT
from hub.text.bilingual import Bilingual, listed
from hub.text.grammar import Grammar, Kind, ListOf, holds_anyway

INSIDE = "broken-inside"
MEANINGLESS: dict[ActionKind, frozenset[str]] = {
    "announce": frozenset({"wrong-digest", "unknown-message"}),
    "report": frozenset({"wrong-digest", "wrong-sender", INSIDE}) | OF_ENCRYPTION,
}
"""By kind of action: forgeries without effect, because such a message does not contain what they change."""
IN_ENVELOPE: dict[ActionKind, frozenset[str]] = {"write": frozenset({"wrong-digest", "unknown-message"})}
"""The same inside an envelope, where only a party's own form names the message that it answers."""
LONGEST_ID = 16
"""Characters of an id on the customs platform."""
CODE = re.compile(r"-?[0-9]{1,8}")
ELEMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""A name of an element in the forms that parties write."""
Fields = dict[str, yaml.Node]


def load_script(path: Path) -> Script:
    """Read a script; every scalar in it is text. Raises OperatorError: HUB-702 with file and line, HUB-705."""
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except OSError as cause:
        raise unusable_file(str(path), cause) from cause
    except yaml.MarkedYAMLError as cause:
        line = cause.problem_mark.line + 1 if cause.problem_mark else 1
        raise _wrong(path, line, Bilingual.same(str(cause.problem))) from cause
    except (UnicodeDecodeError, yaml.YAMLError) as cause:
        raise _wrong(path, 1, Bilingual("不是 UTF-8 的 YAML 文本", "not UTF-8 text in YAML")) from cause
    if root is None:
        raise _wrong(path, 1, Bilingual("脚本是空的", "the script is empty"))
    return _Reader(path).script(root)


class _Reader:
    """Reads the nodes of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, PlatformIds] = {}

    def script(self, root: yaml.Node) -> Script:
        fields = self._fields(root, SCRIPT)
        parties = self._fields(fields["parties"]) if "parties" in fields else {}
        self._places = {name: self._place(node) for name, node in parties.items()}
        script = Script(tuple(self._rule(node) for node in self._items(fields["answers"])), self._places)
        if idle := sorted(parties.keys() - script.parties):
            raise self._wrong(parties[idle[0]], Bilingual(f"没有规则用到 {idle[0]}", f"{idle[0]} plays in no rule"))
        return script

    def _place(self, node: yaml.Node) -> PlatformIds:
        fields = self._fields(node, PLACE)
        self._one_of(fields["envelope"], ENVELOPES)
        for name in ("id", "hub"):
            if not 0 < len(self._text(fields[name])) <= LONGEST_ID:
                raise self._wrong(
                    fields[name],
                    Bilingual(
                        f"平台上的标识为 1 至 {LONGEST_ID} 个字符",
                        f"an id on the platform has 1 to {LONGEST_ID} characters",
                    ),
                )
        return PlatformIds(self._text(fields["id"]), self._text(fields["hub"]))

    def _rule(self, node: yaml.Node) -> Rule:
        fields = self._fields(node, ANSWER)
        when = self._fields(fields["when"]) if "when" in fields else {}
        party = self._text(fields["party"])
        return Rule(
            party=party,
            document=self._text(fields["document"]),
            when={path: self._text(text) for path, text in when.items()},
            times=self._count(fields["times"]) if "times" in fields else None,
            do=tuple(self._action(action, party) for action in self._items(fields["do"])),
        )

    def _action(self, node: yaml.Node, asked: str) -> Action:
        fields = self._fields(node)
        kind = next((word for word in ACTIONS if word in fields), None)
        if kind is None:
            one_of = Bilingual("动作须是以下之一", "an action is one of")
            raise self._wrong(node, listed(ACTIONS).about(one_of))
        self._fields(node, ACTIONS[kind])
        party = self._text(fields.get("as"))
        return Action(
            kind=kind,
            root=self._root(kind, fields[kind]),
            code=self._code(kind, fields, party or asked),
            text=self._text(fields.get("text")),
            body=self._body(fields),
            taken_over=self._elements(fields["taken-over"]) if "taken-over" in fields else {},
            form=self._text(fields[kind]) if kind == "write" else "",
            encoding=self._one_of(fields["encoding"], ENCODINGS) if "encoding" in fields else "UTF-8",
            after=self._seconds(fields["after"]) if "after" in fields else 0.0,
            repeat=self._count(fields["repeat"]) if "repeat" in fields else 1,
            same_id=self._same_id(fields),
            party=party,
            earlier=self._text(fields.get("earlier")),
            forge=self._forgery(kind, fields["forge"], party or asked) if "forge" in fields else "",
        )

    def _same_id(self, fields: Fields) -> bool:
        """Whether repetitions are the same bytes: they are, where nothing is said."""
        if "same-id" not in fields:
            return True
        if "repeat" not in fields:
            alone = Bilingual("“same-id”须与“repeat”同用", "“same-id” goes with “repeat”")
            raise self._wrong(fields["same-id"], alone)
        self._one_of(fields["same-id"], ("false",))
        return False

    def _root(self, kind: ActionKind, node: yaml.Node) -> str:
        """Local name of the root element of the message to send."""
        if kind == "write":
            return self._form(node)
        return {"technical": "TechnicalReceipt", "report": "DxpRep"}.get(kind) or self._text(node)

    def _code(self, kind: ActionKind, fields: Fields, party: str) -> str:
        if kind == "technical":
            return self._one_of(fields[kind], ACCEPTED)
        if kind != "report":
            return self._text(fields.get("code"))
        if party not in self._places:
            raise self._wrong(
                fields[kind],
                Bilingual(
                    f"{party} 不在平台上：没有为它写明信封",
                    f"{party} is not on the platform: no envelope is said for it",
                ),
            )
        if not CODE.fullmatch(code := self._text(fields[kind])):
            raise self._wrong(
                fields[kind],
                Bilingual(f"“{code}”不是平台的响应代码", f"“{code}” is no response code of the platform"),
            )
        return code

    def _forgery(self, kind: ActionKind, node: yaml.Node, party: str) -> str:
        word = self._one_of(node, FORGERIES)
        enveloped = party in self._places
        none = MEANINGLESS.get(kind, frozenset()) | (IN_ENVELOPE.get(kind, frozenset()) if enveloped else {INSIDE})
        if word in none:
            where = Bilingual("（在信封内）", ", in an envelope") if enveloped else Bilingual.same("")
            raise self._wrong(
                node,
                Bilingual(f"{kind}{where.zh}不能用“{word}”伪造", f"“{word}” is no forgery of this: {kind}{where.en}"),
            )
        return word

    def _form(self, node: yaml.Node) -> str:
        """Local name of the root element of a form. The form must be XML for all values of its placeholders."""
        try:
            return local_name(read_form(fill(self._text(node), lambda _: "0", datetime.now(SHANGHAI))))
        except Unusable as cause:
            why = Bilingual(
                f"要写的内容无法写成：{cause.reason.zh}", f"what is to be written cannot be: {cause.reason.en}"
            )
            raise self._wrong(node, why) from cause

    def _body(self, fields: Fields) -> dict[str, Content]:
        if "body" in fields:
            return self._elements(fields["body"])
        wrapped = {"result": "Result", "fault": "Fault"}
        return {element: self._content(fields[word]) for word, element in wrapped.items() if word in fields}

    def _content(self, node: yaml.Node) -> Content:
        if isinstance(node, yaml.MappingNode):
            return self._elements(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._content(child) for child in node.value]
        return self._text(node)

    def _elements(self, node: yaml.Node) -> dict[str, Content]:
        """The elements of a message by their names, each with its content."""
        found = {name: self._content(child) for name, child in self._fields(node).items()}
        if odd := next((name for name in found if not ELEMENT.fullmatch(name)), None):
            text = Bilingual(f"“{odd}”不是元素的名称", f"“{odd}” is no name of an element")
            raise self._wrong(node, text)
        return found

    def _fields(self, node: yaml.Node, grammar: Grammar | None = None) -> Fields:
        if not isinstance(node, yaml.MappingNode):
            raise self._wrong(node, Bilingual("这里应为若干字段", "fields are expected here"))
        found: Fields = {}
        for key, value in node.value:
            name = self._text(key)
            if name in found:
                raise self._wrong(key, Bilingual(f"“{name}”重复", f"“{name}” stands twice"))
            if grammar is not None and name not in grammar.words:
                known = listed(sorted(grammar.words))
                raise self._wrong(
                    key,
                    Bilingual(
                        f"这里不认识“{name}”；可用：{known.zh}", f"“{name}” is not known here; known are: {known.en}"
                    ),
                )
            if grammar is not None and _is_empty(value, grammar.words[name].kind):
                raise self._wrong(
                    key,
                    Bilingual(f"“{name}”是空的：请填写或删去", f"“{name}” is empty: fill it in or leave it out"),
                )
            if grammar is not None and value.value and value.value == grammar.words[name].implied:
                raise self._wrong(key, holds_anyway(name, value.value))
            found[name] = value
        if grammar is not None and (missing := sorted(set(grammar.required) - set(found))):
            raise self._wrong(node, Bilingual(f"缺少“{missing[0]}”", f"“{missing[0]}” is missing"))
        return found

    def _items(self, node: yaml.Node) -> Iterator[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            raise self._wrong(node, Bilingual("这里应为列表", "a list is expected here"))
        return iter(node.value)

    def _text(self, node: yaml.Node | None) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            raise self._wrong(node, Bilingual("这里应为文本", "text is expected here"))
        return str(node.value)

    def _one_of(self, node: yaml.Node, words: Collection[str]) -> str:
        if (text := self._text(node)) not in words:
            none_of = Bilingual(f"“{text}”不是以下任何一项", f"“{text}” is not one of")
            raise self._wrong(node, listed(words).about(none_of))
        return text

    def _count(self, node: yaml.Node) -> int:
        text = self._text(node)
        if not text.isdecimal() or int(text) < 1:
            raise self._wrong(node, Bilingual(f"“{text}”不是从 1 起的整数", f"“{text}” is not a number from 1"))
        return int(text)

    def _seconds(self, node: yaml.Node) -> float:
        text = self._text(node)
        if not text.replace(".", "", 1).isdecimal():
            raise self._wrong(node, Bilingual(f"“{text}”不是秒数", f"“{text}” is not a number of seconds"))
        return float(text)

    def _wrong(self, node: yaml.Node, what: Bilingual) -> OperatorError:
        return _wrong(self._path, node.start_mark.line + 1, what)


def _is_empty(node: yaml.Node, kind: Kind) -> bool:
    """Whether a word says nothing. The content of an element can be empty, and an empty list is silence."""
    says_nothing = kind != CONTENT and not isinstance(kind, ListOf) and getattr(kind, "of", None) != CONTENT
    return says_nothing and not node.value


def _wrong(path: Path, line: int, what: Bilingual) -> OperatorError:
    reason = Bilingual(f"{path}:{line} {what.zh}", f"{path}:{line} {what.en}")
    return operator_error(Code.BAD_CONFIGURATION, reason=reason)
