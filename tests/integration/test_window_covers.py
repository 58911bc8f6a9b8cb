"""What the window covers: persons in numbers, words and names, whoever wrote them, whichever way they are asked for.

The store is written through its ports: words of senders and operators that no sample has.
"""

import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from own_home import OwnHome
from starlette.testclient import TestClient

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.reader import Reader
from hub.home.place import Home
from hub.model import Changes, Document, Note, Operator, OperatorAct, Settled, digest
from hub.ports import Store
from hub.testing.rows import a_message, a_quarantined, moved, opened, write
from hub.window.answering import House, Window
from hub.window.pages import PAGES

ACCOUNT, PHONE, MAIL, PERSON = "6200123400005678", "13800000001", "li.wei@example.com", "韩梅梅"
GROUP: Final = "quarantine-hub-102-liaoning"
BODIES: Final = {"ping-an": b"<a>one</a>", "picc": b"<a>other</a>"}
"""Messages of two parties that chose the same id."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> OwnHome:
    root = tmp_path_factory.mktemp("covers")
    shutil.copy(migrated_file, root / "hub.db")
    return OwnHome(root / "home", f"sqlite:///{root / 'hub.db'}")


@pytest.fixture(scope="module")
def document(home: OwnHome) -> Document:
    """Of a party, a portal and a type that no file names any more; its trail names an account."""
    with home.store() as store:
        books, made = opened("P001", type="old-type", party="old-bank", portal="old-portal", sender_ref="order-77")
        for party, body in BODIES.items():
            books.post.keep(a_message(body, document=made.id, direction="in", party=party, id="0001"), body)
        write(store, books.changes())
        write(store, moved(made, "P999", {"reason": [f"账号 {ACCOUNT} 不符"]}))
        _set_apart(store)
    return made


def _set_apart(store: Store) -> None:
    """A delivery whose names and ids are those of a person, discarded; another one; and a note about both."""
    now = SystemClock().now()
    named = {"owner": "liaoning", "code": "HUB-102", "at": now}
    rows = [
        a_quarantined(b"{", field=f"data.{PERSON}.{PHONE}", answers=PHONE, **named),
        a_quarantined(b"{", field="data.items[0].amount", answers="order-78", **named),
    ]
    about = Operator(user="li.wei")
    act = OperatorAct(id="n-1", verb="note", about=GROUP, reason=f"call {PHONE} or {MAIL}", operators=(about,), at=now)
    note = Note(act="n-1", item="quarantined/liaoning/HUB-102", ticket="T-7", count=2, newest=now)
    settled = Settled(quarantine=rows[0].id, act="discarded", reason=f"asked {MAIL}", at=now)
    changes = Changes(payloads={digest(b"{"): b"{"}, quarantined=rows, acts=[act], notes=[note])
    write(store, changes, Changes(settled=[settled]))


@pytest.fixture(scope="module")
def client(home: OwnHome, document: Document) -> Iterator[TestClient]:
    assert document.id
    reader = Reader(home.home)
    window = Window(reader, PAGES, House(hosts={"testserver"}, user_header="X-Remote-User"))
    yield TestClient(window, follow_redirects=False, headers={"Accept-Language": "en"})
    reader.close()


@pytest.fixture
def log(home: OwnHome) -> Path:
    """Empty at the beginning."""
    home.home.log.write_bytes(b"")
    return home.home.log


def lines(log: Path) -> list[tuple[str, str | None, str]]:
    found = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return [(line["event"], line.get("document"), line["reader"]) for line in found]


def test_covered_data_cannot_be_guessed_by_searching_for_its_beginnings(
    client: TestClient, document: Document, log: Path
) -> None:
    """A text is looked for in trails only for who asks for personal data; the log has that, without the text."""
    link = f'href="document?name={document.id}'
    for text, is_found in (("order-7", True), (ACCOUNT[:5], False), (ACCOUNT, False)):
        page = client.get("/log", params={"text": text, "since": "2020-01-01"}).text
        assert (link in page, "look in trails too" in page) == (is_found, True), text
    assert client.get("/log", params={"q": ACCOUNT[:5]}).headers["location"] == f"log?text={ACCOUNT[:5]}&since=7d"
    asked = {"text": ACCOUNT[:5], "since": "2020-01-01", "personal": "yes"}
    elsewhere = client.get("/log", params=asked, headers={"Sec-Fetch-Site": "cross-site"})
    assert (link in elsewhere.text, log.read_bytes()) == (False, b"")
    assert link in client.get("/log", params=asked, headers={b"X-Remote-User": "韩梅梅".encode()}).text
    assert lines(log) == [("personal_data_searched", None, "韩梅梅")]
    assert ACCOUNT[:5] not in log.read_text("utf-8")


@pytest.mark.parametrize("place", ["/dev/full", "/nowhere/hub.log"])
def test_nothing_personal_is_shown_or_found_where_its_line_cannot_be_written(
    client: TestClient, document: Document, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A disk that is full: the file can be opened then."""
    monkeypatch.setattr(Home, "log", Path(place))
    for page in (
        f"document?name={document.id}&",
        f"log?text={ACCOUNT}&since=2020-01-01&",
        f"quarantine?group={GROUP}&",
    ):
        refused = client.get(f"/{page}personal=yes")
        assert (refused.status_code, "HUB-761" in refused.text, "账号" in refused.text) == (500, True, False)
        assert client.get(f"/{page}").status_code == 200


