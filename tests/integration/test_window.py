"""`hub window`: pages that show, in both languages; they take nothing, and say who asked for personal data."""

import html
import json
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from business import Business, told
from own_home import OwnHome
from rig import START
from starlette.testclient import TestClient
from verbs import ENVIRONMENT

from hub.bootstrap.reader import Reader
from hub.home.logs import log_to
from hub.home.place import Home
from hub.model import Changes, Circuit, Message, Reference
from hub.ports import Filter, Store, Trail
from hub.testing.rows import a_message, moved, opened, write
from hub.text.bilingual import Bilingual
from hub.window.answering import FAULT, House, Window
from hub.window.asked import Asked
from hub.window.drawing.timeline import draw_timeline
from hub.window.page import Page, Painted
from hub.window.pages import PAGES

HOSTILE = "<script>alert(1)</script>\u202e"
MARKUP = "<a b='&lt;script>'>&lt;script>alert(1)&lt;/script>\u202e</a>".encode()
PAUSED = Circuit(
    destination="boc-insurance",
    trouble="refuses",
    failed=("a",),
    sent_from=1,
    opened_at=START,
    next_at=START,
    why="refused",
)
LEGAL_PERSON, PHONE = "韩梅梅", "13800000001"
"""Of the sample of a quota application."""


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Business]:
    """A whole business, and a submission whose words are hostile."""
    root = tmp_path_factory.mktemp("window")
    shutil.copy(migrated_file, root / "hub.db")
    with told(OwnHome(root / "home", f"sqlite:///{root / 'hub.db'}"), root / "others") as made:
        with made.own.store() as store:
            _bring_hostile(store)
            write(store, Changes(circuits={(PAUSED.destination, PAUSED.trouble): PAUSED}))
        yield made


def _bring_hostile(store: Store) -> None:
    """A document whose sender and party write markup wherever they may write."""
    names = {"enterprise_name": HOSTILE, "sender_ref": HOSTILE, "party": "ping-an", "portal": "national"}
    books, document = opened("P001", type="credit-authorization", **names)
    books.post.keep(a_message(MARKUP, document=document.id, direction="in", party="ping-an", id=HOSTILE), MARKUP)
    books.names.refer(Reference(document.id, "authorization_number", HOSTILE))
    write(store, books.changes())
    write(store, moved(document, "P003", {"reason": HOSTILE, "returned": {HOSTILE: {"inner": HOSTILE}}}))


@pytest.fixture(scope="module")
def reader(business: Business) -> Iterator[Reader]:
    made = Reader(business.own.home)
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(reader: Reader) -> TestClient:
    window = Window(reader, PAGES, House(hosts={"testserver"}, user_header="X-Remote-User"))
    return TestClient(window, follow_redirects=False, headers={"Accept-Language": "en"})


def test_every_page_is_shown_in_both_languages(client: TestClient, business: Business) -> None:
    """By the browser's wish, and by the URL, which its links keep."""
    for page in ("/", "/log", f"/document?name={business.payment.id}", "/nothing"):
        english, chinese = client.get(page), client.get(page, headers={"Accept-Language": "de, zh-CN;q=0.8, en;q=0.5"})
        assert ('<html lang="en">' in english.text, '<html lang="zh">' in chinese.text) == (True, True), page
        chosen = client.get(page, params={**parse_qs(urlsplit(page).query), "lang": "zh"})
        assert '<html lang="zh">' in chosen.text
        assert 'href="log?lang=zh"' in chosen.text
        assert english.text.count("<h1>") == 1


def test_now_shows_what_needs_a_person_with_the_next_command(client: TestClient, business: Business) -> None:
    """The same as `hub attention`, and the picture of what waits where."""
    shown = client.get("/").text
    assert f"hub --home {business.own.path} show {business.payment.record}" in shown
    assert "no worker" in shown
    assert 'class="box look-late"' in shown  # the bank that contradicted itself
    assert "premium-payment" in shown
    assert "<td>boc-insurance</td><td>it refuses every message as unusable</td>" in shown


def test_a_number_leads_to_its_business(client: TestClient, business: Business) -> None:
    """Whatever number it is: the page has its timeline, its messages, and what is awaited."""
    for number in (business.number, business.payment.record, business.payment.id):
        moved = client.get("/log", params={"q": number})
        assert (moved.status_code, moved.headers["location"]) == (303, f"document?name={number}")
        shown = client.get("/document", params={"name": number}).text
        assert business.payment.record is not None
        assert business.payment.record in shown
        assert "账户余额不足" in shown
        assert 'class="timeline"' in shown
    assert 'id="step-0"' in shown
    assert re.findall(r"<b>[A-Z] #(\d+)</b>", shown)[:3] == ["1", "2", "3"]  # of the payment, which is disputed itself
    assert "technical" not in shown or "gateway" in shown


