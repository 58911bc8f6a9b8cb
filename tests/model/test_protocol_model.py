"""The protocol's model keeps the promises, and breaks the right one with each planted bug (docs/model.md)."""

import ast
import re
from pathlib import Path

import pytest
from protocol_model import MODEL, RUNS, Run, bug_runs, clean_runs, is_installed, search
from services.machine import missing

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "model.md"
NAMED = sorted(set(re.findall(r"@ ([\w/]+\.py):([\w.]+)", MODEL.read_text("utf-8"))))


@pytest.mark.slow
@pytest.mark.parametrize("run", [*clean_runs(quick=True)], ids=lambda run: run.text)
def test_the_model_keeps_every_promise(run: Run) -> None:
    """With fewer faults than `make model`; all of its states are searched."""
    if not is_installed():
        missing("spin or gcc")
    outcome = search(run)
    assert (outcome.broken, outcome.is_complete) == ("", True)


@pytest.mark.slow
@pytest.mark.parametrize("run", bug_runs(), ids=lambda run: " ".join(run.defines))
def test_a_planted_bug_breaks_the_promise_that_is_named(run: Run) -> None:
    """And no shorter way leads there."""
    if not is_installed():
        missing("spin or gcc")
    outcome = search(run)
    assert (outcome.broken, outcome.steps) == (run.breaks, run.steps)


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part)
def test_the_code_that_a_step_stands_for_is_there(file: str, name: str) -> None:
    """A function, or a method of its class: who renames one looks at the model again."""
    body = ast.parse((ROOT / file).read_text("utf-8")).body
    for part in name.split("."):
        (found,) = [n for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == part]
        body = found.body


def test_every_step_of_a_worker_names_its_code() -> None:
    """Nothing of a worker is in the model without a place in the code."""
    assert len(NAMED) > 20
    assert {file.split("/")[0] for file, _ in NAMED} == {"hub", "adapters"}


def test_the_page_tells_each_planted_bug_with_its_counterexample() -> None:
    """As runs.toml has it, which the other tests compare with what Spin finds."""
    text = PAGE.read_text("utf-8")
    for run in bug_runs():
        flags = [name for name in run.defines if name.isupper() and "=" not in name and name != "RESTORE"]
        variant = ", unchecked" if "EXCEPT=COMMITTED" in run.defines else ""
        row = rf"\| `{flags[0]}`{variant} \|[^\n]*\| {RUNS['promises'][run.breaks]} \| {run.steps} \|"
        assert re.search(row, text), row


def test_every_planted_bug_is_in_the_model_and_is_tried() -> None:
    """No flag of the model is left untried, and none is tried that the model does not know."""
    flags = set(re.findall(r"^#ifn?def (\w+)", MODEL.read_text("utf-8"), re.M)) - {"FAULTS", "EXCEPT", "KEY", "RESTORE"}
    tried = {name for run in bug_runs() for name in run.defines if "=" not in name} - {"RESTORE"}
    assert flags == tried
