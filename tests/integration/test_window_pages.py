"""The window's pages: what they say; and in a real browser, readable by everybody, on screen, telephone and paper.

With HUB_SCREENSHOTS=FOLDER each page is also shown in every language, colour and width, judged, and kept as a picture.
"""

import html
import os
import shlex
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from business import Business
from services.browser import Colours, Seen, a_page, grave_findings, open_browser
from verbs import hub, hub_json
from windows_home import told_for_the_window

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.kept_plans import plans_of
from hub.window.answering import House
from hub.window.serving import WindowServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

WIDE: Final["ViewportSize"] = {"width": 1280, "height": 800}
NARROW: Final["ViewportSize"] = {"width": 390, "height": 844}
PICTURES: Final = os.environ.get("HUB_SCREENSHOTS", "")
SHOWN: Final[tuple[tuple[str, Colours], ...]] = (("zh", "light"), ("en", "dark"))
"""Each language and each colour once; all pairs where pictures are asked for."""


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Business]:
    root = tmp_path_factory.mktemp("browser")
    shutil.copy(migrated_file, root / "hub.db")
    with told_for_the_window(root, f"sqlite:///{root / 'hub.db'}") as made:
        yield made


@pytest.fixture(scope="module")
def window(business: Business) -> Iterator[str]:
    """Its address."""
    server = WindowServer(business.own.home, ("127.0.0.1", 0), House())
    yield f"http://127.0.0.1:{server.port}/"
    server.close()


@pytest.fixture(scope="module")
def places(business: Business) -> dict[str, str]:
    """Every kind of page."""
    own = business.own
    with own.store() as store:
        (plan,) = plans_of(own.home, store, SystemClock().now())
        trail = store.documents.trail(business.payment.id)
    assert trail is not None
    return {
        "now": "",
        "log": "log",
        "log-filtered": "log?open=yes&sort=oldest",
        "document": f"document?name={business.payment.id}",
        "document-personal": f"document?name={business.application.id}&personal=yes",
        "message": f"message?document={business.payment.id}&id={trail.messages[0].id}",
        "quarantine": "quarantine",
        "quarantine-group": "quarantine?group=quarantine-hub-102-liaoning",
        "plan": "plan",
        "plan-entries": f"plan?name={plan.name}",
        "audit": f"audit?name={business.application.record}",
        "not-a-page": "nothing",
    }


def page_at(window: str, place: str) -> str:
    with urllib.request.urlopen(window + place, timeout=600) as answer:
        return html.unescape(answer.read().decode())


def test_a_group_of_quarantine_is_shown_with_its_commands(window: str, business: Business) -> None:
    """Its deliveries, whoever deals with it, and first what only looks."""
    listed = page_at(window, "quarantine?lang=en")
    assert ("HUB-404" in listed, "called them" in listed) == (True, True)
    group = page_at(window, "quarantine?group=quarantine-hub-102-liaoning&lang=en")
    (head, *_) = hub_json(business.own.path, "quarantine", "list", "--code", "HUB-102")
    assert (head["id"] in group, "3 in all" in group, "[T-7]: called them" in group) == (True, True, True)
    verb = f"hub --home {business.own.path} quarantine"
    commands = [f"{verb} release --group quarantine-hub-102-liaoning {end}" for end in ("--dry-run", "--reason …")]
    assert [command in group for command in commands] == [True, True]
    assert group.index(commands[0]) < group.index(commands[1])
    looked = hub(business.own.path, *shlex.split(commands[0])[3:])
    assert (looked.returncode, looked.stderr) == (1, b"")  # it would stay
    with pytest.raises(urllib.error.HTTPError, match="404"):
        page_at(window, "quarantine?group=quarantine-hub-999-nobody")


def test_a_plan_is_shown_with_what_is_done_of_it(window: str, business: Business) -> None:
    """Entry by entry, and the command that goes on with it."""
    (plan,) = (one for one in page_at(window, "plan?lang=en").split("<tr>") if "plan?name=" in one)
    assert ("half done" in plan, "1/2" in plan, "li.wei" in plan) == (True, True, True)
    name = plan.partition("plan?name=")[2].partition("&")[0]
    shown = page_at(window, f"plan?name={name}&lang=en")
    assert (shown.count(">done</span>"), shown.count(">to do</span>")) == (1, 1)
    (listed,) = hub_json(business.own.path, "status")["half_done"]
    assert f"{listed['command']}" in shown.replace(f"hub --home {business.own.path} replay", "hub replay")


