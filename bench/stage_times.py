"""Where a worker's time goes: each stage's own time, without that of the stages within it."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Engine

from adapters.signing import FileSigner
from adapters.signing.xmldsig.self_check import SelfCheck
from adapters.store.postgresql import Postgresql
from adapters.store.unit import SqlUnit
from hub.catalogue import Schema
from hub.flow import course, dispatch, opening, reply, submission
from hub.flow.worker import Worker
from hub.model.books import Post, Trails
from hub.reading import open_message
from hub.stages import accept, apply_receipt, compose

TICKS = os.sysconf("SC_CLK_TCK")
STAGES: tuple[tuple[Any, str, str], ...] = (
    (submission, "parse_submission", "parse the submission"),
    (submission, "prepare", "prepare: signer, rights, document"),
    (compose, "build_message", "map to XML"),
    (Schema, "admits", "validate (lxml)"),
    (submission, "load_submissions", "load the books (reads: below)"),
    (course, "check_rules", "rules"),
    (FileSigner, "sign", "sign: serialise"),
    (FileSigner, "_signed", "sign: signxml and key"),
    (SelfCheck, "require_signed", "sign: self-check"),
    (accept, "sign_message", "keep the message"),
    (course, "accept", "accept"),
    (accept, "move_status", "move the status"),
    (dispatch, "move_status", "move the status"),
    (apply_receipt, "move_status", "move the status"),
    (Post, "promise_event", "promise"),
    (Post, "promise_message", "promise"),
    (Trails, "append", "transition and its hash"),
    (dispatch, "render_event", "render events"),
    (dispatch.DispatchLine, "promise", "dispatch: promise"),
    (dispatch.DispatchLine, "settle", "dispatch: settle"),
    (dispatch.DispatchLine, "pick_up", "dispatch: sweep"),
    (dispatch.DispatchLine, "_transact", "dispatch: record confirms"),
    (open_message, "parse_xml", "parse the receipt"),
    (opening, "open_message", "open the receipt"),
    (apply_receipt, "meaning_of", "interpret"),
    (course, "apply_receipt", "apply the receipt"),
    (course, "keep_received", "keep the receipt"),
    (reply, "answer_party", "answer the party (its signature: above)"),
    (reply, "receipt_id", "answer the party (its signature: above)"),
    (submission.SubmissionLine, "run", "the submission line itself"),
    (reply.ReplyLine, "run", "the reply line itself"),
    (Worker, "beat", "beat"),
    (Connection, "_commit_impl", "store: COMMIT"),
    (Connection, "_rollback_impl", "store: rollback"),
    (Engine, "connect", "store: connection from the pool"),
    *((SqlUnit, name, f"store: read {name}") for name in ("documents", "brought", "standing", "resources", "claims")),
    *((SqlUnit, name, f"store: read {name}") for name in ("sent", "received", "parked", "waiting", "outgoing", "lock")),
    (SqlUnit, "write", "store: rows of the model"),
    (Postgresql, "update", "store: update document"),
    (Postgresql, "delete", "store: delete outbox"),
)
"""Where a function is looked up, its name, and what its time is called."""


class Times:
    """Wraps the stages; writes what was spent since the last time on SIGUSR1."""

    def __init__(self, worker: Worker, path: Path) -> None:
        self._path = path
        self._running: list[list[float]] = []
        self._forget()
        for place, name, label in STAGES:
            setattr(place, name, self._timed(getattr(place, name), lambda *_, label=label: label))
        Postgresql.insert = self._timed(Postgresql.insert, lambda *given: f"store: insert {given[2].name}")  # type: ignore[method-assign]  # timed
        queue, verifier = worker.ports.queue, worker.ports.verifier
        for port, names in ((queue, ("take", "acknowledge", "publish", "confirmations")), (verifier, ("verify",))):
            for name in names:
                label = f"queue: {name}" if port is queue else "verify the signature"
                setattr(port, name, self._timed(getattr(port, name), lambda *_, label=label: label))
        signal.signal(signal.SIGUSR1, self._write)

    def _timed(self, function: Callable[..., Any], label: Callable[..., str]) -> Callable[..., Any]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            inner = [0.0, 0.0]
            self._running.append(inner)
            cpu, wall = time.thread_time(), time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
                self._running.pop()
                if self._running:
                    self._running[-1][0] += cpu
                    self._running[-1][1] += wall
                spent = self._spent.setdefault(label(*args), [0.0, 0.0, 0])
                spent[0] += cpu - inner[0]
                spent[1] += wall - inner[1]
                spent[2] += 1

        return run

    def _forget(self) -> None:
        self._spent: dict[str, list[float]] = {}
        self._threads = _cpu_of_threads()
        self._main = time.thread_time()

    def _write(self, _number: int, _frame: FrameType | None) -> None:
        threads = {name: cpu - self._threads.get(name, 0.0) for name, cpu in _cpu_of_threads().items()}
        found = {"stages": self._spent, "threads": threads, "main": time.thread_time() - self._main}
        written = self._path.with_suffix(".new")
        written.write_text(json.dumps(found), "utf-8")
        written.rename(self._path)
        self._forget()


def _cpu_of_threads() -> dict[str, float]:
    """Seconds of user and system time, by thread's name."""
    found = {}
    for thread in threading.enumerate():
        fields = Path(f"/proc/self/task/{thread.native_id}/stat").read_text("utf-8").rpartition(")")[2].split()
        found[thread.name] = (int(fields[11]) + int(fields[12])) / TICKS
    return found
