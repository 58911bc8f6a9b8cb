"""Sentences about problems that several readers, compilers and proofs report."""

from hub.text.bilingual import Bilingual


def unreadable(error: OSError | UnicodeDecodeError) -> Bilingual:
    """A file cannot be read; the system's own words stay as they are."""
    if isinstance(error, UnicodeDecodeError):
        return Bilingual("无法读取：不是 UTF-8 编码", "cannot be read: not UTF-8")
    reason = error.strerror or type(error).__name__
    return Bilingual(f"无法读取：{reason}", f"cannot be read: {reason}")


def wrong_file_name(name: str) -> Bilingual:
    """A file is not named after what it describes."""
    return Bilingual(f"文件名必须是 {name}.yaml", f"the file must be named {name}.yaml")


def item_alone(word: str, item: str) -> Bilingual:
    """A list has one item where a word alone says the same."""
    return Bilingual(f"只有一项：请写作“{word}: {item}”", f"a list of one item: write “{word}: {item}”")


def path_alone(target: str, source: str) -> Bilingual:
    """A line of a mapping is a block in which only `path` stands."""
    return Bilingual(f"只有“path”：请写作“{target}: {source}”", f"“path” stands alone: write “{target}: {source}”")


def stands_twice(item: str) -> Bilingual:
    """A list has an item twice."""
    return Bilingual(f"“{item}”出现两次", f"“{item}” stands twice")


def not_returned(name: str) -> Bilingual:
    """A name is none of the values that a party's message brings."""
    return Bilingual(f"“{name}”不在“returns”之中", f"“{name}” is not among what returns")


def no_day(name: str) -> Bilingual:
    """A value that is used as a day has another type."""
    return Bilingual(f"“{name}”不是日期", f"“{name}” is no day")


def no_amount(path: str) -> Bilingual:
    """A value that is counted with is no single number."""
    return Bilingual(f"“{path}”不是金额", f"“{path}” is no amount")


def never_equal(mine: str, kind: Bilingual, other: str, others: Bilingual) -> Bilingual:
    """Two values that a rule compares are of different kinds."""
    return Bilingual(
        f"“{mine}”（{kind.zh}）与“{other}”（{others.zh}）不会相等",
        f"“{mine}” is {kind.en}, “{other}” is {others.en}: they are never equal",
    )


def another_kind(mine: str, other: str) -> Bilingual:
    """A value becomes another one that has another type."""
    return Bilingual(f"“{mine}”与“{other}”种类不同", f"“{mine}” is of another kind than “{other}”")


def another_type(rule: str, path: str, kind: Bilingual, type_: str) -> Bilingual:
    """A rule in Python reads a value of another type than the one that it takes it for."""
    return Bilingual(
        f"规则“{rule}”读取“{path}”，其类型应为 {type_}，而架构中是 {kind.zh}",
        f"rule “{rule}” reads “{path}” as {type_}, but in the schema it is {kind.en}",
    )


def takes_no_codes(path: str, whose: str) -> Bilingual:
    """A condition reads a value that is no code; `whose` value it is, empty: the file's own document."""
    of = Bilingual(f"{whose} 的", f" of {whose}") if whose else Bilingual("", "")
    return Bilingual(f"{of.zh}“{path}”不是取自代码表的字段", f"“{path}”{of.en} is no field that takes codes")


def no_such_code(codes: str, code: str) -> Bilingual:
    """A condition asks for a code that the list does not have."""
    return Bilingual(f"代码表 {codes} 中没有“{code}”", f"code list {codes} has no “{code}”")


def no_element(holder: str, name: str) -> Bilingual:
    """An element, a message or a schema file does not have an element of this name."""
    return Bilingual(f"{holder} 没有元素 {name}", f"{holder} has no element {name}")


def may_not_become(status: str, other: str) -> Bilingual:
    """The lifecycle does not allow a move."""
    return Bilingual(f"{status} 不能变为 {other}", f"{status} may not become {other}")


def no_track_name(name: str) -> Bilingual:
    """A track has the name of the document's own status, or a name that portals cannot be told."""
    return Bilingual(f"“{name}”不能作为并行状态的名称", f"“{name}” cannot be the name of a track")


def part_refused(element: str, part: str) -> Bilingual:
    """A schema has no place for what stands around every body, or for the way in which the hub writes it."""
    return Bilingual(
        f"{element} 的架构不接受每份报文都有的 {part}",
        f"the schema of {element} does not admit the {part} that every message has",
    )


def repeats(element: str) -> Bilingual:
    """An element that can occur several times is read as one value."""
    return Bilingual(f"{element} 可重复出现：请用“each”读取", f"{element} repeats: read it with “each”")


def does_not_repeat(element: str) -> Bilingual:
    """An element that occurs once is used as a list."""
    return Bilingual(f"{element} 不可重复出现", f"{element} does not repeat")