def test_the_picture_of_a_business_has_what_the_list_has(
    client: TestClient, business: Business, reader: Reader
) -> None:
    """A lane for each member, a mark for each step in the same order, and a word for each long wait."""
    (family,) = reader.families(business.number)
    view = reader.family(family)
    drawn = draw_timeline(view)
    page = client.get("/document", params={"name": business.number}).text
    assert [mark.href for mark in drawn.marks] == [f"#step-{n}" for n in range(len(view.timeline))]
    assert all(f'id="{mark.href[1:]}"' in page for mark in drawn.marks)
    assert [mark.text.partition("×")[0].strip() for mark in drawn.marks] == [step.code for step in view.timeline]
    assert len(drawn.lanes) == len({mark.y for mark in drawn.marks}) == 2
    assert all(one.x < other.x < drawn.width for one, other in pairwise(drawn.marks))
    waits = [step for step in view.timeline if step.waited >= 3600]
    assert len([note for note in drawn.notes if not note.is_day]) == len(waits) > 2
    days = {step.at.clock[:10] for step in view.timeline}
    assert [note.text for note in drawn.notes if note.is_day] == sorted(days)
    begun = {(stretch.x, stretch.y) for stretch in drawn.stretches}
    assert begun == {(mark.x, mark.y) for mark in drawn.marks if not mark.is_quiet}


def test_a_number_of_several_businesses_lists_them(client: TestClient, business: Business) -> None:
    """Each with a link."""
    shown = client.get("/document", params={"name": business.agreement}).text
    assert shown.count('href="document?name=') >= 1


def test_what_is_typed_may_be_options_or_a_saved_search(client: TestClient, business: Business) -> None:
    """As on the command line; a text that is no name is looked for among what happened lately."""
    (business.own.path / "searches.toml").write_text('silent = "--type premium-payment --open --until 2h"\n', "utf-8")
    asked = {"q": "--status P002 --status P005 --open --party=ping-an --limit 5"}
    assert _parameters(client, asked) == {"status": ["P002,P005"], "open": ["yes"], "party": ["ping-an"]}
    saved = {"type": ["premium-payment"], "open": ["yes"], "until": ["2h"]}
    assert _parameters(client, {"q": "@silent"}) == saved
    assert _parameters(client, {"q": "余额不足", "lang": "zh"}) == {
        "text": ["余额不足"],
        "since": ["7d"],
        "lang": ["zh"],
    }
    assert _parameters(client, {"name": "某某", "open": "yes"}) == {"name": ["某某"], "open": ["yes"], "since": ["7d"]}
    for wrong in ("--nonsense", "@unknown", "--open 'x"):
        assert client.get("/log", params={"q": wrong}).status_code == 400


def _parameters(client: TestClient, asked: dict[str, str]) -> dict[str, list[str]]:
    moved = client.get("/log", params=asked)
    assert moved.status_code == 303
    return parse_qs(urlsplit(moved.headers["location"]).query)


def test_filters_are_those_of_the_log(client: TestClient, business: Business) -> None:
    """A value that cannot be is told with what is near it, and a time that is none."""
    shown = client.get("/log", params={"type": "premium-payment", "disputed": "yes"}).text
    assert shown.count("<time") == len(re.findall(r'href="document\?name=', shown))
    assert f'href="document?name={business.payment.id}"' in shown
    assert f'href="document?name={business.application.id}"' not in shown
    for name, value, near in (("type", "premium-paymant", "premium-payment"), ("status", "P2", "P002")):
        wrong = client.get("/log", params={name: value})
        assert (wrong.status_code, "HUB-710" in wrong.text, near in wrong.text) == (400, True, True)
    assert "HUB-975" in client.get("/log", params={"since": "yesterday"}).text


