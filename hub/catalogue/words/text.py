"""YAML read as text: every scalar is a string that knows its file and line."""

from pathlib import Path

import yaml

from hub.catalogue.words.places import Places, Problems, Where
from hub.catalogue.words.sentences import unreadable
from hub.text.bilingual import Bilingual

DEPTH_LIMIT = 20
"""Levels of nesting in a YAML file; the deepest route has six."""
_TOO_DEEP = Bilingual(f"嵌套过深：最多 {DEPTH_LIMIT} 层", f"nested too deep: at most {DEPTH_LIMIT} levels")
_CONTROL_CHARACTER = Bilingual(
    "不是 YAML：含有文本文件中不可出现的字符", "not YAML: a character that may not stand in a text file"
)


_NOT_YAML = Bilingual("不是 YAML", "not YAML")
_REASONS = {
    "mapping values are not allowed in this context": Bilingual(
        "含“: ”的文本须加引号；各行须对齐",
        "put quotes around a text that has “: ” in it, and align the lines of a block",
    ),
    "found a tab character that violates indentation": Bilingual(
        "缩进只能用空格，不能用制表符", "indent with spaces, and not with tabs"
    ),
    "found character that cannot start any token": Bilingual(
        "以 @、`、% 或制表符开头的文本须加引号", "put quotes around a text that begins with @, `, % or a tab"
    ),
    "did not find expected key": Bilingual(
        "各行没有对齐，或缺少“key: value”", "the lines of a block are not aligned, or one is no “key: value”"
    ),
    "could not find expected ':'": Bilingual("此行应写作“key: value”", "write the line as “key: value”"),
    "did not find expected ',' or '}'": Bilingual(
        "花括号没有闭合，或各项之间缺少逗号", "a brace is not closed, or a comma is missing"
    ),
    "did not find expected ',' or ']'": Bilingual(
        "方括号没有闭合，或各项之间缺少逗号", "a bracket is not closed, or a comma is missing"
    ),
    "did not find expected '-' indicator": Bilingual(
        "列表的各行没有对齐，或缺少“- ”", "the lines of a list are not aligned, or one lacks its “- ”"
    ),
}
"""What is to be mended, by what the YAML reader says."""


class Text(str):
    """A scalar exactly as the file has it, with its place: `NO`, `01` and `12:30` stay text."""

    where: Where

    def __new__(cls, value: str, where: Where) -> "Text":
        text = super().__new__(cls, value)
        text.where = where
        return text


class Items(list["Tree"]):
    """A sequence with its place."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where


class Block(dict[Text, "Tree"]):
    """A mapping with its place; its keys carry their own."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self.where = where

    def word(self, key: str) -> "Tree | None":
        """The value of a key; None when the key is missing."""
        return self.get(Text(key, self.where))

    @property
    def places(self) -> Places:
        """Where its keys stand, without its values."""
        return Places(self.where, {str(key): key.where for key in self})

    def at(self, key: str) -> Where:
        """The place of a key; the block's own place when the key is missing."""
        return next((k.where for k in self if k == key), self.where)


Tree = Text | Items | Block


def read_yaml(path: Path, name: str, problems: Problems) -> Block | None:
    """Read one file whose outermost value is a mapping; None, with the problem reported, when it cannot be read."""
    try:
        text = path.read_text("utf-8")
        if (odd := _strange(text, name)) is not None:
            problems.add(*odd)
            return None
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        problems.add(Where(name, _line_of(error)), _reason(str(error.problem or error.context)).about(_NOT_YAML))
        return None
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        problems.add(Where(name, line), _CONTROL_CHARACTER)
        return None
    except (OSError, UnicodeDecodeError) as error:
        problems.add(Where(name, 1), unreadable(error))
        return None
    tree = _tree(node, name, problems) if node is not None else None
    if isinstance(tree, Block):
        return tree
    line = tree.where.line if tree is not None else 1
    problems.add(Where(name, line), Bilingual("文件内容必须是键值对", "the file must hold a mapping"))
    return None


def _strange(text: str, name: str) -> tuple[Where, Bilingual] | None:
    """The first use of YAML that routes do not allow: aliases (they can loop or explode), tags, deep nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        where = Where(name, event.start_mark.line + 1 if event.start_mark else 1)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            return where, Bilingual(
                f"此处不用锚点和别名：请直接写出“{event.anchor}”所代表的内容",
                f"anchors and aliases are not used here: write out what “{event.anchor}” stands for",
            )
        if (tag := getattr(event, "tag", None)) is not None:
            return where, Bilingual(f"此处不用标签：{tag}", f"tags are not used here: {tag}")
        if depth > DEPTH_LIMIT:
            return where, _TOO_DEEP
    return None


def _reason(said: str) -> Bilingual:
    """What is to be mended; the reader's own words where it is another thing."""
    return _REASONS.get(said, Bilingual.same(said))


def _line_of(error: yaml.MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _tree(node: yaml.Node, name: str, problems: Problems) -> Tree:
    where = Where(name, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, where)
    if isinstance(node, yaml.SequenceNode):
        items = Items(where)
        items.extend(_tree(child, name, problems) for child in node.value)
        return items
    block = Block(where)
    for key, value in node.value:
        word = Text(str(key.value), Where(name, key.start_mark.line + 1))
        if not isinstance(key, yaml.ScalarNode):
            problems.add(word.where, Bilingual("键必须是一个词", "a key must be one word"))
            continue
        if word in block:
            problems.add(word.where, Bilingual(f"“{word}”出现两次", f"“{word}” stands twice"))
        block[word] = _tree(value, name, problems)
    return block
