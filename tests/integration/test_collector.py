"""`hub traces` and a real OpenTelemetry Collector: what it writes into its file is the document's trace."""

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from rig import Rig, a_credit_authorization
from services.collector import collector

from adapters.spans import OtlpExporter
from adapters.store import open_store
from hub import version
from hub.bootstrap.home import make_home
from hub.home.place import Home
from hub.operate.traces.sending import Sending
from hub.ports.spans import Answer, Span

TRACE, ABOVE = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{ABOVE}-01"
CONSUMER, PRODUCER, ERROR = 5, 4, 2
"""Numbers of OTLP's kinds and status."""


def play(home: Home, uscc: str) -> str:
    """Submit, and take both receipts: accepted, then refused by the party. The document's id."""
    form = a_credit_authorization(uscc) | {"id": "one"}
    with closing(open_store(home.store_url)) as store, closing(Rig(store, home.queues)) as rig:
        delivery = replace(rig.delivery("national", json.dumps(form).encode()), trace=PARENT)
        rig.worker.beat()
        rig.worker.promise(rig.worker.submissions.run([delivery]))
        rig.worker.dispatch.settle(1.0)
        asked = rig.message_of(rig.document("one").id)
        rig.reply(rig.technical(asked))
        rig.reply(rig.decision("CreditAuthorizationDecision", asked, "F"))
        return rig.document("one").id


def times(span: dict[str, Any]) -> tuple[int, int]:
    return int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"])


def test_a_collectors_file_has_the_trace_of_a_document(tmp_path: Path, uscc: str) -> None:
    """From submission to receipt: one trace, each span below the one that caused it, and nothing personal."""
    home = Home(tmp_path / "home")
    make_home(home, ["ping-an"], ["national"], keys=False)
    id_ = play(home, uscc)
    with collector(tmp_path) as other:
        words = ["--home", str(home.path), "traces", "--to", other.url, "--since", "99999d", "--json"]
        with subprocess.Popen([sys.executable, "-m", "hub", *words], stdout=subprocess.DEVNULL) as process:
            try:
                submission, message, technical, business = other.wait_for(4)
            finally:
                process.terminate()
        assert process.returncode == 0
        text = other.file.read_text("utf-8")
    spans = [submission, message, technical, business]
    assert [one["name"] for one in spans] == [
        "submission credit-authorization",
        "send business to ping-an",
        "answer of ping-an",
        "answer of ping-an",
    ]
    assert [one["parentSpanId"] for one in spans] == [ABOVE, submission["spanId"], *[message["spanId"]] * 2]
    assert ({one["traceId"] for one in spans}, len({one["spanId"] for one in spans})) == ({TRACE}, 4)
    assert [one["kind"] for one in spans] == [CONSUMER, PRODUCER, CONSUMER, CONSUMER]
    assert [one["status"].get("code") for one in spans] == [None, None, None, ERROR]
    assert all(begin <= end for begin, end in map(times, spans))
    assert times(technical)[1] < times(business)[1]
    assert {(one["hub.document"], one["hub.type"], one["hub.party"]) for one in spans} == {
        (id_, "credit-authorization", "ping-an")
    }
    assert business["hub.status"] == "F"
    assert message["messaging.message.id"] != business["messaging.message.id"]
    assert spans[0]["resource"].items() >= {"service.name": "single-window-hub", "service.version": version()}.items()
    assert uscc not in text


def test_a_collector_that_takes_smaller_requests_gets_all_spans(tmp_path: Path) -> None:
    """Each once. It answers 400 to what is too large, so that 400 does not mean that the spans are wrong."""
    spans = [
        Span(trace=TRACE, id=f"{at:016x}", parent=ABOVE, name="send", kind="producer", begin=at, end=at + 1)
        for at in range(1, 1_101)
    ]
    done = list[Span]()
    with (
        collector(tmp_path, most=20_000) as other,
        closing(OtlpExporter(f"{other.url}/v1/traces", "H", "1")) as exporter,
    ):
        assert exporter.send(spans[:500]) == Answer("too many", "400")
        assert Sending(exporter).send(spans, done.extend)
        written = other.wait_for(len(spans))
    assert [one["spanId"] for one in written] == [one.id for one in spans]
    assert done == spans
