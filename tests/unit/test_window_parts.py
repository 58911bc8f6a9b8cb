"""Parts of the window that need no store: what is asked, what is covered, and where the parts of pictures stand."""

from itertools import pairwise
from typing import Any

import pytest
from starlette.requests import Request

from hub.text.bilingual import Bilingual, read_in
from hub.views.contents import lines_of, text_of
from hub.views.flow import view_flow
from hub.views.overview import DisputedView, MovedView, OpenView, StoreView, WaitingView, WorkerView
from hub.views.personal import Cover
from hub.views.view import Moment
from hub.window.asked import Asked, read_request
from hub.window.drawing.flow import FlowPicture, draw_flow

HOUR = 3_600_000_000
COVER = Cover(fields={"contact", "signer.name", "payee_account", "account"})


def asked(path: str = "/log", query: str = "", **headers: str) -> Asked:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": given}
    return read_request(
        Request({**scope, "client": ("10.0.0.7", 5), "server": ("hub", 80), "scheme": "http"}), "x-user", ("", "log")
    )


@pytest.mark.parametrize(
    ("wished", "chosen"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de;q=1, zh;q=0.2, en;q=0.1", "zh"),
        ("zh;q=0, en;q=0.1", "en"),
        ("fr", "zh"),
        ("", "zh"),
        ("zh;q=nonsense, en;q=0.5", "en"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_likes_best(
    wished: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the two that there are; else in that of the process. The URL is stronger than both."""
    monkeypatch.setenv("HUB_LANG", "zh")
    assert asked(accept_language=wished).language == chosen
    assert asked(query="lang=en", accept_language="zh").language == "en"
    assert asked(query="lang=fr", accept_language="en").language == "en"


def test_links_keep_what_was_chosen() -> None:
    """The language if the URL has it; nothing that is empty. They lead up from a place below."""
    assert asked().link("document", name="a b&c", type="") == "document?name=a+b%26c"
    assert asked(query="lang=zh&type=x").here(after="1.a") == "log?type=x&after=1.a&lang=zh"
    assert asked(query="personal=yes&name=x").here(personal="") == "log?name=x"
    assert (asked("/").link(""), asked("/a/b/c").link("log")) == ("./", "../../log")
    assert asked(query="page=x&self=y").here() == "log?page=x&self=y"


@pytest.mark.parametrize("path", ["/javascript:alert(1)", "/a/log", "//evil.example", "*"])
def test_a_place_that_is_no_page_is_in_no_link(path: str) -> None:
    """Else whoever chose the path would choose what a click on it does."""
    assert asked(path).page == ""
    assert asked(path).here(lang="en") in ("./?lang=en", "../?lang=en")


def test_a_request_with_a_wrong_host_can_be_read() -> None:
    """It is refused then, on a page."""
    assert asked(host="[::1").page == "log"


def test_who_asks_is_whom_the_proxy_names() -> None:
    """Else the address; and what another site asks for is not asked by its reader."""
    assert (asked(x_user="li.wei").who, asked().who) == ("li.wei", "10.0.0.7")
    for site, is_asked in (("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False)):
        assert asked(query="personal=yes", sec_fetch_site=site).is_personal == is_asked
    assert (asked(query="personal=yes").is_personal, asked(query="personal=no").is_personal) == (True, False)
    assert asked(query="personal=yes&type=x", sec_fetch_site="cross-site").here() == "log?type=x"
    assert asked(x_user="李雷").who == "李雷"


def test_a_text_is_in_the_language_of_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says, and only as long as it lasts."""
    monkeypatch.setenv("HUB_LANG", "en")
    text = Bilingual("单证", "document")
    with read_in("zh"):
        assert (str(text), text.both) == ("单证", "单证 · document")
        with read_in("en"):
            assert str(text) == "document"
    assert str(text) == "document"


def test_personal_fields_are_covered_wherever_they_are() -> None:
    """By the last step of their path, or by the whole path; also within lists. What was asked for is shown."""
    form = {"contact": "李雷", "amount": "5.00", "items": [{"account": "62", "number": "T1"}], "signer": {"name": "x"}}
    covered = {
        "contact": "***",
        "amount": "5.00",
        "items": [{"account": "***", "number": "T1"}],
        "signer": {"name": "***"},
    }
    assert COVER.over("", form) == covered
    assert COVER.over("returned.payee_account", "6200000000000000088") == "***"
    assert COVER.over("returned.name", "某某") == "某某"
    lifted = Cover(fields=COVER.fields, is_lifted=True)
    assert (lifted.over("", form), lifted.said("13800000001")) == (form, "13800000001")
    assert COVER.said("call 13800000001") == "call ***"


def test_of_a_place_only_plain_names_are_shown() -> None:
    """Names of JSON are whatever its sender wrote."""
    for plain in ("", "data.items[0].amount", "Envelope/Body/b:Id[12]", "@who", "Signature"):
        assert COVER.place(plain) == plain
    assert COVER.place("data.韩梅梅.13800000001") == "data.***.***"
    assert COVER.place("data.li.wei@example.com") == "***"
    assert Cover(fields=COVER.fields, is_lifted=True).place("data.韩梅梅") == "data.韩梅梅"


def test_of_a_message_only_what_is_known_to_be_harmless_is_shown() -> None:
    """Ids and numbers of the document, times, amounts; no other value, and no attribute's."""
    said = "<Id>m-1</Id><At>2026-09-21T10:00:00.000000+08:00</At><n>李雷</n><m>5.00</m>"
    body = f"<a xmlns:p='urn:x' p:who='李雷'>{said}</a>"
    lines = [COVER.line(line, {"m-1"}) for line in lines_of(body.encode())]
    assert [(line.name, line.value) for line in lines] == [
        ("a", ""),
        ("Id", "m-1"),
        ("At", "2026-09-21T10:00:00.000000+08:00"),
        ("n", "***"),
        ("m", "5.00"),
    ]
    assert lines[0].attributes == (("who", "***"),)


def test_bytes_are_told_line_by_line_as_far_as_they_can_be_read() -> None:
    """XML and JSON; anything else has no lines. Nothing outside of the bytes is read."""
    assert [(one.depth, one.path, one.value) for one in lines_of(b'{"a": {"b": [1, "x"]}, "c": null}')] == [
        (0, "", ""),
        (1, "a", ""),
        (2, "a.b", ""),
        (3, "a.b", "1"),
        (3, "a.b", "x"),
        (1, "c", "null"),
    ]
    entity = b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>"
    for odd in (b"", b"plain", b"{", b"<a>", b"\xff\xfe", entity, b"[" * 100_000):
        assert lines_of(odd) == []
    assert text_of("<?xml version='1.0' encoding='GBK'?><a>中</a>".encode("gbk")).endswith("<a>中</a>")


def picture(now: int, **parts: object) -> FlowPicture:
    """Of two portals and two parties; a bank that no file names any more has a disputed document."""
    empty = ("open", "outbox", "to_sign", "workers", "disputed", "proposed", "half_done", "waiting", "paused")
    rest = {"moved": MovedView(last_minute=0, last_hour=3), "quarantined": 0, "parked": 0}
    given: Any = {**dict.fromkeys(empty, ()), **rest, **parts}
    view = StoreView(**given)
    depths = {"national/OutBox": 4, "party.ping-an.messages": 2, "liaoning/OutBox": 0}
    return draw_flow(view_flow(["national", "liaoning"], ["ping-an", "customs"], depths, view), now, asked("/"))


def test_the_picture_tells_what_waits_and_since_when() -> None:
    """Whoever has something waiting comes first, in a higher box; what is late looks late."""
    waiting = [WaitingView(destination="ping-an", about="message", count=3, oldest=Moment(0))]
    opened = [OpenView(party="ping-an", status="P002", count=7, oldest=Moment(0))]
    disputed = [DisputedView(party="old-bank", type="premium-payment", count=1, oldest=Moment(0))]
    worker = [WorkerView(worker="w", beats=1, since=Moment(0), last_beat=Moment(HOUR))]
    with read_in("en"):
        drawn = picture(2 * HOUR, outbox=waiting, open=opened, disputed=disputed, workers=worker)
        told = {box.title: (box.look, [str(line) for line in box.lines]) for box in drawn.boxes}
    assert told["national"] == ("busy", ["→ not taken by the hub: 4"])
    assert told["liaoning"] == told["customs"] == ("quiet", [])
    assert told["ping-an"] == ("late", ["→ to be sent: 3, oldest 2 h", "→ not yet fetched: 2", "open: 7, oldest 2 h"])
    assert told["old-bank"] == ("late", ["disputed: 1"])
    assert told["hub"][1][:3] == ["workers: 1, heartbeat 1 h ago", "open: 7, oldest 2 h", "outbox: 3, oldest 2 h"]
    assert [box.title for box in drawn.boxes] == ["national", "liaoning", "hub", "old-bank", "ping-an", "customs"]


def test_no_two_boxes_of_the_picture_cover_each_other() -> None:
    """And all are within it."""
    drawn = picture(0)
    for box in drawn.boxes:
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height
    for x in {box.x for box in drawn.boxes}:
        column = sorted((box.y, box.y + box.height) for box in drawn.boxes if box.x == x)
        assert all(end < begin for (_, end), (begin, _) in pairwise(column))


def test_the_hub_without_a_worker_looks_late() -> None:
    """It takes and sends nothing."""
    hub = next(box for box in picture(0).boxes if box.title == "hub")
    assert (hub.look, hub.lines[0].en) == ("late", "no worker")
