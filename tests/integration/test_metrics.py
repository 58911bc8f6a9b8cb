"""`hub metrics`: what happened and what waits, as a scraper sees it."""

import http.client
import json
import subprocess
import sys
from base64 import encodebytes
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from own_home import OwnHome
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open_metrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from hub.bootstrap.metrics import Exporter, Measuring

Values = Mapping[str, Mapping[tuple[str, ...], float]]
OPEN_METRICS = "application/openmetrics-text; version=1.0.0"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str


def ask(port: int, method: str = "GET", path: str = "/metrics", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, headers=headers)
        got = connection.getresponse()
        return Answer(got.status, dict(got.getheaders()), got.read().decode())
    finally:
        connection.close()


def open_metrics(text: str) -> Any:
    return parse_open_metrics(text)  # type: ignore[no-untyped-call]


def values(text: str) -> Values:
    """By series: the values by those of the labels, in the order of the labels' names."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in parse_text(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(v for _, v in sorted(sample.labels.items()))] = sample.value
    return found


@pytest.fixture
def own(tmp_path: Path, store_url: str) -> OwnHome:
    return OwnHome(tmp_path / "home", store_url)


@pytest.fixture
def exporter(own: OwnHome) -> Iterator[Exporter]:
    made = Exporter(own.home, "127.0.0.1", 0)
    yield made
    made.close()


def test_what_happened_is_counted_whoever_asks_and_when(own: OwnHome, exporter: Exporter) -> None:
    """Before anything happened, after it, and by an exporter that starts later."""
    before = values(ask(exporter.port).body)
    assert before["hub_messages_total"]["out", "business", "ping-an"] == 0
    own.accept("one", "two")
    own.submit({"id": "three"})
    own.reply(own.receipt(own.message("one")))
    own.reply(b"<not-xml")
    own.work()
    seen = values(ask(exporter.port).body)
    assert seen["hub_submissions_total"] == {
        ("accepted", "national", "credit-authorization"): 2,
        ("refused", "national", "unknown"): 1,
    }
    assert seen["hub_messages_total"]["out", "business", "ping-an"] == 2
    assert seen["hub_messages_total"]["in", "receipt", "ping-an"] == 1
    assert seen["hub_receipts_total"]["technical", "moved", "ping-an"] == 1
    assert sum(seen["hub_receipts_total"].values()) == 1
    assert sum(seen["hub_quarantined_total"].values()) == sum(seen["hub_quarantine_deliveries"].values()) == 1
    assert seen["hub_document_duration_seconds_count"]["credit-authorization", "sent"] == 2
    assert seen["hub_document_duration_seconds_bucket"]["+Inf", "credit-authorization", "sent"] == 2
    assert sum(seen["hub_open_documents"].values()) == 2
    assert seen["hub_attention_items"][("quarantined",)] == 1
    assert sum(seen["hub_attention_items"].values()) == 1
    later = Exporter(own.home, "127.0.0.1", 0)
    try:
        assert values(ask(later.port).body) == seen
    finally:
        later.close()


def test_the_log_workers_certificates_and_the_build_are_told(own: OwnHome, exporter: Exporter) -> None:
    """A worker that has ended has no heartbeat any more, and its stages are still counted."""
    own.accept("one")
    with own.store() as store:
        store.heartbeats.record("living", 5_000_000)
    seen = values(ask(exporter.port).body)
    assert seen["hub_log_entries_total"][()] >= 2
    assert seen["hub_unsealed_transitions"] == {(): 0}
    assert seen["hub_checkpoint_timestamp_seconds"][()] > 0
    assert seen["hub_worker_heartbeats_total"] == {("living",): 1}
    assert seen["hub_worker_heartbeat_timestamp_seconds"] == {("living",): 5}
    assert {owner for owner, _ in seen["hub_certificate_end_timestamp_seconds"]} == {"hub", "boc-insurance", "ping-an"}
    assert len(seen["hub_build_info"]) == 1
    lines = {line for line, _ in seen["hub_stage_duration_seconds_count"]}
    assert lines == {"submission", "dispatch", "worker"}


def test_nothing_but_get_is_answered(exporter: Exporter) -> None:
    """At one place; in the format that was asked for."""
    assert [ask(exporter.port, method).status for method in ("POST", "PUT", "DELETE", "PATCH", "HEAD")] == [405] * 5
    assert ask(exporter.port, "POST").headers["Allow"] == "GET"
    assert ask(exporter.port, path="/").status == 404
    answer = ask(exporter.port, Accept=OPEN_METRICS)
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    assert "hub_build" in {family.name for family in open_metrics(answer.body)}


def test_a_store_that_is_gone_is_told_and_found_again(own: OwnHome, store_url: str) -> None:
    """The exporter goes on."""
    if not store_url.startswith("sqlite"):
        pytest.skip("a file can be moved away")
    exporter, file = Exporter(own.home, "127.0.0.1", 0), Path(store_url.removeprefix("sqlite:///"))
    try:
        away = file.rename(file.with_suffix(".away"))
        assert values(ask(exporter.port).body)["hub_store_up"] == {(): 0}
        away.rename(file)
        assert values(ask(exporter.port).body)["hub_store_up"] == {(): 1}
    finally:
        exporter.close()


def test_a_source_that_fails_takes_only_its_own_gauge_away(own: OwnHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever failed there: the scrape succeeds, tells which source it was, and has all other items."""
    own.reply(b"<not-xml")
    own.work()
    monkeypatch.setattr("hub.operate.attention.documents.disputed", failing)
    exporter = Exporter(own.home, "127.0.0.1", 0)
    try:
        answer = ask(exporter.port)
    finally:
        exporter.close()
    seen = values(answer.body)
    assert (answer.status, seen["hub_store_up"]) == (200, {(): 1})
    assert {source for (source,), failed in seen["hub_attention_source_failed"].items() if failed} == {"disputed"}
    assert seen["hub_attention_items"][("quarantined",)] == 1
    assert not {("contradicted",), ("returned",), ("disputed",)} & seen["hub_attention_items"].keys()


