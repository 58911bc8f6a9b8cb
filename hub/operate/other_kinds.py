"""What a name is, where it is not the name of what a verb looks for: a message, a delivery, a portal, a file."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.errors import Code
from hub.model import Document, Status, Statuses, known_id
from hub.ports import Store
from hub.text.bilingual import Bilingual

_SHORTEST: Final = 8
"""Characters of an id's beginning, as verbs take it."""
_AROUND: Final = " \t\r\n'\"`#:,.;()[]<>“”‘’「」《》，。；：、"
"""Signs that come along when a name is copied from a text."""


@dataclass(frozen=True, slots=True)
class OtherKind:
    """What a name is the name of."""

    what: Bilingual
    next: tuple[str, ...]
    """The command that takes it, without `hub`."""


Known = Mapping[str, Iterable[str]]
"""Names of the catalogue: `portal`, `party`, `type`."""


def kinds_of(store: Store, known: Known, statuses: Statuses, name: str) -> Iterator[OtherKind]:
    """All that the name means, the likeliest first. Reads the store only."""
    yield from _in_store(store, known, name)
    yield from _in_catalogue(known, statuses, name)
    yield from _file(name)
    plain = written_plainly(name)
    if plain != name and (found := next(_in_store(store, known, plain), None)) is not None:
        said = Bilingual(
            f"{plain} 的另一种写法（含全角字符、空格或引号；{found.what.zh}）",
            f"{plain} with full-width characters, blanks or quotes ({found.what.en})",
        )
        yield OtherKind(said, found.next)


def written_plainly(name: str) -> str:
    """A name in half-width characters, without blanks and without quotes and stops around it."""
    return "".join(unicodedata.normalize("NFKC", name).split()).strip(_AROUND)


def _in_store(store: Store, known: Known, name: str) -> Iterator[OtherKind]:
    looks: list[Callable[[], Iterator[OtherKind]]] = [
        lambda: (_document(found) for found in store.documents.find(name, 1)),
        lambda: _message(store, known, name),
        lambda: _apart(store, name),
        lambda: _proposal(store, name),
    ]
    for look in looks:
        yield from look()


def _document(found: Document) -> OtherKind:
    called = found.record or found.id
    return OtherKind(Bilingual(f"单证（{found.type}）", f"a document ({found.type})"), ("show", called))


def _message(store: Store, known: Known, name: str) -> Iterator[OtherKind]:
    with store.transactions.snapshot() as unit:
        found = [*unit.sent([known_id(name)]), *unit.received([(party, name) for party in known["party"]])]
        documents = {d.id: d for d in unit.documents([m.document for m in found if m.document])}
    for message in found:
        whose = Bilingual("本方发给", "sent to") if message.direction == "out" else Bilingual("收自", "received from")
        what = Bilingual(f"报文编号（{whose.zh} {message.party}）", f"the id of a message {whose.en} {message.party}")
        if (about := documents.get(message.document or "")) is not None:
            yield OtherKind(what, ("show", about.record or about.id, "--message", message.id))


def _apart(store: Store, name: str) -> Iterator[OtherKind]:
    if len(name) >= _SHORTEST:
        for row in store.quarantine.deliveries(1, beginning=name):
            what = Bilingual(f"隔离件（来自 {row.owner}）", f"a delivery in quarantine, from {row.owner}")
            yield OtherKind(what, ("quarantine", "show", row.id))
    for parked in store.quarantine.parked(1, beginning=name):
        if parked.message == name:
            what = Bilingual(f"{parked.party} 的待匹配报文", f"a message of {parked.party} that waits (parked)")
            yield OtherKind(what, ("quarantine", "show", name))
    if name.lower() in {group.name for group in store.quarantine.groups()}:
        yield OtherKind(Bilingual("隔离件的组名", "a group in quarantine"), ("quarantine", "--group", name.lower()))


def _proposal(store: Store, name: str) -> Iterator[OtherKind]:
    if len(name) >= _SHORTEST and store.acts.proposed(name.lower()):
        yield OtherKind(Bilingual("待第二人批准的操作", "an act that waits for a second operator"), ("approve",))


def _in_catalogue(known: Known, statuses: Statuses, name: str) -> Iterator[OtherKind]:
    kinds = {
        "portal": Bilingual("渠道", "a portal"),
        "party": Bilingual("对方", "a party"),
        "type": Bilingual("单证类型", "a type of documents"),
    }
    for kind, what in kinds.items():
        if name.lower() in known[kind]:
            yield OtherKind(what, ("log", f"--{kind}", name.lower()))
    if status := next((s for s in statuses.values() if name.upper() == s.code or name in _names(s)), None):
        zh, en = status.listed("")
        yield OtherKind(Bilingual(f"状态“{zh}”", f"the status “{en}”"), ("log", "--status", status.code))
    if Code.of(name.upper()) is not None:
        yield OtherKind(Bilingual("错误代码", "the code of an error"), ("quarantine", "--code", name.upper()))


def _names(status: Status) -> tuple[str, ...]:
    """What portals' rows and lists call it."""
    return (status.zh, status.en, *status.listed(""))


def _file(name: str) -> Iterator[OtherKind]:
    if Path(name).is_file():
        yield OtherKind(Bilingual("文件", "a file"), ("explain", name))