def test_what_operators_and_senders_wrote_is_covered(client: TestClient, log: Path) -> None:
    """Notes, reasons, ids, and the names of JSON, which anybody may choose; a plain name of a field stays."""
    group = f"/quarantine?group={GROUP}&settled=yes"
    pages = {place: client.get(place).text for place in ("/", "/quarantine", group)}
    for place, page in pages.items():
        assert "call *** or ***" in page, place
        assert [value for value in (PHONE, MAIL, PERSON) if value in page] == [], place
    assert ("data.***.***" in pages[group], "asked ***" in pages[group]) == (True, True)
    assert ("data.items[0].amount" in pages[group], "order-78" in pages[group]) == (True, True)
    (asking,) = re.findall(r'href="(quarantine\?[^"]*personal=yes[^"]*)"', pages[group])
    shown = client.get(f"/{html.unescape(asking)}").text
    assert [value for value in (PHONE, MAIL, PERSON) if value not in shown] == []
    assert lines(log) == [("personal_data_shown", GROUP, "testclient")]


def test_messages_of_two_parties_with_one_id_are_two(client: TestClient, document: Document) -> None:
    """Each link leads to its own."""
    page = client.get(f"/document?name={document.id}").text
    links = sorted({html.unescape(link) for link in re.findall(r'href="(message\?[^"]*)"', page)})
    shown = [client.get(f"/{link}").text for link in links]
    assert len(links) == 2
    for body in BODIES.values():
        assert [digest(body) in one for one in shown].count(True) == 1


def test_who_asks_from_elsewhere_gets_no_link_that_asks_by_itself(client: TestClient, document: Document) -> None:
    """Links of the page keep what was asked, but not that it was for personal data."""
    page = client.get(f"/document?name={document.id}&personal=yes", headers={"Sec-Fetch-Site": "cross-site"}).text
    assert page.count("personal=yes") == 1  # the link that says so
    assert "show it (this is logged)" in page


def test_what_documents_have_can_be_asked_for_though_no_file_names_it_any_more(
    client: TestClient, document: Document
) -> None:
    """As *Now* links to it; only what nobody has is refused. The form keeps it."""
    for name, value in (("party", "old-bank"), ("portal", "old-portal"), ("type", "old-type"), ("status", "P999")):
        shown = client.get("/log", params={name: value})
        assert (shown.status_code, document.id in shown.text) == (200, True), name
        assert name == "status" or f"<option selected>{value}</option>" in shown.text
    wrong = client.get("/log", params={"party": "older-bank"})
    assert (wrong.status_code, "HUB-710" in wrong.text) == (400, True)
    last = client.get("/log", params={"party": "old-bank", "after": f"1.{document.id}"})
    assert last.status_code == 200
