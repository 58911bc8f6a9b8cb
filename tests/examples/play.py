"""Play stories against a hub and simulated parties, each a process of its own, and judge how they end.

    python tests/examples/play.py --home var/demo [--story NAME|all] [--on rabbitmq [--keep]]

Without --story two are played, both at once and told one after the other, each in a home of its own; a story is a
folder here with a story.yaml. The exit code is 0 only if everything ended as the stories say. The homes stay, to look
into; what they need of a broker or database of the demo's own ends with the demo, with --keep by Ctrl-C.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portals import STEP_TIMEOUT_S, Portals, StoryBroken, Watch
from processes import Background, fresh_home, run, running
from proofs import checked, evidence_of, verified
from rich.console import Console
from rich.table import Table
from rich.text import Text
from stages import STAGES, Stage, until_interrupted
from story import Act, Step, Story, load_story
from verdict import (
    Heard,
    Trail,
    bad_endings,
    read_log,
    read_trails,
    wrong_refusals,
    wrong_signatures,
    wrong_statuses,
    wrong_trails,
)

from hub.errors import HubError
from hub.home.place import Home

if TYPE_CHECKING:
    from services.virtual_card import VirtualCard

FIRST = ("money", "quota")
"""The stories that are played when none is named. The shorter one is told last, since it ends with the proof."""
ALL = (*FIRST, *sorted({path.parent.name for path in Path(__file__).parent.glob("*/story.yaml")} - {*FIRST}))
console = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120)


def main() -> int:
    """Play what was chosen; 0 when all is as told, 1 otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="home of the story `quota`; emptied first")
    parser.add_argument("--story", choices=[*ALL, "all"], help="play this one, or all")
    parser.add_argument("--on", choices=STAGES, default="folders", help="which queues and store the hub works on")
    parser.add_argument("--keep", action="store_true", help="let broker and database run on until Ctrl-C")
    chosen = parser.parse_args()
    if chosen.story is None and not chosen.keep:
        first, second = FIRST
        with beside(second, chosen.home, chosen.on) as other:
            told = perform(first, chosen.home, Stage(chosen.on, None), proves=False)
            return 0 if retold(other) and told else 1
    stories = playable() if chosen.story == "all" else (chosen.story,) if chosen.story else FIRST
    with ExitStack() as servers:
        stage = Stage(chosen.on, servers if chosen.keep else None)
        told_all = [
            perform(story, chosen.home, stage, proves=story == FIRST[-1] or bool(chosen.story)) for story in stories
        ]
        if stage.kept:
            keep(stage.kept)
    return 0 if all(told_all) else 1


def keep(homes: list[Path]) -> None:
    """Say how to look into these homes, and let their servers run until Ctrl-C."""
    console.rule("[bold]服务仍在运行，Ctrl-C 结束[/]  the services run until Ctrl-C", align="left")
    for home in homes:
        console.out(f". .venv/bin/activate && hub --home {home} attention", highlight=False)
    until_interrupted()


@contextmanager
def beside(story: str, home: Path, on: str) -> Iterator[subprocess.Popen[bytes]]:
    """Play another story in a process of its own, which is ended if this one has to end first."""
    command = [sys.executable, __file__, "--home", str(home), "--on", on, "--story", story]
    seen = {"COLUMNS": str(console.width), "PYTHONUNBUFFERED": "1"}
    seen |= {"FORCE_COLOR": "1"} if console.is_terminal else {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | seen, start_new_session=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)  # if it still plays, it ends what it started, as after Ctrl-C here


def retold(other: subprocess.Popen[bytes]) -> bool:
    """Print what it told so far, and the rest as it comes; True when all was as told."""
    assert other.stdout is not None
    for line in other.stdout:
        console.out(line.decode(), end="", highlight=False)
    return other.wait() == 0


