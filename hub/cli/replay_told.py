"""What `hub replay` prints: a plan, the outcome of each entry, and their sum."""

from collections import Counter
from collections.abc import Mapping

from hub.cli.screen import aside, json_line, plain, print_json, screen
from hub.flow.act import Done
from hub.flow.replay_plan import DeclareAgain, ReplayPlan, SendAgain, TellAgain
from hub.text.bilingual import Bilingual, joined
from hub.views.plans import what_of
from hub.views.replays import AppliedView, ReplayedView
from hub.views.view import ABSENT, json_of
from hub.views.words import REPLAY_OUTCOMES, label


def print_plan(plan: ReplayPlan, limit: int) -> None:
    """Print the plan as JSON with one entry a line, for people to edit; its sum goes to standard error."""
    head = plan.model_dump(mode="json", exclude={"entries"})
    lines = [json_line(entry.model_dump(mode="json")) for entry in plan.entries]
    written = "".join(f"  {json_line(k)}: {json_line(v)},\n" for k, v in head.items())
    body = "".join(f"\n    {line}," for line in lines).removesuffix(",")
    print(f'{{\n{written}  "entries": [{body}\n  ]\n}}', flush=True)
    left = Counter(getattr(entry, "why_not", "") for entry in plan.entries if not entry.send)
    number = sum(entry.send for entry in plan.entries)
    counted = [Bilingual(f"{number} 条待重发", f"{number} to be sent")]
    counted += [Bilingual(f"{count} 条不发（{code}）", f"{count} not ({code})") for code, count in sorted(left.items())]
    aside.print(joined(counted))
    if len(lines) >= limit:
        more = Bilingual(
            f"这是前 {limit} 条，可能还有：请用 --limit 或筛选条件",
            f"These are the first {limit}; there may be more: use --limit, or filters.",
        )
        aside.print(f"[yellow]{more}[/]")


def tell(plan: ReplayPlan, done: Done, as_json: bool, *, quietly: bool = False) -> None:
    """Print the outcome of an entry in one line; `quietly`: only with --json."""
    if as_json:
        print_json(json_of(_view(plan, done)))
        return
    if quietly:
        return
    entry, why = done.entry, done.why
    what = what_of(entry)
    colour = "red" if done.outcome == "refused" else "green"
    said = f"  {why.code} {plain(Bilingual(why.zh, why.en).both)}" if why else ""
    screen.print(
        f"[{colour}]{label(done.outcome, REPLAY_OUTCOMES)}[/] {plain(what)} → {plain(entry.to)}"
        f" [dim]{plain(entry.type)} {plain(entry.document)}[/]{said}"
    )


def _view(plan: ReplayPlan, done: Done) -> ReplayedView:
    entry, why = done.entry, done.why
    return ReplayedView(
        plan=plan.id,
        does=entry.does,
        document=entry.document,
        message=entry.message if isinstance(entry, SendAgain) else ABSENT,
        events=entry.events if isinstance(entry, TellAgain) else ABSENT,
        round=entry.round + 1 if isinstance(entry, DeclareAgain) else ABSENT,
        to=entry.to,
        outcome=done.outcome,
        code=why.code if why else None,
        zh=why.zh if why else ABSENT,
        en=why.en if why else ABSENT,
    )


def sum_up(plan: ReplayPlan, counts: Mapping[str, int], is_whole: bool, as_json: bool) -> None:
    """Print how many entries came to which end."""
    outcomes = REPLAY_OUTCOMES.items()
    if as_json:
        told = AppliedView(
            plan=plan.id,
            promised=counts["promised"],
            done_before=counts["done before"],
            left_out=counts["left out"],
            refused=counts["refused"],
            whole=is_whole,
        )
        print_json(json_of(told))
        return
    screen.print(joined([Bilingual(f"{o.zh} {counts[name]}", f"{counts[name]} {o.en}") for name, o in outcomes]))
    if not is_whole:
        again = Bilingual("未执行到底：请再次执行同一计划", "Stopped before its end: apply the same plan again.")
        aside.print(f"[yellow]{again}[/]")
