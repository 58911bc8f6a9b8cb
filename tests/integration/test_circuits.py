"""A party that takes nothing is paused, probed with what waits, and resumed: nothing is lost, others are served."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from customs import a_report_of_the_platform
from guarantees import a_general_guarantee
from rig import PARTIES, PORTALS, HandClock, Rig, a_credit_authorization, a_uscc, catalogue, figures, signing_key

from adapters.folder import FolderQueue
from hub.flow.deadlines import DeadlineLine
from hub.model import Circuit, Document
from hub.ports import Store

INSURER, OTHER = "ping-an", "boc-insurance"
ENOUGH = 10
"""Different failures in a row, as long as the insurer's file says nothing else."""
Start = Callable[..., Rig]


@pytest.fixture
def start(store: Store, tmp_path: Path) -> Iterator[Start]:
    """Start a hub on the same store and folders; all of them have the same time."""
    clock = HandClock()
    with ExitStack() as ends:

        def begin(worker: str = "hub", without: str = "") -> Rig:
            owners = [owner for owner in (*PORTALS, *PARTIES) if owner != without]
            rig = Rig(store, tmp_path, FolderQueue(tmp_path, owners, worker, clock), worker, clock=clock)
            ends.callback(rig.close)
            return rig

        yield begin


class Box:
    """The insurer's folder, which can be out of reach."""

    def __init__(self, root: Path) -> None:
        self.path = root / INSURER / "InBox"
        self._aside = root / "aside"

    def take_away(self) -> None:
        """A file is in its place."""
        self.path.rename(self._aside)
        self.path.write_bytes(b"")

    def bring_back(self) -> None:
        self.path.unlink()
        self._aside.rename(self.path)

    def found(self) -> list[tuple[str, bytes]]:
        """Ids and bodies, in the order in which they came."""
        files = sorted(self.path.glob("*.xml"), key=lambda path: path.stat().st_mtime_ns)
        return [(path.stem, path.read_bytes()) for path in files]


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def submit(rig: Rig, number: int, party: str = INSURER) -> list[Document]:
    return rig.submit(*(a_credit_authorization(a_uscc(), party=party) for _ in range(number)))


def serve(rig: Rig) -> None:
    """Send what is due, and record what became of it."""
    dispatch = rig.worker.dispatch
    dispatch.poller.begin()
    dispatch.pick_up()
    dispatch.settle()


def circuit_of(rig: Rig) -> Circuit:
    (found,) = rig.store.circuits.open()
    assert found.destination == INSURER
    return found


def statuses(rig: Rig, documents: list[Document]) -> list[str]:
    return [rig.document(document.id).status for document in documents]


def messages(rig: Rig, documents: list[Document]) -> list[tuple[str, bytes]]:
    """Ids and bodies of their messages, as they are stored."""
    sent = [rig.message_of(document.id) for document in documents]
    return [(one.id, rig.store.archive.payload(one.digest) or b"") for one in sent]


def test_a_party_whose_folder_is_gone_is_paused_and_all_that_waited_arrives_in_order(start: Start, box: Box) -> None:
    """Others are served. A restart changes nothing, and each message arrives once, with its id and its bytes."""
    rig = start()
    box.take_away()
    waiting = submit(rig, ENOUGH + 2)
    serve(rig)
    circuit = circuit_of(rig)
    assert (circuit.trouble, circuit.why, len(circuit.failed), circuit.probes) == ("unreachable", "full", ENOUGH, 0)
    others = submit(rig, 2, OTHER)
    serve(rig)
    assert statuses(rig, waiting + others) == ["P001"] * len(waiting) + ["P002"] * 2
    rig.close()

    rig = start("hub-again")
    rig.store.outbox.reassign(["hub"], "hub-again")
    waiting += submit(rig, 1)
    serve(rig)
    assert circuit_of(rig) == circuit
    rig.clock.pass_(seconds=11)
    serve(rig)
    probed = circuit_of(rig)
    assert (probed.probes, probed.probe, probed.failed) == (1, "", circuit.failed)

    box.bring_back()
    serve(rig)
    assert box.found() == []
    rig.clock.pass_(seconds=21)
    serve(rig)
    assert box.found() == messages(rig, waiting[1:2])  # the second turn's probe is another document's message
    assert rig.store.circuits.open() == []
    serve(rig)
    assert box.found() == messages(rig, [waiting[1], waiting[0], *waiting[2:]])
    assert set(statuses(rig, waiting)) == {"P002"}


