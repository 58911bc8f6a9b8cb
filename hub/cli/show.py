"""`hub show`: a business as one timeline, or one document with everything behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated, Final

import typer

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.devices import unsigned_of
from hub.bootstrap.encrypted_messages import encryption_of
from hub.bootstrap.family import view_of
from hub.bootstrap.kinship import kinship_of
from hub.bootstrap.retention import left_of, with_archives_of
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.choice import the_one
from hub.cli.document_rows import listing
from hub.cli.family_choice import list_families
from hub.cli.family_screen import print_family
from hub.cli.option_groups import grouped
from hub.cli.pager import NoPager, paged
from hub.cli.screen import AsJson, home_of, print_json, write_bytes, write_text
from hub.cli.trail_screen import print_trail
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.model import Document, Statuses
from hub.model.identifier import read_uuid
from hub.operate.family import families_of
from hub.ports import Acts, Store, Trail
from hub.text.bilingual import Bilingual
from hub.views.contents import text_of
from hub.views.documents import TrailView, view_trail
from hub.views.family import BusinessView, FamilyView
from hub.views.retention import Left
from hub.views.view import json_of

if TYPE_CHECKING:
    from hub.bootstrap.catalogue import ShownLabels

DETAILS: Final = Bilingual(
    "用任一编号查看整笔业务：目前状态、在等谁、截止时间，以及全部单证的经过和各层回执。"
    "完整的单证编号，或加 --alone，只查看这一份单证。",
    "Any number shows the whole business: its status, who is waited for and until when, and what happened to all its "
    "documents, with the receipts of each message. A document's complete id, or --alone, shows that document only.",
)
DocumentNames = Annotated[
    list[str],
    typer.Argument(metavar="ID..."),
    Bilingual(
        "记录编号、单证编号（可只写开头）、申报编号，或业务编号（如保单编号）。",
        "A record number, a document's id or its beginning, the submission's id, or a business number such as a "
        "policy number.",
    ),
]
Alone = Annotated[
    bool,
    typer.Option("--alone"),
    Bilingual("只查看这一份单证。", "Show that document only."),
]
OneMessage = Annotated[
    str | None,
    typer.Option(metavar="ID"),
    Bilingual(
        "打印该单证的这份报文；操作员的证明、待签内容和签名按其 SHA-256。",
        "Print this message of the document; or by its SHA-256 an operator's proof, challenge or signature.",
    ),
]
Raw = Annotated[
    bool,
    typer.Option("--raw"),
    Bilingual("与 --message 同用：只输出库中原始字节。", "With --message: write exactly the stored bytes."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """What of a name is shown."""

    alone: Alone = False
    message: OneMessage = None
    raw: Raw = False


@grouped
def command(
    context: typer.Context, names: DocumentNames, *, what: What, no_pager: NoPager = False, as_json: AsJson = False
) -> None:
    """Show businesses, or documents, or one message of a document."""
    if what.raw and what.message is None:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--raw", needed="--message ID")
    home = home_of(context)
    store = with_archives_of(home, open_store(home))
    showing = _Showing(home, store, read_statuses(home), as_json)
    try:
        with paged(not (no_pager or as_json or what.message)):
            for name in names:
                showing.show(name, what)
    finally:
        store.close()


class _Showing:
    """Shows what names mean."""

    def __init__(self, home: Home, store: Store, statuses: Statuses, as_json: bool) -> None:
        self._home, self._store, self._statuses, self._as_json = home, store, statuses, as_json
        self._labels: dict[str, ShownLabels] = {}

    def show(self, name: str, what: What) -> None:
        """A message, a document or a business."""
        if what.message is not None:
            trail = self.trail_of(self.one(name))
            _write_message(self._store, trail, (what.message, left_of(self._home, self._store, trail)), what.raw)
        elif what.alone or read_uuid(name) is not None:
            self.alone(self.one(name))
        else:
            self.business(name)

    def one(self, name: str) -> Document:
        """The only document that a name means."""
        return the_one(name, self._store.documents.find(name), listing(self._statuses), self._as_json)

    def trail_of(self, document: Document) -> Trail:
        """The trail of a document that is there."""
        trail = self._store.documents.trail(document.id)
        assert trail is not None
        return trail

    def alone(self, document: Document) -> None:
        """One document."""
        view = self._view(document)
        if self._as_json:
            print_json(json_of(view))
        else:
            print_trail(view, self.labels(document.type).returned)

    def business(self, name: str) -> None:
        """The family that a name means; where there are several, they are listed."""
        kinship = kinship_of(self._home)
        families = families_of(self._store, kinship, name)
        if not families:
            raise operator_error(Code.NOT_FOUND, value=name)
        if len(families) > 1:
            list_families(name, families, self._statuses, kinship, as_json=self._as_json)
        (family,) = families
        view, told = self._view(family.named), view_of(self._store, family, kinship, self._statuses)
        if self._as_json:
            print_json(json_of(_with_family(view, told)))
        else:
            print_family(view, told, self.labels)

    def labels(self, type_: str) -> "ShownLabels":
        """Labels of the fields of a type: reads its route and schema, and no other."""
        from hub.bootstrap.catalogue import shown_labels  # noqa: PLC0415 - slow to load, and --json needs none

        if type_ not in self._labels:
            self._labels[type_] = shown_labels(self._home, type_)
        return self._labels[type_]

    def _view(self, document: Document) -> TrailView:
        trail = self.trail_of(document)
        encryption, left = encryption_of(self._store.archive, trail), left_of(self._home, self._store, trail)
        return view_trail(trail, self._statuses, unsigned_of(self._home, trail), encryption, left)


def _with_family(view: TrailView, family: FamilyView) -> BusinessView:
    return BusinessView(**{one.name: getattr(view, one.name) for one in fields(view)}, family=family)


def _write_message(store: Store, trail: Trail, which: tuple[str, Left], raw: bool) -> None:
    """Write a message as text, without control characters; with `raw`, exactly the stored bytes."""
    name, left = which
    given = {*_of_operators(trail), *_proposed(store.acts, trail)}
    digests = {m.id: m.digest for m in trail.messages} | {digest: digest for digest in given}
    body = store.archive.payload(digests[name]) if name in digests else None
    if body is None and (digest := digests.get(name)) in left.bytes_:
        (place,) = (one for one in left.places if one.removal == left.bytes_[digest or ""])
        raise operator_error(Code.BYTES_TAKEN_OUT, digest=digest, where=place.words)
    if body is None:
        raise operator_error(Code.NOT_FOUND, value=name)
    if raw:
        write_bytes(body)
    else:
        write_text(text_of(body))


def _of_operators(trail: Trail) -> Iterator[str]:
    """Digests of what operators gave: proof or reason, challenge and signature."""
    for row in trail.transitions:
        if row.cause.kind == "operator":
            yield row.cause.digest
            for who in row.detail.get("operators", ()):
                yield from (who[name] for name in ("challenge", "signature") if name in who)


def _proposed(acts: Acts, trail: Trail) -> Iterator[str]:
    """Digests of the proofs on which a second operator has to decide."""
    for one in acts.waiting(SystemClock().now()):
        if one.request.about == trail.document.id and "proof" in one.request.arguments:
            yield one.request.arguments["proof"]
