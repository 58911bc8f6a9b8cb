"""`python bench/reading.py`: what it costs to read what a party sent, and what it costs to refuse it.

First a receipt of some 2 KB, parsed and verified, beside the bare calls of lxml and signxml; then every hostile file of
the corpus beside a correct message of its size: of those that can be that large, the one that costs most. Processor
time, medians; exit 1 where a promise is not kept.
"""

import json
import statistics
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "security"))

from corpus_maker.documents import BANK, decision, policy, report, technical
from corpus_maker.keyring import Pair, an_ec_key, pair
from corpus_maker.xmldsig import signed
from corpus_run import CORPUS, content, index
from inbound import Gate, certificates_in
from lxml import etree
from rig import HandClock
from signxml.verifier import SignatureConfiguration, XMLVerifier
from xml_messages import C14N

from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister
from hub.xml.parse import parse_xml

RESULTS = Path(__file__).resolve().parent / "results"
PARTY = "ping-an"
MOST = 1.25
"""How much more than the bare calls parsing and verifying may cost."""
SIZES = (2_000, 10_000, 20_000, 100_000, 200_000, 400_000, 1_000_000, 4_000_000, 7_000_000, 9_000_000, 16_500_000)
ATTACHMENT = 5 * 1024 * 1024
"""Bytes of the largest; beside it only white space makes a message larger."""
MOST_PAYMENTS = 900
"""In a report: more have more elements than are read."""
ROUNDS = 400
SLACK, PART = 0.002, 1.1
"""Seconds, or as much as this, that a refusal may cost beyond: the clock is no finer on a busy machine."""


def seconds(function: Callable[[], object]) -> float:
    started = time.thread_time()
    function()
    return time.thread_time() - started


def receipts(sender: Pair) -> float:
    """Print what a receipt costs, ours and bare; return the ratio, each pair of calls one after the other."""
    body = signed(decision(), sender)
    verifier = RegisteredVerifier(CertificateRegister({PARTY: [sender.certificate]}), HandClock())
    expected = SignatureConfiguration(location="./", default_reference_c14n_method=C14N)

    def bare() -> None:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
        XMLVerifier().verify(root, x509_cert=sender.certificate, expect_config=expected)

    def ours() -> None:
        verifier.verify(parse_xml(body), PARTY)

    pairs = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
    ratio = statistics.median(one / other for one, other in pairs)
    mine, theirs = (statistics.median(column) * 1e6 for column in zip(*pairs, strict=True))
    print(f"parse and verify a receipt of {len(body)} bytes: {mine:.0f} µs, bare {theirs:.0f} µs, ratio {ratio:.2f}")
    return ratio


def accepting(sender: Pair) -> list[tuple[int, float]]:
    """Bytes and seconds of correct messages, the dearest of each size."""
    gate = Gate({PARTY: [sender.certificate], BANK: [sender.certificate]})
    return [(size, max(_cost(gate, party, signed(text, sender)) for party, text in _sound(size))) for size in SIZES]


def _sound(size: int) -> Iterator[tuple[str, str]]:
    """Correct messages of some size: with much white space, with many entries, with an attachment."""
    room = max(0, size - 2_000)
    yield PARTY, _padded(decision(), size)
    yield PARTY, technical(min(100, room // 100))
    yield BANK, _padded(report(max(1, min(MOST_PAYMENTS, room // 180))), size)
    yield PARTY, _padded(policy(min(ATTACHMENT, room * 3 // 4)), size)


def _padded(text: str, size: int) -> str:
    """With as much white space between elements as makes it so large."""
    blank = " " * (max(0, size - 1_500 - len(text)) // text.count("><"))
    return text.replace("><", f">{blank}<")


def _cost(gate: Gate, party: str, body: bytes, code: str = "") -> float:
    assert gate.code(party, body) == code, (party, len(body), gate.code(party, body))
    return statistics.median(seconds(lambda: gate.code(party, body)) for _ in range(7))


def allowed(size: int, good: list[tuple[int, float]]) -> float:
    """What a correct message of a size costs, between the two that are measured next to it."""
    place = min(max(1, bisect_left([length for length, _ in good], size)), len(good) - 1)
    (before, less), (after, more) = good[place - 1], good[place]
    return max(less, less + (more - less) * (size - before) / (after - before))


def refusals(good: list[tuple[int, float]]) -> dict[str, tuple[int, float, float]]:
    """Bytes, seconds, and seconds of a correct message of that size, for each hostile file."""
    gate = Gate(certificates_in(CORPUS / "certificates"))
    found = {}
    for row in index():
        if row["code"]:
            body = content(row["file"])
            found[row["file"]] = len(body), _cost(gate, row["party"], body, row["code"]), allowed(len(body), good)
    return found


def main() -> None:
    sender = pair(an_ec_key(), PARTY)
    ratio = receipts(sender)
    good = accepting(sender)
    print("accepting: " + ", ".join(f"{size:,} bytes {cost * 1e3:.1f} ms" for size, cost in good))
    found = refusals(good)
    dear = {name: one for name, one in found.items() if one[1] > max(one[2] + SLACK, one[2] * PART)}
    print(
        f"refusing {len(found)} hostile files: {len(found) - len(dear)} cost no more than accepting one of their size"
    )
    for name, (size, cost, limit) in sorted(dear.items(), key=lambda item: item[1][2] - item[1][1]):
        print(f"  {name:<50}{size:>12,} bytes {cost * 1e3:>8.1f} ms, accepting {limit * 1e3:>6.1f} ms")
    RESULTS.mkdir(exist_ok=True)
    told = {"ratio": ratio, "accepting": good, "refusing": found}
    (RESULTS / "reading.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    sys.exit(ratio > MOST)


if __name__ == "__main__":
    main()
