"""`python tests/model/protocol_model.py [--quick]`: check the protocol's model with Spin, and print a table.

runs.toml says what is run and what must come out. Exit 1 when anything else comes out.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
MODEL: Final = HERE / "hub.pml"
RUNS: Final[dict[str, Any]] = tomllib.loads((HERE / "runs.toml").read_text("utf-8"))
KEYS: Final = ("in_file", "on_card", "on_token")
"""Where the hub's key is. The last is between the other two, and is left out of a quick check."""
DEPTH_LIMIT: Final = 100_000
"""Steps. Every run ends long before; one that is cut there counts as a failure."""
MEMORY_LIMIT_MB: Final = 1500
PARALLEL_RUNS: Final = 2


@dataclass(frozen=True)
class Run:
    """One exhaustive search: how the model is compiled, and what must come out."""

    text: str
    defines: tuple[str, ...]
    breaks: str = ""
    """The promise that must be broken; empty if all must be kept."""
    steps: int = 0
    """The length of the shortest counterexample."""
    finds_cycles: bool = False
    """Search for a run without an end, in place of the promises."""
    is_long: bool = False
    """Whether it is worth the compiler's time to have the verifier optimized."""

    @property
    def options(self) -> list[str]:
        """How the verifier is compiled. Breadth first, the first counterexample is the shortest."""
        kind = ["-DBFS", "-DSAFETY"] if self.breaks else ["-DNP"] if self.finds_cycles else ["-DSAFETY"]
        return ["-O1" if self.is_long else "-O0", *kind]


@dataclass(frozen=True)
class Outcome:
    """What a search found."""

    run: Run
    broken: str
    """The promise that was broken; `endless` for a run without an end; empty if nothing was found."""
    steps: int
    states: int
    is_complete: bool
    """Whether everything was searched; always false where something was found."""

    @property
    def is_right(self) -> bool:
        """Whether this is what must come out."""
        if self.run.breaks:
            return (self.broken, self.steps) == (self.run.breaks, self.run.steps)
        return not self.broken and self.is_complete

    def __str__(self) -> str:
        found = RUNS["promises"].get(self.broken, self.broken) or ("keeps all" if self.is_complete else "incomplete")
        length = str(self.steps) if self.broken else ""
        return f"{'ok' if self.is_right else 'WRONG':6}{self.run.text:60}{found:32}{length:>5}{self.states:>12,}"


def clean_runs(*, quick: bool) -> Iterator[Run]:
    """The model as it is, by where the key is; and once whether every run comes to an end."""
    for one in RUNS["clean"]:
        faults = one["quick" if quick else "faults"]
        for key in KEYS[:2] if quick else KEYS:
            defines = (*one.get("defines", ()), f"KEY={key}", f"FAULTS={faults}")
            yield Run(f"{one['text']}, key {key.replace('_', ' ')}, faults: {faults}", defines, is_long=not quick)
    yield Run("every run comes to an end, key on card, faults: 1", ("KEY=on_card", "FAULTS=1"), finds_cycles=True)


def bug_runs() -> list[Run]:
    """The model with each planted bug."""
    return [Run(b["text"], tuple(b["defines"]), breaks=b["breaks"], steps=b["steps"]) for b in RUNS["bug"]]


def search(run: Run) -> Outcome:
    """Make the verifier in a folder of its own, and run it."""
    with tempfile.TemporaryDirectory() as folder:
        _called(["spin", "-a", *(f"-D{name}" for name in run.defines), str(MODEL)], folder)
        memory = f"-DMEMLIM={MEMORY_LIMIT_MB}"
        _called(["gcc", "-w", *run.options, "-DNOFAIR", memory, "-o", "pan", "pan.c"], folder)
        told = _called(["./pan", f"-m{DEPTH_LIMIT}", *(["-l"] if run.finds_cycles else [])], folder)
    return _read(run, told)


def _called(command: Sequence[str], folder: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def _read(run: Run, told: str) -> Outcome:
    """What a verifier printed. Of a promise it prints the number that hub.pml gives it."""
    numbers = re.findall(r"^#define (\w+) +(\d+)", MODEL.read_text("utf-8"), re.M)
    names = {number: name for name, number in numbers if name in RUNS["promises"]}
    found = re.search(r"^pan:1: (.*?) \(at depth (\d+)\)", told, re.M)
    number = re.search(r"assertion violated +!\((\d+)\)", told)
    stored = re.search(r"^ *(\d+) states, stored", told, re.M)
    assert stored is not None, told
    broken = names[number[1]] if number else found[1] if found else ""
    if "non-progress cycle (" in told:
        broken = "endless"
    is_complete = "Search not completed" not in told and "max search depth too small" not in told and not broken
    return Outcome(run, broken, int(found[2]) if found else 0, int(stored[1]), is_complete)


def outcomes(runs: Sequence[Run]) -> Iterator[Outcome]:
    """What came out, in the order of the runs."""
    with ThreadPoolExecutor(PARALLEL_RUNS) as pool:
        yield from pool.map(search, runs)


def is_installed() -> bool:
    return all(map(shutil.which, ("spin", "gcc")))


def main(quick: bool) -> int:
    if not is_installed():
        print("missing: spin or gcc", file=sys.stderr)
        return 1
    print(f"{'':6}{'run':60}{'breaks':32}{'steps':>5}{'states':>12}", flush=True)
    wrong = 0
    for outcome in outcomes([*bug_runs(), *clean_runs(quick=quick)]):
        wrong += not outcome.is_right
        print(outcome, flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main("--quick" in sys.argv[1:]))