def test_what_is_promised_while_a_party_is_paused_or_its_older_messages_wait_goes_behind_them(
    start: Start, box: Box
) -> None:
    """What was just committed is not sent from memory then."""
    rig = start()
    box.take_away()
    waiting = submit(rig, ENOUGH)
    serve(rig)

    def promise() -> None:
        waiting.extend(submit(rig, 1))
        form = a_credit_authorization(a_uscc())
        rig.worker.promise(rig.take_in([json.dumps(form).encode()]))
        waiting.append(rig.document(form["id"]))

    promise()
    assert rig.worker.dispatch.under_way == {}
    box.bring_back()
    rig.clock.pass_(seconds=11)
    rig.worker.dispatch.pick_up()
    rig.worker.dispatch.settle()
    assert len(box.found()) == 1
    promise()
    assert rig.worker.dispatch.under_way == {}
    for _ in range(3):
        rig.worker.dispatch.pick_up()
        rig.worker.dispatch.settle()
    promise()
    serve(rig)
    assert box.found() == messages(rig, waiting)


def test_messages_without_a_queue_fail_until_the_party_is_paused_and_wait_from_then_on(start: Start, box: Box) -> None:
    """Nine are for an operator to send again; the others only wait, and need nobody."""
    rig = start("without", without=INSURER)
    documents = submit(rig, ENOUGH + 5)
    serve(rig)
    assert circuit_of(rig).why == "returned"
    assert statuses(rig, documents) == ["P003"] * (ENOUGH - 1) + ["P001"] * 6
    for seconds in (11, 21, 41):
        rig.clock.pass_(seconds=seconds)
        serve(rig)
    assert circuit_of(rig).probes == 3
    assert statuses(rig, documents) == ["P003"] * (ENOUGH - 1) + ["P001"] * 6

    rig = start("with")
    rig.store.outbox.reassign(["without"], "with")
    rig.clock.pass_(seconds=81)
    serve(rig)
    serve(rig)
    assert statuses(rig, documents) == ["P003"] * (ENOUGH - 1) + ["P002"] * 6
    waited = documents[ENOUGH - 1 :]
    assert box.found() == messages(rig, [waited[3], *waited[:3], *waited[4:]])


def test_one_message_that_its_folder_never_takes_pauses_nobody(start: Start, box: Box) -> None:
    """A folder stands in its place. The messages behind it arrive."""
    rig = start()
    poison, *others = submit(rig, 5)
    (box.path / f"{rig.message_of(poison.id).id}.xml" / "x").mkdir(parents=True)
    for _ in range(2 * ENOUGH):
        serve(rig)
    assert rig.store.circuits.open() == []
    assert statuses(rig, [poison, *others]) == ["P001", *["P002"] * 4]


def test_a_probe_that_is_never_taken_for_its_own_sake_keeps_nobody_paused(start: Start, box: Box) -> None:
    """Each turn takes the next document's message."""
    rig = start()
    waiting = submit(rig, ENOUGH)
    box.take_away()
    serve(rig)
    box.bring_back()
    (box.path / f"{rig.message_of(waiting[0].id).id}.xml" / "x").mkdir(parents=True)
    rig.clock.pass_(seconds=11)
    serve(rig)
    assert (circuit_of(rig).probes, circuit_of(rig).probe) == (1, "")
    rig.clock.pass_(seconds=21)
    serve(rig)
    serve(rig)
    assert rig.store.circuits.open() == []
    assert statuses(rig, waiting) == ["P001", *["P002"] * (ENOUGH - 1)]


# ---- a party that refuses everything ------------------------------------------------------------


def refuse(rig: Rig, documents: list[Document], code: str = "refused") -> None:
    """Answer as the party, and let the worker go on as after each batch."""
    answers = [rig.technical(rig.message_of(document.id), code) for document in documents]
    rig.worker.promise(rig.reply(*answers))


def test_a_party_that_refuses_every_message_gets_one_at_a_time_until_it_takes_one(start: Start, box: Box) -> None:
    """A wrong key costs a few documents and not all. The hub's receipts go with the probes, however many there are."""
    rig = start()
    refused = submit(rig, ENOUGH)
    serve(rig)
    refuse(rig, refused)
    assert set(statuses(rig, refused)) == {"P005"}
    assert (circuit_of(rig).trouble, circuit_of(rig).why) == ("refuses", "refused")

    waiting = submit(rig, 4)
    rig.reply(rig.notice(a_uscc(), figures("1.00", "0.00"), rig.clock.now()))
    serve(rig)
    assert set(statuses(rig, waiting)) == {"P001"}
    rig.clock.pass_(seconds=11)
    serve(rig)
    assert statuses(rig, waiting) == ["P002", "P001", "P001", "P001"]
    assert len(box.found()) == 2 * ENOUGH + 2  # with a receipt for each refusal, and one for the notice
    refuse(rig, waiting[:1])
    serve(rig)
    assert statuses(rig, waiting) == ["P005", "P001", "P001", "P001"]
    rig.clock.pass_(seconds=21)
    serve(rig)
    refuse(rig, waiting[1:2], "accepted")
    serve(rig)
    assert rig.store.circuits.open() == []
    assert statuses(rig, waiting) == ["P005", "P004", "P002", "P002"]