def test_what_is_wrong_with_the_hub_itself_does_not_end_a_scrape(
    exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the store is told as not read, and the build and the certificates all the same."""
    monkeypatch.setattr("hub.bootstrap.metrics.look_in_store", failing)
    answer = ask(exporter.port)
    seen = values(answer.body)
    assert (answer.status, seen["hub_store_up"], len(seen["hub_build_info"])) == (200, {(): 0}, 1)


def failing(*_: object) -> None:
    raise KeyError("a fault of the hub's own")


@pytest.mark.parametrize("spoil", ["flipped", "cut", "no-text", "limits"])
def test_a_broken_certificate_takes_away_the_ends_of_the_parties_only(own: OwnHome, store_url: str, spoil: str) -> None:
    """Whatever its bytes do to the libraries, the scrape succeeds, and the hub's own ends are told."""
    if not store_url.startswith("sqlite"):
        pytest.skip("certificates are files")
    (file,) = sorted((own.home.parties / "ping-an").glob("*.pem"))
    body = file.read_bytes()
    der = x509.load_pem_x509_certificate(body).public_bytes(Encoding.DER)
    measuring = Measuring(own.home)
    for broken in BROKEN[spoil](der):
        if spoil == "limits":
            (file.parent / "cutovers").write_bytes(broken)
        else:
            file.write_bytes(broken if spoil == "no-text" else b"".join(pem(broken)))
        (ends,) = [one for one in measuring.read() if one.name == "hub_certificate_end_timestamp_seconds"]
        assert ("hub", "signing") in dict(ends.values), broken
        assert dict(ends.values).keys() <= {("hub", "signing"), ("ping-an", "signing"), ("boc-insurance", "signing")}
    measuring.close()


def pem(der: bytes) -> Iterator[bytes]:
    yield b"-----BEGIN CERTIFICATE-----\n"
    yield encodebytes(der)
    yield b"-----END CERTIFICATE-----\n"


def flipped(der: bytes) -> Iterator[bytes]:
    """Each of some bytes with each of some bits changed: lengths, tags, times, algorithms, the key."""
    for place in range(0, len(der), 13):
        yield der[:place] + bytes([der[place] ^ (1 << place % 8)]) + der[place + 1 :]


BROKEN: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "flipped": flipped,
    "cut": lambda der: (der[:length] for length in (0, 1, 4, 40, len(der) // 2, len(der) - 1)),
    "no-text": lambda der: iter([b"", b"\xff\xfe\x00", der, b"-----BEGIN CERTIFICATE-----\n" * 1000]),
    "limits": lambda _: iter([b"\xff\xfe", b"0" * 64 + b" until never now\n", b"\x00" * 100]),
}


def test_labels_hold_no_ids_and_are_few(own: OwnHome, exporter: Exporter) -> None:
    """However many documents there are, a scrape is as long."""
    own.accept("one")
    own.submit({"id": "bad-1", "type": "made-up"})
    own.work()
    first = values(ask(exporter.port).body)
    own.accept("two")
    own.submit({"id": "bad-2", "type": "made-up-otherwise"})
    own.work()
    second = values(ask(exporter.port).body)
    assert {name: set(them) for name, them in second.items() if "stage" not in name} == {
        name: set(them) for name, them in first.items() if "stage" not in name
    }
    assert "made-up" not in ask(exporter.port).body


def test_the_verb_listens_until_it_is_told_to_stop(own: OwnHome) -> None:
    """Where nothing but this machine asks."""
    words = ["--home", str(own.path), "metrics", "--listen", "127.0.0.1:0", "--json"]
    with subprocess.Popen([sys.executable, "-m", "hub", *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        place = json.loads(process.stdout.readline())["listen"]
        assert "hub_store_up 1.0" in ask(int(place.rpartition(":")[2])).body
        process.terminate()
        assert process.wait(60) == 0