def test_the_newest_checkpoint_is_there_to_be_kept(window: str, business: Business) -> None:
    """Byte by byte as the verb prints it; an evidence file needs the home's keys, so its command is shown."""
    note = hub(business.own.path, "audit", "checkpoint").stdout.decode()
    assert page_at(window, "audit?file=checkpoint") == note
    shown = page_at(window, f"audit?name={business.number}&lang=en")
    assert (note in shown, "never verified" in shown, "not configured" in shown) == (True, True, True)
    assert f"hub --home {business.own.path} audit prove {business.application.record}" in shown
    assert "nothing is known of nonsense" in page_at(window, "audit?name=nonsense&lang=en")
    assert hub(business.own.path, "audit", "verify").returncode == 0
    assert "never verified" not in page_at(window, "audit?lang=en")


def in_language(place: str, language: str) -> str:
    return f"{place}{'&' if '?' in place else '?'}lang={language}"


def test_pages_ask_nobody_else_and_break_no_rule(browser: "Browser", window: str, places: dict[str, str]) -> None:
    """The console stays empty: no script fails, no file is missing, and the policy forbids nothing that a page has."""
    seen = Seen()
    with a_page(browser, seen, scripts=True, viewport=WIDE) as page:
        for name, place in places.items():
            answer = page.goto(window + in_language(place, "zh"))
            assert answer is not None
            assert (answer.status, page.title() != "") == (404 if name == "not-a-page" else 200, True), name
    assert [word for word in seen.words if "404" not in word] == []
    assert seen.hosts == {window.removeprefix("http://").rstrip("/")}


def test_everybody_can_read_every_page(browser: "Browser", window: str, places: dict[str, str]) -> None:
    """axe-core finds nothing serious, and no page is wider than a telephone."""
    found = []
    for language, colours in tuple(product(("zh", "en"), ("light", "dark"))) if PICTURES else SHOWN:
        with a_page(browser, Seen(), axe=True, color_scheme=colours, viewport=WIDE) as page:
            for name, place in places.items():
                page.set_viewport_size(WIDE)
                page.goto(window + in_language(place, language))
                found += [f"{name}, {language}, {colours}: {one}" for one in grave_findings(page)]
                keep_picture(page, f"{name}-{language}-{colours}-wide")
                page.set_viewport_size(NARROW)
                width = page.evaluate("document.documentElement.scrollWidth")
                found += [f"{name}, {language}: {width} pixels wide"] if width > NARROW["width"] else []
                keep_picture(page, f"{name}-{language}-{colours}-narrow")
    assert found == []


def keep_picture(page: "Page", name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_reader_needs_no_script(browser: "Browser", window: str, business: Business) -> None:
    """From a number to its business, through the filters, and into a group of quarantine, by links and forms alone."""
    with a_page(browser, Seen(), viewport=WIDE) as page:
        page.goto(f"{window}?lang=en")
        page.fill("#find", business.number)
        page.press("#find", "Enter")
        assert business.application.record is not None
        assert business.application.record in page.inner_text("h1")
        page.click("nav >> text=Log")
        page.click("summary")
        page.select_option("#type", "premium-payment")
        page.click("form .fields ~ p button")
        assert "type=premium-payment" in page.url
        assert page.locator("tbody tr").count() == 3
        page.click("nav >> text=Quarantine")
        page.click("text=HUB-102")
        assert "hub --home" in page.inner_text("dd .command >> nth=0")
        page.click("text=中文")
        assert (page.get_attribute("html", "lang"), "group=quarantine-hub-102-liaoning" in page.url) == ("zh", True)


def test_a_page_is_printed_without_what_is_for_the_screen(browser: "Browser", window: str, business: Business) -> None:
    """Black on white, whatever the colours of the screen; tables are not cut off."""
    with a_page(browser, Seen(), viewport=WIDE, color_scheme="dark") as page:
        page.goto(f"{window}document?name={business.payment.id}")
        assert page.pdf(format="A4").startswith(b"%PDF")
        page.emulate_media(media="print")
        assert not page.is_visible("header.top")
        assert page.is_visible("h1")
