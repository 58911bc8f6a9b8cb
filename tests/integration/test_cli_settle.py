"""Settling on the command line: what an operator sees of a dispute, and what he may say of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from money import BANK, a_payment, agree, answer, paid, status, underwrite
from own_home import OwnHome
from rig import Rig, a_uscc, grant_quota
from verbs import hub, hub_json

from hub.bootstrap.sealing import open_sealer
from hub.cli.no_worker import tell_what_waits, tell_without_worker
from hub.model import Document

WHY = ("--reason", "the bank's statement of today")
SAID = ("--value", "bank_reference=B-1", "--value", "paid_at=2026-09-21T10:00:00+08:00")


@pytest.fixture
def rig(own: OwnHome, tmp_path: Path) -> Iterator[Rig]:
    """Plays all others on the home's own store."""
    with own.store() as store:
        made = Rig(store, tmp_path / "others")
        made.log_signer = open_sealer(own.home)
        yield made
        made.close()


@pytest.fixture
def statement(tmp_path: Path) -> str:
    """What the bank gave in writing."""
    file = tmp_path / "statement.pdf"
    file.write_bytes(b"%PDF-1.4 statement")
    return str(file)


@pytest.fixture
def disputed(rig: Rig) -> tuple[Document, list[Document], list[str]]:
    """A payment that its bank refused and then took, its two applications, and their numbers."""
    uscc = a_uscc()
    grant_quota(rig, uscc)
    agreement, made = agree(rig, uscc), [underwrite(rig, uscc, premium) for premium in ("10.00", "20.00")]
    numbers = [number for _, number in made]
    (payment,) = rig.submit(a_payment(uscc, agreement, dict(zip(numbers, ("10.00", "20.00"), strict=True))))
    answer(rig, payment, "PaymentResult", "Y003", by=BANK)
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    return payment, [application for application, _ in made], numbers


def test_a_dispute_is_shown_wherever_its_document_is(own: OwnHome, disputed: tuple[Document, ...]) -> None:
    """In the log, the list, the overview and the document itself, which says how to settle it."""
    payment = disputed[0]
    found = hub_json(own.path, "log", "--disputed", "--type", "premium-payment")
    assert (found["document"], found["disputed"]) == (payment.id, ["contradicts"])
    assert len(hub_json(own.path, "log", "--disputed")) == 3
    assert hub_json(own.path, "show", payment.id)["document"]["disputed"] == ["contradicts"]
    counted = {p["type"]: p["count"] for p in hub_json(own.path, "status")["disputed"]}
    assert counted == {"premium-payment": 1, "duty-insurance-application": 2}
    for words in (("log",), ("status",), ("show", payment.id)):
        assert "disputed" in hub(own.path, *words).stdout.decode()
    assert f"hub settle {payment.id}" in hub(own.path, "show", payment.id).stdout.decode()


def test_a_payment_is_settled_part_by_part_with_proof(
    own: OwnHome, rig: Rig, statement: str, disputed: tuple[Document, list[Document], list[str]]
) -> None:
    """The bytes of the proof are the cause of what follows; the running hub sends the advice."""
    payment, applications, (one, other) = disputed
    words = ("settle", payment.id, "--paid", one, "--failed", other, "--proof", statement, *SAID, *WHY)
    done = hub_json(own.path, *words)
    assert (done["status"], done["label_zh"], done["disputed"]) == ("Y004", "部分支付", [])
    assert [status(rig, a) for a in applications] == ["Y002", "Y003"]
    (act,) = (t for t in own.trail(payment.id).transitions if t.after == "Y004")
    assert (rig.store.archive.payload(act.cause.digest), act.detail["reason"]) == (b"%PDF-1.4 statement", WHY[1])
    own.work()
    assert sum(b"PaymentAdvice" in body for body in own.arrived().values()) == 1


@pytest.mark.parametrize(
    ("words", "exit_code", "says"),
    [
        (("--paid", "all"), 2, "HUB-711"),
        (("--value", "bank_reference=B-1"), 2, "HUB-711"),
        (("--paid", "all", "--proof", "EMPTY"), 2, "HUB-711"),
        (("--paid", "all", "--stands", "2", "--proof", "STATEMENT"), 2, "HUB-711"),
        (("--paid", "all", "--proof", "nowhere.pdf"), 4, "HUB-705"),
        (("--paid", "all", "--proof", "STATEMENT"), 1, "HUB-774"),
        (("--paid", "T-none", "--proof", "STATEMENT", *SAID), 1, "HUB-773"),
        (("--stands", "99"), 1, "HUB-771"),
    ],
)
def test_what_does_not_fit_is_one_line_and_changes_nothing(
    own: OwnHome,
    statement: str,
    disputed: tuple[Document, ...],
    words: tuple[str, ...],
    exit_code: int,
    says: str,
) -> None:
    """Each with its own code."""
    before = own.trail(disputed[0].id)
    (empty := Path(statement).with_name("empty.pdf")).touch()
    given = [word.replace("STATEMENT", statement).replace("EMPTY", str(empty)) for word in words]
    done = hub(own.path, "settle", disputed[0].id, *given, *WHY)
    assert (done.returncode, says in done.stderr.decode()) == (exit_code, True), done.stderr.decode()
    assert own.trail(disputed[0].id) == before


def test_what_is_recorded_stands_where_nothing_else_is_said(own: OwnHome, disputed: tuple[Document, ...]) -> None:
    """Once; and a document that nobody knows is not found."""
    printed = hub(own.path, "settle", disputed[0].id, *WHY).stdout.decode()
    assert all(word in printed for word in ("settled", "premium-payment", "ping-an-bank", disputed[0].enterprise_name))
    assert hub(own.path, "settle", disputed[0].id, *WHY).returncode == 1
    assert hub(own.path, "settle", "nobody", *WHY).returncode == 3


def test_that_no_worker_runs_is_told_where_something_waits_for_one(
    own: OwnHome,
    disputed: tuple[Document, ...],
    tmp_path: Path,
    migrated_file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As the event of what was settled does; in a store where nothing waits, nothing is said."""
    assert b"HUB-716" in hub(own.path, "settle", disputed[0].id, *WHY).stderr
    shutil.copy(migrated_file, tmp_path / "empty.db")
    empty = OwnHome(tmp_path / "empty", f"sqlite:///{tmp_path / 'empty.db'}")
    tell_what_waits(empty.home)
    assert capsys.readouterr().err == ""
    assert not tell_without_worker(empty.home)
    assert "HUB-716" in capsys.readouterr().err