def test_a_platform_that_refuses_every_envelope_pauses_the_party_behind_it(start: Start) -> None:
    """It lets nothing through. The first envelope that it takes ends that, and not what the party itself refuses."""
    rig = start()
    documents = declare(rig, 2 * ENOUGH)
    serve(rig)
    for place, document in enumerate(documents):
        report(rig, [document], "0000" if place % ENOUGH == 1 else "2999")
    assert rig.store.circuits.open() == []  # eight in a row since the last one that it took
    refused = declare(rig, 2)
    serve(rig)
    report(rig, refused, "2999")
    (circuit,) = rig.store.circuits.open()
    assert (circuit.destination, circuit.trouble, circuit.why) == ("customs", "refuses", "platform")
    assert set(statuses(rig, refused)) == {"P003"}
    waiting = declare(rig, 9)
    rig.clock.pass_(seconds=11)
    serve(rig)
    assert len(rig.store.outbox.due("hub", 99, to="customs")) == 8
    report(rig, waiting[:1], "0000")
    assert rig.store.circuits.open() == []
    serve(rig)
    assert rig.store.outbox.due("hub", 99, to="customs") == []


def test_a_platform_that_takes_envelopes_does_not_speak_for_the_party(start: Start) -> None:
    """Ten refusals of customs itself, whose envelopes all went through."""
    rig = start()
    documents = declare(rig, ENOUGH)
    serve(rig)
    for document in documents:
        report(rig, [document], "0000")
        rig.reply(rig.technical(rig.message_of(document.id), "refused", sender="customs"), party="customs")
    (circuit,) = rig.store.circuits.open()
    assert (circuit.destination, circuit.why) == ("customs", "refused")


def declare(rig: Rig, number: int) -> list[Document]:
    """Documents for customs, whose messages go through its platform."""
    return rig.submit(*(a_general_guarantee(a_uscc()) for _ in range(number)))


def report(rig: Rig, documents: list[Document], code: str) -> None:
    """Answer as the platform of customs."""
    said = [a_report_of_the_platform(rig.message_of(document.id).id, code) for document in documents]
    rig.worker.promise(rig.reply(*map(rig.sign, said), party="customs"))


def test_receipts_in_front_keep_no_probe_away(start: Start) -> None:
    """However many the hub owes the party."""
    rig = start()
    refused = submit(rig, ENOUGH)
    serve(rig)
    refuse(rig, refused)
    said = figures("1.00", "0.00")
    rig.reply(*(rig.notice(a_uscc(), said, rig.clock.now()) for _ in range(60)))
    waiting = submit(rig, 2)
    rig.clock.pass_(seconds=11)
    serve(rig)
    assert statuses(rig, waiting) == ["P002", "P001"]
    assert rig.store.outbox.due("hub", 99, to=INSURER)[1:] == []


def test_a_probe_that_could_not_be_sent_is_not_trusted(start: Start, box: Box) -> None:
    """The party has refused nothing since, because it got nothing."""
    rig = start()
    refused = submit(rig, ENOUGH)
    serve(rig)
    refuse(rig, refused)
    waiting = submit(rig, 12)
    box.take_away()
    for _ in range(8):
        rig.clock.pass_(seconds=301)
        serve(rig)
    assert "refuses" in {row.trouble for row in rig.store.circuits.open()}
    box.bring_back()
    for _ in range(9):
        rig.clock.pass_(seconds=301)
        serve(rig)
    serve(rig)
    assert rig.store.circuits.open() == []
    assert set(statuses(rig, waiting)) == {"P002"}


def test_a_probe_that_is_not_refused_for_the_longest_pause_ends_the_pause(start: Start) -> None:
    """Whether an answer is late, deadlines tell."""
    rig = start()
    refused = submit(rig, ENOUGH)
    serve(rig)
    refuse(rig, refused)
    waiting = submit(rig, 9)
    for _ in range(6):
        assert circuit_of(rig).trouble == "refuses"
        rig.clock.pass_(seconds=301)
        serve(rig)
    assert rig.store.circuits.open() == []
    serve(rig)
    assert set(statuses(rig, waiting)) == {"P002"}


