"""Prove that a party's own form has room for all that our message can say, or that a submission is refused for it.

What our message can say is what the routes write that have it: their types, by way of their converters.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hub.catalogue.mapping.comparisons import Value
from hub.catalogue.mapping.converters import PLAIN, Unconvertible
from hub.catalogue.mapping.dialects import HEADER, Dialect, Written
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Node
from hub.catalogue.mapping.parties import Party
from hub.catalogue.mapping.reads import Read, reads
from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.misfits import misfit, plain_misfit, shown
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual

_ID: Final = "0192f0c0-0000-8000-8000-000000000000"
_HEADER: Final = {
    f"{HEADER}.MessageId": (_ID,),
    f"{HEADER}.DocumentId": (_ID,),
    f"{HEADER}.CreatedAt": ("2026-09-21T10:00:00.000000+08:00",),
    f"{HEADER}.Sender": ("a" * 16, "-", "0"),
}
"""What the hub writes in a header, whatever its type admits; a receiver is one of the dialect's parties."""
_MANY: Final = 999_999
"""Items of a list whose type has no limit."""


class _Writing(NamedTuple):
    """How a route writes our message, and whether a submission can be refused for what it says."""

    form: Form
    is_submitted: bool


def prove_narrower(
    dialects: Mapping[str, Dialect], parties: Mapping[str, Party], routes: Collection[Route], problems: Problems
) -> None:
    """Report what a party's form has no room for and `narrower` does not list, and what it lists in vain."""
    for dialect in dialects.values():
        users = tuple(party.id for party in parties.values() if party.dialect == dialect.name)
        for element, written in dialect.sends.items():
            writings = list(_writings(element, routes))
            listed = {path for path, _ in written.narrower}
            told = set(_told(element, written, (writings, users), problems))
            for path in listed - told:
                text = Bilingual(
                    f"{element} 的“{path}”所能写的值，对方都能接收：请从“narrower”中删去",
                    f"the party takes all that “{path}” of {element} can be: leave it out of “narrower”",
                )
                problems.add(dict(written.narrower)[path], text)


def _told(
    element: str, written: Written, said: tuple[list[_Writing], tuple[str, ...]], problems: Problems
) -> Iterator[str]:
    """The paths of which the party takes less; reports those that no submission is refused for."""
    listed = {path for path, _ in written.narrower}
    for read in reads(written.form.nodes):
        for text, is_submitted in _misfits(read, *said):
            yield read.path
            if read.path not in listed or not is_submitted:
                _tell(element, read, text, problems, is_submitted=is_submitted)


def _tell(element: str, read: Read, said: Bilingual, problems: Problems, *, is_submitted: bool) -> None:
    name, path = read.node.shape.name, read.path
    mend = Bilingual("请收窄架构中的类型", "narrow its type in the schema")
    if is_submitted:
        mend = Bilingual(f"{mend.zh}，或列入“narrower”以拒绝申报", f"{mend.en}, or list it under “narrower”")
    text = Bilingual(
        f"{element} 的“{path}”可以是{said.zh}，对方的 {name} 不能接收：{mend.zh}",
        f"“{path}” of {element} can be {said.en}, which {name} of the party does not take: {mend.en}",
    )
    problems.add(read.node.source.where if read.node.source is not None else read.node.where, text)


def _writings(element: str, routes: Collection[Route]) -> Iterator[_Writing]:
    for route in routes:
        for leg in route.legs:
            if leg.element == element and leg.form is not None:
                is_first = leg is route.legs[0] and not route.is_made_by_hub
                yield _Writing(leg.form, is_first)
        for beside in (route.inquiry, route.shares):
            if beside is not None and beside.element == element and beside.form is not None:
                yield _Writing(beside.form, is_submitted=False)


def _misfits(read: Read, writings: Iterable[_Writing], users: tuple[str, ...]) -> Iterator[tuple[Bilingual, bool]]:
    """What our message can say there and the party does not take; whether a submission can be refused for it."""
    if read.path.partition(".")[0] == HEADER:
        texts = users if read.path == f"{HEADER}.Receiver" else _HEADER.get(read.path, ())
        yield from ((shown(text), False) for text in texts if not _takes(read, text))
        return
    for writing in writings:
        ours = _node_at(writing.form.nodes, read.path.split("."))
        if ours is None or not ours.shape.name:
            continue
        said = _items(read, ours) if read.node.source is None or read.converter.name == "count" else _text(read, ours)
        if said is not None:
            yield said, writing.is_submitted and bool(ours.each or (ours.source and ours.source.text))


def _items(read: Read, ours: Node) -> Bilingual | None:
    """A list of ours that is too long: for the elements that stand once for each item, or for their number."""
    most = ours.shape.most or _MANY
    room = read.node.shape.most
    is_fitting = _takes(read, str(most), counted=True) if read.node.source is not None else room is None or most <= room
    return None if is_fitting else Bilingual(f"{most} 项的列表", f"a list of {most}")


def _text(read: Read, ours: Node) -> Bilingual | None:
    """A text that our element can hold and the party's cannot."""
    source = ours.source
    if source is None or not read.node.shape.primitive:
        return None
    if source.converter.is_file:
        return _file(read, ours)
    if source.const is not None:
        return None if _takes(read, source.const) else shown(source.const)
    if source.converter.name == read.converter.name == "text" and not ours.shape.codes:
        found = plain_misfit(ours.shape, read.node.shape)
        return shown(found) if found is not None else None
    writes = source.converter if source.converter.codes is None else PLAIN["text"]
    value = Value(path=read.path, field=read.path, shape=ours.shape, converter=writes)

    def onward(kept: Any) -> str:
        return read.converter.to_wire(_as_read(writes.to_wire(kept), value))

    both = replace(read.converter, name=f"{writes.name}, {read.converter.name}", to_wire=onward)
    text = misfit(value, both, read.node.shape, is_form=True)
    return shown(text) if text is not None else None


def _file(read: Read, ours: Node) -> Bilingual | None:
    """A file of ours that is too large."""
    room, longest = read.node.shape.facets.longest, ours.shape.facets.longest
    is_fitting = room is None or (longest is not None and longest <= room)
    return None if is_fitting else Bilingual(f"{longest or '任意'} 字节的文件", f"a file of {longest or 'any'} bytes")


def _as_read(text: str, value: Value) -> str | bool:
    return text == "true" if value.shape.primitive == "boolean" else text


def _takes(read: Read, text: str, *, counted: bool = False) -> bool:
    try:
        return read.node.shape.admits(text if counted else read.converter.to_wire(text))
    except Unconvertible:
        return False


def _node_at(nodes: Iterable[Node], steps: list[str]) -> Node | None:
    """The line of a mapping that fills an element of ours; None when none does."""
    found = next((node for node in nodes if node.shape.name == steps[0]), None)
    return found if found is None or not steps[1:] else _node_at(found.children.values(), steps[1:])