def card_of(story: Story, home: Path) -> "AbstractContextManager[VirtualCard | None]":
    """The hub's card, where it has one in the story."""
    if not story.card:
        return nullcontext()
    from card_holder import a_card  # noqa: PLC0415 - it needs what other stories do without

    return a_card(home, story.card)


def playable() -> tuple[str, ...]:
    """All stories; without a card service, not the one that is played with a card."""
    from services.pcsc import what_is_missing  # noqa: PLC0415 - as above

    if not (reason := what_is_missing()):
        return ALL
    console.print(f"[yellow]未演示 not played: card[/] ({reason})")
    return tuple(story for story in ALL if story != "card")


def perform(story: str, base: Path, stage: Stage, *, proves: bool) -> bool:
    """Play one story in a fresh home beside the others'; True when all is as told. `proves`: also show the proof."""
    names = [base.name, *([story] if story != FIRST[-1] else []), *([stage.on] if stage.on != "folders" else [])]
    home, began = base.with_name("-".join(names)), time.monotonic()
    try:
        told = load_story(Path(__file__).parent / story / "story.yaml")
        fresh_home(home, told.home)
        with stage.open(home), card_of(told, home) as card:
            problems, trails = play(Home(home), told, card)
            problems += show_proof(home, trails) if proves else []
    except (StoryBroken, HubError) as broken:
        problems = [str(broken), *Heard(home / "logs" / "simulate.log").errors]
    for problem in problems:
        console.print(Text.assemble(("✗ ", "red"), problem))
    verdict = "[red]不符 not as told[/]" if problems else "[green]全部符合 all as told[/]"
    console.print(f"{verdict}   {time.monotonic() - began:.1f} s   {home}\n")
    return not problems


def play(home: Home, story: Story, card: "VirtualCard | None") -> tuple[list[str], dict[str, Trail]]:
    """Play all acts, judge; return what is not as the story says, and the trails."""
    portals = Portals(home, sorted({step.portal for step in story.steps}))
    with (
        closing(portals),
        running(home.path, "run", "run") as hub,
        running(home.path, "simulate", "simulate", str(story.script), "--json") as parties,
    ):
        cast = [hub, parties]
        watches: list[Watch] = []
        for act in story.acts:
            play_act(act, watches, portals, cast, Hands(home.path, portals, card))
        problems, trails = judge(story, watches, home.path, parties.log)
    heard = Heard(parties.log)
    counts, forged = wrong_signatures(home, trails)
    show_summary(watches, trails)
    console.print(
        "签名核验 signatures verified by xmlsec: "
        + ", ".join(f"{way} {n}" for way, n in sorted(counts.items()))
        + f"; by the parties on receipt: {heard.verified.total()}"
    )
    console.print(f"事件 events: {len(portals.events)}, each held to docs/schemas")
    return [*problems, *portals.unfit, *bad_endings(cast), *heard.errors, *forged], trails


@dataclass(frozen=True)
class Hands:
    """What people do beside the portals: operators with a home, and whoever holds the card."""

    home: Path
    portals: Portals
    card: "VirtualCard | None"

    def act(self, step: Step, watches: list[Watch]) -> None:
        """What the step wants done before it."""
        if step.card == "out" and self.card is not None:
            self.card.pull()
        if step.card == "in" and self.card is not None:
            self._require_waiting([w.document for w in watches if w.step.submission == step.submission])
            self.card.insert()
        if step.settled:
            (named,) = {w.document for w in watches if w.document and w.step.submission == step.submission}
            run(self.home, "settle", named, "--reason", step.settled)

    def _require_waiting(self, documents: list[str | None]) -> None:
        """Raises StoryBroken for a document whose message went out without the card."""
        self.portals.collect()
        told = {data["status"] for _, data in self.portals.events if data.get("document") in documents}
        if told != {"P001"}:
            raise StoryBroken(f"a message for the card went out without it: {sorted(told)}")


