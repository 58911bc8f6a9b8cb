"""What must be true at the end, read from outside: the log, the trails, the files at the parties."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from portals import Watch
from processes import Background, run
from story import Story

from hub.simulate.script import local_name, text_at
from hub.simulate.signatures import Check, Unusable

Trail = dict[str, Any]


def read_log(home: Path) -> dict[str, dict[str, Any]]:
    """Every document of the hub, by its id."""
    return {row["document"]: row for row in map(json.loads, run(home, "log", "--json").splitlines())}


def read_trails(home: Path, documents: list[str]) -> dict[str, Trail]:
    """What `hub show` says of each document, by its id."""
    rows = map(json.loads, run(home, "show", *documents, "--json").splitlines())
    return {trail["document"]["document"]: trail for trail in rows}


def wrong_statuses(watches: list[Watch], log: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Documents that did not end as their steps say, and documents that no step made."""
    expected = {w.document: w.step for w in watches if w.step.ends != "H002" and not w.step.repeats}
    for document, step in expected.items():
        found = log.get(document or "", {}).get("status", "nothing")
        if found != step.ends:
            yield f"step {step.number}: {document} ended in {found}, not {step.ends}"
    first = {w.step.file: w.document for w in watches if w.step.file and not w.step.repeats}
    for watch in watches:
        if watch.step.repeats and watch.document != first[watch.step.repeats]:
            yield f"step {watch.step.number}: the repeated submission became another document, {watch.document}"
    for document in log.keys() - expected.keys():
        yield f"no step makes the {log[document]['type']} {document} ({log[document]['status']})"


def wrong_trails(watches: list[Watch], trails: dict[str, Trail], home: Path) -> Iterator[str]:
    """Documents whose message went out twice, or not as recorded, or whose odd receipts were not kept."""
    arrived = {hashlib.sha256(body).hexdigest() for _, body in _files(home, "*", "Read")}
    for watch in watches:
        step, trail = watch.step, trails.get(watch.document or "")
        if trail is None or step.repeats:
            continue
        sent = [m for m in trail["messages"] if (m["direction"], m["kind"]) == ("out", "business")]
        wanted = 0 if step.ends == "H001" or step.announced else 1
        if len(sent) != wanted:
            yield f"step {step.number}: {len(sent)} messages were sent for it, not {wanted}"
        if lost := [m["id"] for m in trail["messages"] if m["direction"] == "out" and m["sha256"] not in arrived]:
            yield f"step {step.number}: the party does not have what is recorded as sent: {lost[0]}"
        if len(trail["observations"]) < step.observations:
            yield f"step {step.number}: {len(trail['observations'])} receipts observed, {step.observations} expected"


def wrong_refusals(story: Story, home: Path) -> Iterator[str]:
    """Parties that were refused something else than the story says, by the hub's own receipts."""
    for party, expected in story.refused.items():
        roots = [etree.fromstring(body) for _, body in _files(home, party, "Read")]
        receipts = [root for root in roots if local_name(root) == "TechnicalReceipt"]
        codes = [text_at(root, "Fault/Code") or "" for root in receipts if text_at(root, "Code") == "refused"]
        if sorted(codes) != sorted(expected):
            yield f"{party} was refused for {sorted(codes) or 'nothing'}, not for {expected}"
        kept = len(list(_files(home, party, "FailBox")))
        if kept != len(expected):
            yield f"{kept} messages of {party} stand in its FailBox, not {len(expected)}"


def bad_endings(cast: list[Background]) -> Iterator[str]:
    """Processes that ended otherwise than asked to."""
    for one in cast:
        if one.code not in (0, -15, 143):
            yield f"hub {one.name} ended with {one.code}; its last lines:\n{one.tail()}"


def errors_of_the_parties(log: Path) -> Iterator[str]:
    """What the simulated parties could not use of what the hub sent them."""
    for line in log.read_text("utf-8", "replace").splitlines():
        told = json.loads(line) if line.startswith("{") else {}
        if told.get("event") == "error":
            yield f"{told['party']} could not use a message: {told['reason']}"


def check_signatures(home: Path, parties: list[str]) -> tuple[Counter[str], list[str]]:
    """Verify every message at the parties and every message of theirs that the hub took."""
    counts: Counter[str] = Counter()
    problems = []
    hub = [Check(home / "keys" / "hub" / "certificate.pem")]
    for party in parties:
        registered = [Check(path) for path in sorted((home / "keys" / "parties" / party).glob("*.pem"))]
        for box, checks in (("Read", hub), ("SentBox", registered)):
            for path, body in _files(home, party, box):
                counts[f"{party}/{box}"] += 1
                if not any(_verifies(check, body) for check in checks):
                    problems.append(f"the signature of {path.relative_to(home)} does not verify")
        problems += [
            f"{path.relative_to(home)} was not usable for {party}" for path, _ in _files(home, party, "Unread")
        ]
    return counts, problems


def _verifies(check: Check, body: bytes) -> bool:
    try:
        check.verify(body)
    except Unusable:
        return False
    return True


def _files(home: Path, owner: str, box: str) -> Iterator[tuple[Path, bytes]]:
    for path in sorted((home / "queues").glob(f"{owner}/{box}/**/*.xml")):
        yield path, path.read_bytes()