@pytest.mark.parametrize("sort", ["newest", "oldest", "last-submitted", "first-submitted"])
def test_pages_of_the_log_follow_each_other(
    client: TestClient, reader: Reader, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    """Each document once, in the order of the store."""
    everything = _listed(client.get("/log", params={"sort": sort}).text)
    assert len(everything) == len(set(everything)) == reader.store.documents.count(Filter(), 100) > 5
    monkeypatch.setattr("hub.window.pages.log.FEW", 3)
    found, place = [], f"/log?sort={sort}"
    while place:
        page = client.get(place).text
        found += _listed(page)
        more = re.search(r'rel="next" href="([^"]*)"', page)
        place = f"/{html.unescape(more[1])}" if more else ""
    assert found == everything
    assert client.get("/log", params={"after": "x.y", "sort": sort}).status_code == 200


def _listed(page: str) -> list[str]:
    return re.findall(r'<td class="id"><a href="document\?name=([^"&]*)"', page)


def test_personal_data_is_covered_until_somebody_asks_and_that_is_logged(
    client: TestClient, business: Business
) -> None:
    """In what was submitted and in the messages; the line has who asked, as the proxy says."""
    log_to(business.own.home.log)
    trail, message = _quota(business)
    pages = (
        f"/document?name={trail.document.id}",
        f"/message?document={trail.document.id}&id={message.id}&way=out",
    )
    for page in pages:
        covered = client.get(page)
        assert (covered.status_code, "***" in covered.text) == (200, True)
        assert not any(value in covered.text for value in (LEGAL_PERSON, PHONE, "contact@example.com"))
    saved = client.get(f"{pages[1]}&save=yes")
    assert "attachment" not in saved.headers.get("content-disposition", "")
    from_elsewhere = client.get(f"{pages[0]}&personal=yes", headers={"Sec-Fetch-Site": "cross-site"})
    assert PHONE not in from_elsewhere.text
    assert "personal_data_shown" not in _log(business)
    for page, who in zip(pages, ("li.wei@example.com", ""), strict=True):
        shown = client.get(f"{page}&personal=yes", headers={"X-Remote-User": who})
        assert (LEGAL_PERSON in shown.text, PHONE in shown.text) == (True, True)
    lines = [json.loads(line) for line in _log(business).splitlines() if "personal_data_shown" in line]
    family = _listed(client.get(pages[0]).text)  # the timeline shows what came back of all of them
    assert (trail.document.id in family, len(family) > 1) == (True, True)
    assert [(line["document"], line["page"], line["reader"]) for line in lines] == [
        *((document, "document", "li.wei@example.com") for document in family),
        (trail.document.id, "message", "testclient"),
    ]


def test_personal_data_is_not_shown_where_nobody_could_know_of_it(
    client: TestClient, business: Business, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log cannot be written: here because a folder has its name."""
    trail, message = _quota(business)
    monkeypatch.setattr(Home, "log", tmp_path)
    for page in (f"document?name={trail.document.id}", f"message?document={trail.document.id}&id={message.id}"):
        refused = client.get(f"/{page}&personal=yes")
        assert (refused.status_code, "HUB-761" in refused.text, PHONE in refused.text) == (500, True, False)
        assert client.get(f"/{page}").status_code == 200


def _quota(business: Business) -> tuple[Trail, Message]:
    """The application for the quota, and its message: both name persons."""
    with business.own.store() as store:
        (document,) = store.documents.log(Filter(type="quota-application"))
    trail = business.own.trail(document.id)
    (message,) = (m for m in trail.messages if m.direction == "out" and m.kind == "business")
    return trail, message


def _log(business: Business) -> str:
    file = business.own.home.log
    return file.read_text("utf-8") if file.exists() else ""


def test_the_exact_bytes_are_saved_as_they_are(client: TestClient, business: Business, reader: Reader) -> None:
    """And shown beside the lines."""
    trail, message = _quota(business)
    page = f"/message?document={trail.document.id}&id={message.id}&personal=yes"
    saved = client.get(f"{page}&save=yes")
    assert saved.content == reader.store.archive.payload(message.digest)
    assert saved.headers["content-disposition"] == f'attachment; filename="{message.digest}.bin"'
    shown = html.unescape(client.get(page).text)
    assert saved.content.decode() in shown.replace("\r\n", "\n")


def test_what_outsiders_write_is_text(client: TestClient, business: Business) -> None:
    """Markup is escaped wherever it is shown, and what would turn the direction of writing is marked."""
    with business.own.store() as store:
        (hostile,) = store.documents.find(HOSTILE)
    pages = ["/", "/log", f"/document?name={hostile.id}", f"/document?name={hostile.id}&personal=yes"]
    message = {"document": hostile.id, "id": HOSTILE, "way": "in", "personal": "yes"}
    asked = [client.get(page).text for page in pages]
    assert [page.count("&lt;script&gt;") > 0 for page in asked] == [False, True, True, True]
    asked.append(client.get("/message", params=message).text)
    assert asked[-1].count("&lt;script&gt;") > 2
    asked += [client.get("/log", params={"q": HOSTILE}).text, client.get("/document", params={"name": HOSTILE}).text]
    asked += [client.get("/log", params={name: HOSTILE}).text for name in ("type", "name", "text", "since", "after")]
    assert [page for page in asked if "<script" in page or "\u202e" in page] == []


def test_no_answer_has_a_script_or_a_resource_from_elsewhere(client: TestClient) -> None:
    """Nor styles of its own."""
    for answer in (client.get(path) for path in ("/", "/window.css", "/nothing")):
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=|https?://|@import|url\(", answer.text)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_reading_is_answered(client: TestClient, method: str) -> None:
    """Also HEAD, which has no body."""
    refused = client.request(method, "/log")
    assert (refused.status_code, refused.headers["allow"], "HUB-973" in refused.text) == (405, "GET, HEAD", True)
    assert client.head("/log").status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80:90", "", "evil@testserver", "[::1"]
)
def test_another_name_of_this_machine_is_refused(client: TestClient, host: str) -> None:
    """Else a page of somebody else could read this one under its own name."""
    refused = client.get("/", headers={"Host": host})
    assert (refused.status_code, "HUB-972" in refused.text) == (421, True)
    assert client.get("/", headers={"Host": "TestServer:8443"}).status_code == 200


def test_no_page_has_a_traceback(reader: Reader) -> None:
    """A fault of the hub's own is a line in both languages; the log says where."""

    def fail(_asked: Asked, _reader: Reader) -> Painted:
        raise KeyError("secret value")

    window = Window(reader, [Page("broken", Bilingual("坏", "broken"), fail)], House(hosts={"testserver"}))
    answer = TestClient(window).get("/broken", headers={"Accept-Language": "zh"})
    assert (answer.status_code, "HUB-501" in answer.text) == (500, True)
    assert ("secret value" in answer.text, "Traceback" in answer.text) == (False, False)
    assert ("本方处理异常（KeyError）" in answer.text, "unexpected KeyError" in answer.text) == (True, True)


def test_a_page_that_cannot_be_painted_is_a_line_of_text(reader: Reader) -> None:
    """Not even the page that says an error."""

    class Broken(Bilingual):
        def __str__(self) -> str:
            raise KeyError("secret value")

    page = Page("broken", Broken("坏", "broken"), lambda _asked, _reader: Painted("nothing.html", {}))
    answer = TestClient(Window(reader, [page], House(hosts={"testserver"}))).get("/broken")
    assert (answer.status_code, answer.text) == (500, FAULT)


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_parameters_of_any_name_change_nothing(client: TestClient, business: Business, page: str) -> None:
    """Those that Python has names for too, which links to the same page keep."""
    name = {"name": business.payment.id, "group": "", "document": business.payment.id}
    odd = {"page": "x", "self": "y", "changed": "z", "values": "", "lang": "en"}
    assert client.get(f"/{page}", params=name | odd).status_code == client.get(f"/{page}", params=name).status_code


def test_a_place_that_is_no_page_is_in_no_link(client: TestClient) -> None:
    """A click on a language must run nothing."""
    refused = client.get("/javascript:alert(1)")
    assert (refused.status_code, 'href="javascript' in refused.text, 'href="./?lang=zh"' in refused.text) == (
        404,
        False,
        True,
    )


def test_a_store_that_cannot_be_read_is_told_with_its_code(tmp_path: Path) -> None:
    """On every page; the window goes on."""
    (tmp_path / "hub.toml").write_text('store = "sqlite:///gone.sqlite"\n', "utf-8")
    with closing(Reader(Home(tmp_path))) as made:
        window = TestClient(Window(made, PAGES, House(hosts={"testserver"})))
        for page in ("/", "/log", "/document?name=x", "/log?q=x"):
            answer = window.get(page)
            assert (answer.status_code, bool(re.search(r"HUB-\d{3}", answer.text))) == (503, True), page


def test_the_verb_says_its_place_and_ends_when_it_is_told(business: Business) -> None:
    """It answers under the name that it was given, and its own."""
    words = ["--home", str(business.own.path), "window", "--listen", "127.0.0.1:0", "--host", "hub.house.example"]
    command = [sys.executable, "-m", "hub", *words, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = json.loads(process.stdout.readline())["url"]
        request = urllib.request.Request(url, headers={"Host": "hub.house.example", "Accept-Language": "zh"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert "需要人处理" in answer.read().decode()
            assert "server" not in answer.headers
        process.terminate()
        assert (process.wait(60), process.stderr.read()) == (0, "")


def test_without_the_extra_the_verb_says_what_to_install(business: Business) -> None:
    """As `hub metrics` does."""
    blocked = "import sys; sys.modules['starlette'] = None; from hub.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", blocked, "--home", str(business.own.path), "window"],
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
        timeout=300,
    )
    assert (done.returncode, "HUB-971" in done.stderr, "[window]" in done.stderr) == (4, True, True)