def play_act(act: Act, watches: list[Watch], portals: Portals, cast: list[Background], hands: Hands) -> None:
    """Play the steps of one act, together or one after the other, and add what was seen to `watches`."""
    console.rule(f"[bold]{act.zh}[/]  {act.en}", align="left")
    for steps in [act.steps] if act.at_once else [(step,) for step in act.steps]:
        since = {step.number: 0 if step.announced or step.later else len(portals.events) for step in steps}
        for step in steps:
            hands.act(step, watches)
            if step.file:
                portals.drop(step)
        others = frozenset(watch.document for watch in watches)
        group = [Watch(step, since[step.number], others, announced_as(step.later, watches)) for step in steps]
        follow(group, portals, cast)
        watches += group


def announced_as(type_: str, watches: list[Watch]) -> str | None:
    """The document of the last step to which something of this type was announced; None if there was none."""
    return next((w.document for w in reversed(watches) if w.step.announced and w.step.announced == type_), None)


def follow(group: list[Watch], portals: Portals, cast: list[Background]) -> None:
    """Wait until every step of the group has come to its end."""
    while waiting := [watch for watch in group if not watch.done]:
        portals.collect()
        for watch in waiting:
            watch.look(portals.events)
            if watch.done:
                step, way = watch.step, " ".join(watch.statuses)
                console.print(
                    f"[green]✓[/] {step.number:2} {step.zh}  [dim]{step.en}[/]  [cyan]{way}[/] {watch.took:.1f} s"
                )
        for one in cast:
            one.must_live()
        time.sleep(0.02)


def judge(story: Story, watches: list[Watch], home: Path, told: Path) -> tuple[list[str], dict[str, Trail]]:
    """Everything that is not as the story says, seen from outside; late receipts get some time to arrive."""
    end = time.monotonic() + STEP_TIMEOUT_S
    documents = sorted({watch.document for watch in watches if watch.document})
    while True:
        trails = read_trails(home, documents)
        heard = Heard(told)
        problems = [*wrong_statuses(watches, read_log(home)), *wrong_trails(watches, trails, heard)]
        problems += wrong_refusals(story, heard, home)
        if not problems or time.monotonic() > end:
            return problems, trails


def show_summary(watches: list[Watch], trails: dict[str, Trail]) -> None:
    """Print each document's trail, one line each."""
    table = Table(title="单证轨迹 trails", title_justify="left", box=None, pad_edge=False)
    for heading in ("", "单证 document", "类型 type", "轨迹 trail", "结果 end", "应为 told"):
        table.add_column(heading, no_wrap=True)
    for watch in watches:
        step, trail = watch.step, trails.get(watch.document or "")
        way = "→".join(row["to"] for row in trail["transitions"]) if trail else ""
        end = f"{trail['document']['status']} {trail['document']['label_zh']}" if trail else "H002 隔离待查"
        kept = f" +{len(trail['observations'])}" if trail and trail["observations"] else ""
        kind = trail["document"]["type"] if trail else step.file
        table.add_row(f"{step.number}", (watch.document or "–")[:13], kind, way + kept, end, step.at_last)
    console.print(table)


def show_proof(home: Path, trails: dict[str, Trail]) -> list[str]:
    """Verify the store, and have one evidence file checked by whatever the machine has; return what fails."""
    console.rule("[bold]证明[/]  proof", align="left")
    console.print(f"[green]✓[/] hub audit verify: {verified(home)}")
    file = evidence_of(home, trails)
    console.print(f"证据文件 evidence file: {file}")
    failed = []
    for one in checked(home, file):
        if one.result == "missing":
            console.print(f"[yellow]–[/] {one.tool}: 本机没有，未核对 not on this machine, not checked: {one.en}")
        elif one.result == "ok":
            console.print(f"[green]✓[/] {one.tool}: {one.zh}  [dim]{one.en}[/]")
        else:
            failed.append(f"{one.tool}: {one.result}")
    return failed


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
