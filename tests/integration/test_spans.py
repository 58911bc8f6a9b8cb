"""`hub traces`: the submission, the messages and the receipts of a traced document, as spans at a collector."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rig import Rig, a_credit_authorization
from services.spans import Received, receiver
from structlog.testing import capture_logs
from verbs import hub

from adapters.spans import OtlpExporter
from adapters.store import open_store
from hub.bootstrap.home import make_home
from hub.bootstrap.statuses import read_statuses
from hub.home.place import Home
from hub.model import Message
from hub.operate.traces.export import TraceExport
from hub.operate.traces.sending import Sending
from hub.operate.traces.spans import spans_of
from hub.ports import Trail
from hub.ports.spans import Span
from hub.testing.rows import a_message, opened, write

TRACE, ABOVE = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{ABOVE}-01"
CONSUMER, PRODUCER = 5, 4
"""Numbers of OTLP's kinds."""


@pytest.fixture
def collector() -> Iterator[Received]:
    with receiver() as received:
        yield received


@pytest.fixture
def exporter(collector: Received) -> Iterator[OtlpExporter]:
    with closing(OtlpExporter(collector.url, "HUB0001", "1.2.3")) as made:
        yield made


def submit(rig: Rig, form: dict[str, Any], trace: str = PARENT) -> None:
    delivery = replace(rig.delivery("national", json.dumps(form).encode()), trace=trace)
    rig.worker.beat()
    rig.worker.promise(rig.worker.submissions.run([delivery]))
    rig.worker.dispatch.settle(1.0)


def trail_of(rig: Rig, name: str) -> Trail:
    trail = rig.store.documents.trail(rig.document(name).id)
    assert trail is not None
    return trail


