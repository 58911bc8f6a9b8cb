"""The circuit to a destination: it opens by different failures in a row, as in a model, and never stays half-open."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.model import Attempt, Books, Circuit, CircuitLimits
from hub.model.circuit import after
from hub.model.moments import SECOND

LIMITS = CircuitLimits(failures=3, first=10, longest=60)
IDS = st.sampled_from(["a", "b", "c", "d"])
ATTEMPTS = st.lists(st.tuples(IDS, st.sampled_from(["full", "returned", None])), max_size=30)
PAUSES = st.lists(st.integers(0, 200), min_size=1, max_size=30)


def an_attempt(id_: str, why: Any = "full", **more: Any) -> Attempt:
    return Attempt(**{"destination": "bank", "trouble": "unreachable", "id": id_, "why": why, "limits": LIMITS, **more})


def opened(at: int = 1, **more: Any) -> Circuit:
    """A circuit that three different failures opened."""
    circuit: Circuit | None = None
    for id_ in "abc":
        circuit = after(circuit, an_attempt(id_, **more), at)
    assert circuit is not None
    assert circuit.is_open
    return circuit


@given(ATTEMPTS)
def test_it_is_open_from_the_third_different_failure_in_a_row_to_the_next_success(steps: list[tuple[str, Any]]) -> None:
    """The model is a set of names."""
    circuit: Circuit | None = None
    failed: set[str] = set()
    for at, (id_, why) in enumerate(steps, 1):
        circuit = after(circuit, an_attempt(id_, why), at)
        failed = failed | {id_} if why else set()
        assert (circuit is not None, circuit is not None and circuit.is_open) == (bool(failed), len(failed) >= 3)


@given(st.integers(1, 1000))
def test_one_message_that_fails_for_ever_opens_nothing(times: int) -> None:
    """However often it fails: it may be its own fault."""
    circuit = None
    for at in range(times):
        circuit = after(circuit, an_attempt("poison"), at)
    assert circuit is not None
    assert not circuit.is_open


@given(PAUSES)
def test_probes_begin_at_growing_intervals_up_to_the_longest_whatever_becomes_of_them(pauses: list[int]) -> None:
    """A worker that dies in the middle leaves nothing that somebody must end: the next turn comes by its time."""
    circuit, now, begun = opened(at=1), 1, [1]
    for number, pause in enumerate(pauses):
        now += pause * SECOND
        if circuit.may_probe(now, LIMITS):
            circuit = circuit.probed(f"probe-{number}", now, LIMITS)
            begun.append(now)
            if number % 2:
                failed = after(circuit, an_attempt(circuit.probe), now)
                assert failed is not None
                circuit = failed
        assert circuit.is_open
        assert circuit.may_probe(now + LIMITS.longest * SECOND, LIMITS)
    gaps = [later - earlier for earlier, later in pairwise(begun)]
    wanted = [min(10 * 2**number, 60) * SECOND for number in range(len(gaps))]
    assert all(gap >= least for gap, least in zip(gaps, wanted, strict=True))


def test_a_turn_that_a_wrong_clock_set_far_ahead_comes_at_once() -> None:
    """Else a destination would be paused for a year."""
    circuit = opened(at=365 * 86_400 * SECOND)
    assert circuit.may_probe(1, LIMITS)
    assert not circuit.may_probe(circuit.opened_at + 1, LIMITS)


def test_only_the_probe_itself_ends_its_own_turn() -> None:
    """What was under way when the circuit opened fails later, and changes nothing."""
    circuit = opened().probed("d", 10 * SECOND, LIMITS)
    assert after(circuit, an_attempt("late"), 11 * SECOND) == circuit
    failed = after(circuit, an_attempt("d", "returned"), 11 * SECOND)
    assert failed is not None
    assert (failed.probe, failed.why, failed.next_at) == ("", "returned", circuit.next_at)


def test_a_success_of_what_was_made_before_the_first_failure_says_nothing_of_it() -> None:
    """A bank answers yesterday's messages while it refuses all of today's."""
    refusing = opened(trouble="refuses", why="refused", sent_at=1000)
    old, new = (an_attempt("x", None, trouble="refuses", sent_at=at) for at in (999, 1000))
    assert after(refusing, old, 5) == refusing
    assert after(refusing, new, 5) is None


def test_a_success_of_what_was_made_before_the_newest_failure_says_nothing_unless_it_was_the_probe() -> None:
    """The first failure may have been the message's own fault; a probe can be older than all of them."""
    circuit: Circuit | None = None
    for id_, at in (("a", 1), ("b", 50), ("c", 90)):
        circuit = after(circuit, an_attempt(id_, "refused", trouble="refuses", sent_at=at), at)
    assert circuit is not None
    assert after(circuit, an_attempt("y", None, trouble="refuses", sent_at=2), 91) == circuit
    probed = circuit.probed("old", 100, LIMITS)
    assert after(probed, an_attempt("old", None, trouble="refuses", sent_at=2), 101) is None


def test_a_refusal_that_comes_after_its_turn_keeps_the_pause() -> None:
    """Else a party whose refusals are slow would be trusted."""
    circuit = opened(trouble="refuses", why="refused")
    for number in range(6):
        circuit = circuit.probed(f"p-{number}", circuit.next_at, LIMITS)
        late = after(circuit, an_attempt(f"p-{number - 1}", "refused", trouble="refuses"), circuit.next_at)
        assert late is not None
        circuit = late
        assert (circuit.is_open, circuit.is_trusted(LIMITS)) == (True, False)


def test_a_probe_that_is_not_refused_for_the_longest_pause_is_trusted() -> None:
    """Silence is a matter of deadlines. A queue that does not answer is never trusted."""
    for trouble, trusted in (("refuses", [False, False, True, True]), ("unreachable", [False] * 4)):
        circuit, told = opened(trouble=trouble), []
        for number in range(4):
            circuit = circuit.probed(f"p-{number}", circuit.next_at, LIMITS)
            told.append(circuit.is_trusted(LIMITS))
        assert told == trusted
        refused = after(circuit, an_attempt("p-3", trouble=trouble), 9)
        assert refused is not None
        assert not refused.is_trusted(LIMITS)


def test_the_books_tell_what_failed_while_the_circuit_was_open_or_as_it_opened() -> None:
    """In the order in which it was noted; what failed before has failed."""
    books = Books(1, "", "w")
    for id_ in "abcd":
        books.circuits.note(an_attempt(id_))
    assert books.circuits.failing == {("bank", "unreachable")}
    assert books.circuits.count([], 7) == {"c", "d"}
    (row,) = books.circuits.changed.values()
    assert row is not None
    assert (row.failed, row.opened_at, row.next_at) == (("a", "b", "c"), 7, 7 + 10 * SECOND)
    assert not books.circuits.noted


def test_the_books_write_only_circuits_that_change() -> None:
    """A row that was made for the first failure is removed if everything was taken after all."""
    made, known = opened(), opened(trouble="refuses")
    books = Books(1, "", "w")
    books.circuits.note(an_attempt("a", trouble="refuses"))
    books.circuits.note(an_attempt("a"))
    books.circuits.note(an_attempt("a", None))
    books.circuits.count([known, Circuit(destination="bank", trouble="unreachable", failed=(), sent_from=0, why="")], 7)
    assert dict(books.circuits.changed) == {("bank", "unreachable"): None}
    assert made.is_open
