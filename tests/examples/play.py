"""Play a story against a hub and simulated parties, each a process of its own, and judge how it ends.

    python tests/examples/play.py --home var/demo [--story tests/examples/quota] [--on rabbitmq]

The exit code is 0 only if everything ended as the story says. The home stays, to look into; what it needs of a
broker or database of the demo's own ends with the demo.
"""

import argparse
import sys
import time
from contextlib import closing
from pathlib import Path

from portals import PATIENCE, Portals, StoryBroken, Watch
from processes import Background, fresh_home, running
from rich.console import Console
from rich.table import Table
from rich.text import Text
from stages import on_folders, on_rabbitmq
from story import Act, Story, load_story
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

from hub.config import Home
from hub.errors import HubError

STAGES = {"folders": on_folders, "rabbitmq": on_rabbitmq}
console = Console(highlight=False, width=None if sys.stdout.isatty() else 112)


def main() -> int:
    """Play once; 0 when all is as the story says, 1 otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="the demo's home; emptied first")
    parser.add_argument("--story", type=Path, default=Path(__file__).parent / "quota", help="folder with story.yaml")
    parser.add_argument("--on", choices=STAGES, default="folders", help="which queues and store the hub works on")
    chosen = parser.parse_args()
    began = time.monotonic()
    try:
        fresh_home(chosen.home)
        with STAGES[chosen.on](chosen.home):
            problems = play(Home(chosen.home), chosen.story)
    except (StoryBroken, HubError) as broken:
        problems = [str(broken)]
    for problem in problems:
        console.print(Text.assemble(("✗ ", "red"), problem))
    verdict = "[red]不符 not as told[/]" if problems else "[green]全部符合 all as told[/]"
    console.print(f"{verdict}   {time.monotonic() - began:.1f} s   {chosen.home}")
    return 1 if problems else 0


def play(home: Home, folder: Path) -> list[str]:
    """Play all acts, judge; return what is not as the story says."""
    story = load_story(folder / "story.yaml")
    portals = Portals(home, sorted({step.portal for step in story.steps}))
    with (
        closing(portals),
        running(home.path, "run", "run") as hub,
        running(home.path, "simulate", "simulate", str(folder / "insurers.yaml"), "--json") as parties,
    ):
        cast = [hub, parties]
        watches = [watch for act in story.acts for watch in play_act(act, portals, cast)]
        problems, trails = judge(story, watches, home.path, parties.log)
    heard = Heard(parties.log)
    counts, forged = wrong_signatures(home, trails)
    show_summary(watches, trails)
    console.print(
        "签名核验 signatures verified by xmlsec: "
        + ", ".join(f"{way} {n}" for way, n in sorted(counts.items()))
        + f"; by the parties on receipt: {heard.verified.total()}"
    )
    return [*problems, *bad_endings(cast), *heard.errors, *forged]


def play_act(act: Act, portals: Portals, cast: list[Background]) -> list[Watch]:
    """Play the steps of one act, together or one after the other."""
    console.rule(f"[bold]{act.zh}[/]  {act.en}", align="left")
    watches: list[Watch] = []
    for steps in [act.steps] if act.at_once else [(step,) for step in act.steps]:
        since = {step.number: 0 if step.announced else len(portals.events) for step in steps}
        for step in steps:
            if step.file:
                portals.drop(step)
        group = [Watch(step, since[step.number]) for step in steps]
        follow(group, portals, cast)
        watches += group
    return watches


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
    end = time.monotonic() + PATIENCE
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
    table = Table(title="单证轨迹 trails", title_justify="left", box=None, padding=(0, 1))
    for heading in ("", "单证 document", "类型 type", "轨迹 trail", "结果 end", "应为 told"):
        table.add_column(heading, no_wrap=True)
    for watch in watches:
        step, trail = watch.step, trails.get(watch.document or "")
        way = "→".join(row["to"] for row in trail["transitions"]) if trail else ""
        end = f"{trail['document']['status']} {trail['document']['label_zh']}" if trail else "H002 隔离待查"
        kept = f" +{len(trail['observations'])}" if trail and trail["observations"] else ""
        kind = trail["document"]["type"] if trail else step.file
        table.add_row(f"{step.number}", (watch.document or "–")[:13], kind, way + kept, end, step.ends)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