def test_stored_facts_become_spans_of_the_portals_trace(
    rig: Rig, uscc: str, collector: Received, exporter: OtlpExporter
) -> None:
    """Submission, then message, then receipts: each below the one before, with the times that are recorded."""
    export = TraceExport(rig.store, read_statuses(Home(Path())), exporter, 0)
    submit(rig, a_credit_authorization(uscc) | {"id": "one"})
    assert export.run() == 2
    rig.worker.promise(
        rig.worker.replies.run([rig.delivery("ping-an", rig.technical(rig.message_of(rig.document("one").id)))])
    )
    assert (export.run(), export.run()) == (1, 0)
    trail = trail_of(rig, "one")
    sent, came = (
        next(m for m in trail.messages if m.direction == way and m.party == "ping-an") for way in ("out", "in")
    )
    taken = next(row for row in trail.transitions if row.cause.kind == "confirm")
    submission, message, answer = collector.spans
    assert [one["name"] for one in collector.spans] == [
        *("submission credit-authorization", "send business to ping-an", "answer of ping-an"),
    ]
    assert [one["parent"] for one in collector.spans] == [ABOVE, submission["id"], message["id"]]
    assert {one["trace"] for one in collector.spans} == {TRACE}
    assert [one["kind"] for one in collector.spans] == [CONSUMER, PRODUCER, CONSUMER]
    assert [(one["begin"] // 1000, one["end"] // 1000) for one in (message, answer)] == [
        *((sent.at, taken.at), (sent.at, came.at)),
    ]
    assert (message["messaging.message.id"], answer["messaging.message.id"]) == (sent.id, came.id)
    assert {one["hub.record"] for one in collector.spans} == {trail.document.record}
    assert (answer["hub.status"], answer["is_error"]) == (trail.document.status, False)
    assert (collector.resource["service.name"], collector.resource["service.version"]) == ("single-window-hub", "1.2.3")
    assert uscc not in str(collector.spans)


def test_what_nobody_traces_or_records_has_no_spans(
    rig: Rig, uscc: str, collector: Received, exporter: OtlpExporter
) -> None:
    """No traceparent; and one that says that it is not sampled. A refused submission is an error."""
    export = TraceExport(rig.store, read_statuses(Home(Path())), exporter, 0)
    submit(rig, a_credit_authorization(uscc) | {"id": "one"}, trace="")
    submit(rig, a_credit_authorization(uscc) | {"id": "two"}, trace=f"{PARENT[:-2]}00")
    assert (export.run(), collector.spans) == (0, [])
    submit(rig, {"id": "three"})
    assert export.run() == 1
    assert [(one["name"], one["is_error"], one["hub.status"]) for one in collector.spans] == [
        ("submission unknown", True, "H001"),
    ] or collector.spans[0]["is_error"]


def test_what_a_collector_did_not_take_is_sent_later_and_once(
    rig: Rig, uscc: str, collector: Received, exporter: OtlpExporter
) -> None:
    """Also what came meanwhile; the ids are the same whenever spans are made."""
    export = TraceExport(rig.store, read_statuses(Home(Path())), exporter, 0)
    collector.status = 401
    submit(rig, a_credit_authorization(uscc) | {"id": "one"})
    assert (export.run(), export.run(), collector.spans) == (None, None, [])
    rig.worker.promise(
        rig.worker.replies.run([rig.delivery("ping-an", rig.technical(rig.message_of(rig.document("one").id)))])
    )
    collector.status = 200
    assert (export.run(), export.run()) == (3, 0)
    again = spans_of(trail_of(rig, "one"), PARENT, read_statuses(Home(Path())))
    assert sorted(one.id for one in again) == sorted(one["id"] for one in collector.spans)


def some_spans(many: int) -> list[Span]:
    return [
        Span(trace=TRACE, id=f"{at:016x}", parent=ABOVE, name="send", kind="producer", begin=at, end=at)
        for at in range(1, many + 1)
    ]


def sent(exporter: OtlpExporter, spans: list[Span]) -> tuple[Sending, list[Span]]:
    """What sent them, and what it is done with."""
    sending, done = Sending(exporter), list[Span]()
    assert sending.send(spans, done.extend)
    return sending, done


def test_many_spans_go_in_several_requests(collector: Received, exporter: OtlpExporter) -> None:
    """In order, each once; a collector that takes fewer gets fewer."""
    spans = some_spans(1_100)
    assert sent(exporter, spans)[1] == spans
    assert collector.requests == [(500, 200), (500, 200), (100, 200)]
    collector.requests.clear()
    collector.most = 200
    assert sent(exporter, spans[:500])[1] == spans[:500]
    assert collector.requests == [(500, 413), *((250, 413), (125, 200), (125, 200)) * 2]
    assert [one["id"] for one in collector.spans] == [span.id for span in (*spans, *spans[:500])]


def test_what_a_collector_refuses_for_good_is_logged_and_not_sent_again(
    collector: Received, exporter: OtlpExporter
) -> None:
    """Once as long as its answer is the same. Where it takes not even the first alone, the rest is given up."""
    with capture_logs() as lines:
        collector.status = 422
        sending, done = sent(exporter, some_spans(1_100))
        assert (len(done), [spans for spans, _ in collector.requests]) == (1_100, [500, 500, 100])
        collector.status = 200
        assert sending.send(some_spans(1), done.extend)
        collector.most = 0
        assert sending.send(some_spans(500), done.extend)
    assert [(line["event"], line.get("reason")) for line in lines] == [
        ("spans_refused", "422"),
        ("spans_taken_again", None),
        ("spans_refused", "413"),
    ]
    assert (lines[-1]["spans"], len(done)) == (500, 1_601)
    assert collector.requests[3:] == [(1, 200), *((most, 413) for most in (500, 250, 125, 62, 31, 15, 7, 3, 1))]


@pytest.mark.parametrize("status", [302, 401, 404])
def test_what_a_collector_does_not_take_now_is_kept_and_logged_once(
    collector: Received, exporter: OtlpExporter, status: int
) -> None:
    """However often it is tried. Nothing behind it is sent before."""
    sending, done = Sending(exporter), list[Span]()
    collector.status = status
    with capture_logs() as lines:
        tries = [sending.send(some_spans(1_100), done.extend) for _ in range(2)]
    assert (tries, done, collector.requests) == ([False, False], [], [(500, status)] * 2)
    assert [(line["event"], line["reason"]) for line in lines] == [("spans_not_taken", str(status))]


def test_a_collector_that_takes_a_part_gets_the_rest_later(
    rig: Rig, uscc: str, collector: Received, exporter: OtlpExporter
) -> None:
    """What it took is not sent again."""
    submit(rig, a_credit_authorization(uscc) | {"id": "one"})
    export = TraceExport(rig.store, read_statuses(Home(Path())), exporter, 0)
    collector.most, collector.room = 1, 1
    assert (export.run(), len(collector.spans)) == (None, 1)
    collector.room = 2
    assert (export.run(), export.run(), len({one["id"] for one in collector.spans})) == (1, 0, 2)


def test_a_message_that_no_queue_has_taken_yet_is_no_span(tmp_path: Path) -> None:
    """Until it is; an answer that came before tells that it was."""
    books, document = opened("P001")
    asked = a_message(b"<a/>", document=document.id, party="ping-an")
    waiting = Trail(document=document, references={}, transitions=list(books.trails.appended), messages=[asked])
    statuses = read_statuses(Home(tmp_path))
    assert len(spans_of(waiting, PARENT, statuses)) == 1
    answer: Message = replace(asked, direction="in", kind="receipt", id="r-1", answers=asked.id, at=asked.at + 7)
    told = spans_of(replace(waiting, messages=[asked, answer]), PARENT, statuses)
    assert [(one.name, one.end - one.begin) for one in told[1:]] == [
        ("send business to ping-an", 7),
        ("answer of ping-an", 7),
    ]


def test_the_verb_sends_until_it_is_told_to_stop(tmp_path: Path, collector: Received) -> None:
    """It only reads the store."""
    home = Home(tmp_path / "home")
    make_home(home, ["ping-an"], ["national"], keys=False)
    with closing(open_store(home.store_url)) as store:
        books, document = opened("P001", type="credit-authorization", portal="national")
        books.trails.trace(document.id, PARENT)
        write(store, books.changes())
    words = ["--home", str(home.path), "traces", "--to", collector.url, "--since", "99999d", "--json"]
    with subprocess.Popen([sys.executable, "-m", "hub", *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["to"] == collector.url
        assert collector.some.wait(60)
        process.terminate()
        assert process.wait(60) == 0
    assert [one["hub.document"] for one in collector.spans] == [document.id]
    wrong = hub(home.path, "traces", "--to", "collector:4318")
    assert (wrong.returncode, b"--to" in wrong.stderr) == (2, True)
