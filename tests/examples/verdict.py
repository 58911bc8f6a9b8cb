"""What must be true at the end, read from outside: the log, the trails, what the parties heard."""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from portals import Watch
from processes import Background, run
from story import Story

from hub.bootstrap.keys import own_keys
from hub.bootstrap.store import open_store
from hub.home.place import Home
from hub.simulate.elements import text_at
from hub.simulate.signatures import Check, Unusable

Trail = dict[str, Any]


def _certificates(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pem"))


class Heard:
    """What the simulated parties said that they received, so far."""

    def __init__(self, log: Path) -> None:
        lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
        told = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        self.received = {one["sha256"] for one in told if one["event"] == "received"}
        """Digests of the bytes."""
        self.verified = Counter(one["party"] for one in told if one["event"] == "verified")
        """Messages whose signature was good, by party."""
        self.refused = [
            (one["party"], one.get("fault", ""))
            for one in told
            if one["event"] == "receipt" and one["code"] == "refused"
        ]
        self.errors = [f"{one['party']}: {one['reason']}" for one in told if one["event"] == "error"]
        """What they could not use of what the hub sent them."""


def _lines(printed: str) -> list[dict[str, Any]]:
    """One object a line; an empty list is `[]`."""
    return [json.loads(line) for line in printed.splitlines() if line != "[]"]


def read_log(home: Path) -> dict[str, dict[str, Any]]:
    """Every document of the hub, by its id."""
    return {row["document"]: row for row in _lines(run(home, "log", "--json"))}


def read_trails(home: Path, documents: list[str]) -> dict[str, Trail]:
    """What `hub show` says of each document, by its id."""
    rows = map(json.loads, run(home, "show", *documents, "--json").splitlines())
    return {trail["document"]["document"]: trail for trail in rows}


def wrong_statuses(watches: list[Watch], log: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Documents that did not end as their steps say, and documents that no step made."""
    expected = {w.document: w.step for w in watches if w.step.ends != "H002" and not w.step.repeats}
    for document, step in expected.items():
        found = log.get(document or "", {}).get("status", "nothing")
        if found != step.at_last:
            yield f"step {step.number}: {document} ended in {found}, not {step.at_last}"
    for watch in watches:
        tracks = log.get(watch.document or "", {}).get("tracks", {})
        for track, wanted in watch.step.tracks.items():
            if (shown := tracks.get(track)) != wanted:
                yield f"step {watch.step.number}: {watch.document} is shown with {track} {shown}, not {wanted}"
    first = {w.step.file: w.document for w in watches if w.step.file and not w.step.repeats}
    for watch in watches:
        if watch.step.repeats and watch.document != first[watch.step.repeats]:
            yield f"step {watch.step.number}: the repeated submission became another document, {watch.document}"
    for document in log.keys() - expected.keys():
        yield f"no step makes the {log[document]['type']} {document} ({log[document]['status']})"


def wrong_trails(watches: list[Watch], trails: dict[str, Trail], heard: Heard) -> Iterator[str]:
    """Documents whose message went out twice, or not as recorded, or whose odd receipts were not kept."""
    for watch in watches:
        step, trail = watch.step, trails.get(watch.document or "")
        if trail is None or step.is_of_another:
            continue
        sent = Counter(m["kind"] for m in trail["messages"] if m["direction"] == "out")
        for kind, wanted in (("business", step.sends), ("copy", step.copies), ("inquiry", step.inquiries)):
            if wanted is not None and sent[kind] != wanted:
                yield f"step {step.number}: {sent[kind]} {kind} messages were sent for it, not {wanted}"
        out = {m["id"]: m["sha256"] for m in trail["messages"] if m["direction"] == "out"}
        if lost := [id_ for id_, digest in out.items() if digest not in heard.received]:
            yield f"step {step.number}: the party does not have what is recorded as sent: {lost[0]}"
        if len(trail["observations"]) < step.observations:
            yield f"step {step.number}: {len(trail['observations'])} receipts observed, {step.observations} expected"


def wrong_refusals(story: Story, heard: Heard, home: Path) -> Iterator[str]:
    """Parties that were refused something else than the story says, by the hub's own receipts or in quarantine."""
    kept = _lines(run(home, "quarantine", "list", "--limit", "1000", "--json"))
    for party, expected in story.refused.items():
        told = sorted(code for name, code in heard.refused if name == party)
        if told != sorted(expected):
            yield f"{party} was refused for {told or 'nothing'}, not for {expected}"
        codes = sorted(row["code"] for row in kept if row["kind"] == "quarantined" and row["owner"] == party)
        if codes != sorted(expected):
            yield f"in quarantine from {party}: {codes or 'nothing'}, not {expected}"


def bad_endings(cast: list[Background]) -> Iterator[str]:
    """Processes that ended otherwise than asked to."""
    for one in cast:
        if one.code not in (0, -15, 143):
            yield f"hub {one.name} ended with {one.code}; its last lines:\n{one.tail()}"


def wrong_signatures(home: Home, trails: dict[str, Trail]) -> tuple[Counter[str], list[str]]:
    """Verify every message of every trail, ours and theirs, as it is stored, and what is inside an envelope; count."""
    counts: Counter[str] = Counter()
    problems = []
    hub = Check(own_keys(home).certificate_files)
    store = open_store(home)
    for message in (m for trail in trails.values() for m in trail["messages"]):
        party, ours = message["party"], message["direction"] == "out"
        check = hub if ours else Check(partial(_certificates, home.parties / party))
        good = _good_signatures(check, store.archive.payload(message["sha256"]) or b"")
        counts[f"hub → {party}" if ours else f"{party} → hub"] += good
        if not good:
            problems.append(f"a signature of {message['id']} does not verify")
    store.close()
    return counts, problems


def _good_signatures(check: Check, body: bytes) -> int:
    """How many signatures a message has, in an envelope two; 0 when one of them is not good."""
    try:
        inside = text_at(check.verify(body), "Data")
        if inside is None:
            return 1
        check.verify(b64decode(inside))
    except Unusable:
        return 0
    return 2