@pytest.mark.parametrize("told", ["F", "accepted then F", "every second refused"])
def test_decisions_of_the_business_pause_nobody(start: Start, told: str) -> None:
    """Whoever decides against an enterprise has read the message."""
    rig = start()
    documents = submit(rig, 2 * ENOUGH)
    serve(rig)
    for place, document in enumerate(documents):
        message = rig.message_of(document.id)
        if told != "F":
            rig.reply(rig.technical(message, "refused" if told.startswith("every") and place % 2 else "accepted"))
        if not told.startswith("every"):
            rig.reply(rig.decision("CreditAuthorizationDecision", message, "F"))
    assert rig.store.circuits.open() == []


def test_refusals_that_the_party_did_not_sign_pause_nobody(start: Start) -> None:
    """They are quarantined, and say nothing."""
    rig = start()
    documents = submit(rig, ENOUGH + 1)
    serve(rig)
    rig.signers[INSURER] = rig.signers[OTHER]
    refuse(rig, documents)
    assert rig.store.circuits.open() == []
    assert signing_key(INSURER) is not signing_key(OTHER)


def test_answers_to_older_messages_do_not_end_the_pause(start: Start) -> None:
    """The party decides today on what it took yesterday, and still refuses all of today's messages."""
    rig = start()
    older, *refused = submit(rig, ENOUGH + 1)
    serve(rig)
    refuse(rig, refused)
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(older.id), "S"))
    assert circuit_of(rig).trouble == "refuses"


# ---- deadlines, several workers, crashes ---------------------------------------------------------


def test_deadlines_of_what_waits_run_on_and_nothing_is_said_to_be_sent_again(start: Start, box: Box) -> None:
    """The portal hears that no answer came (W001)."""
    rig = start()
    box.take_away()
    documents = submit(rig, ENOUGH)
    serve(rig)
    deadlines = DeadlineLine("hub", catalogue(), rig.ports, lambda: rig.clock.at / 1_000_000)
    for _ in range(2):
        rig.clock.pass_(days=2)
        deadlines.run()
    for document in documents:
        trail = rig.store.documents.trail(document.id)
        assert trail is not None
        assert trail.document.overdue_at is not None
        assert [row.detail.get("observed") for row in trail.transitions if row.is_observation] == ["overdue"]


def test_of_two_workers_only_one_probes_in_a_turn(start: Start, box: Box) -> None:
    """Each has messages that wait; they agree in the store."""
    one, two = start("one"), start("two")
    box.take_away()
    waiting = [*submit(one, ENOUGH), *submit(two, 2)]
    serve(one)
    serve(two)
    assert circuit_of(one).probes == 0
    one.clock.pass_(seconds=11)
    for rig in (one, two, one, two):
        serve(rig)
    assert circuit_of(one).probes == 1
    box.bring_back()
    one.clock.pass_(seconds=21)
    serve(two)
    assert one.store.circuits.open() == []
    end = time.monotonic() + 60
    while len(box.found()) < len(waiting):  # the other worker looks at the circuits every second
        assert time.monotonic() < end
        for rig in (one, two):
            serve(rig)
        time.sleep(0.01)
    assert sorted(box.found()) == sorted(messages(one, waiting))


@pytest.mark.parametrize("moment", ["before the probe is sent", "before its result is recorded"])
def test_a_worker_that_dies_during_a_probe_leaves_the_turn_to_the_next(start: Start, box: Box, moment: str) -> None:
    """Half-open is no state that somebody must end. What it had sent goes out again, with its id and its bytes."""
    mortal = start("mortal")
    box.take_away()
    waiting = submit(mortal, ENOUGH)
    serve(mortal)
    box.bring_back()
    mortal.clock.pass_(seconds=11)
    if moment.startswith("before the probe"):
        mortal.worker.dispatch.probing.due([])
    else:
        mortal.worker.dispatch.pick_up()
    half_open = circuit_of(mortal)
    assert half_open.probe == f"message:{mortal.message_of(waiting[0].id).id}"
    sent = box.found()
    mortal.close()

    heir = start("heir")
    heir.store.outbox.reassign(["mortal"], "heir")
    serve(heir)
    assert (circuit_of(heir), box.found()) == (half_open, sent)
    heir.clock.pass_(seconds=21)
    serve(heir)
    assert box.found() == [*sent, *messages(heir, waiting[1:2])]
    assert heir.store.circuits.open() == []
    serve(heir)
    assert sorted(box.found()) == sorted(messages(heir, waiting))
    assert set(statuses(heir, waiting)) == {"P002"}
