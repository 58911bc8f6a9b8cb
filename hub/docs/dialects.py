"""Parties' own forms of messages: which of ours are written or read in another form, and whose."""

from collections.abc import Iterator

from hub.catalogue import Catalogue, Dialect, Keyed, Written
from hub.docs.page import several
from hub.docs.value_words import in_words
from hub.xml.names import CARRIER


def dialects(catalogue: Catalogue) -> Iterator[str]:
    """The page's section; nothing where all parties take and send ours."""
    if not catalogue.dialects:
        return
    yield "\n## Parties' own forms\n\n"
    yield f"Header, ids and signature stay ours: such a message travels in a signed `{CARRIER}` "
    yield "([common.xsd](../xsd/common.xsd)).\n"
    for dialect in catalogue.dialects.values():
        users = several(party.id for party in catalogue.parties.values() if party.dialect == dialect.name)
        yield f"\n**{dialect.zh}** {dialect.en}: {users}\n\n"
        yield from _messages(dialect)


def _messages(dialect: Dialect) -> Iterator[str]:
    for element, written in dialect.sends.items():
        name = written.schema.path.name
        yield f"- `{element}` is sent as `{written.target.name}` ([{name}](../xsd/{name})).\n"
        yield from _narrower(written)
    for heard in dialect.receives:
        yield f"- `{'/'.join(heard.path)}` is read as `{heard.becomes}`.\n"
        sources = (node.source for node in heard.form.nodes)
        yield from (line for source in sources if isinstance(source, Keyed) for line in _tables(source))
    for kind, what in dialect.keeps.items():
        yield f"- `{kind}` {what} concerns no document: it is kept and moves nothing.\n"


def _narrower(written: Written) -> Iterator[str]:
    """Of which elements the party takes less than the hub's own form."""
    for path, rooms in written.rooms.items():
        room = " and ".join(f"`{shape.name}` ({in_words(shape, converter)})" for shape, converter in rooms)
        yield f"  - `{path}` goes into {room}: a submission that says more is refused, at its own field.\n"


def _tables(keyed: Keyed) -> Iterator[str]:
    """What codes mean, by type of message."""
    for kind, codes in keyed.tables.items():
        meanings = ", ".join(f"`{theirs}` {ours}" for theirs, ours in codes.items())
        yield f"  - {'any other type' if kind == '*' else f'`{kind}`'}: {meanings}; other codes move nothing\n"
