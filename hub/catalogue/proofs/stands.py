"""Prove that a late decision which an operator may let stand can come late, and can count afterwards."""

from collections.abc import Iterator

from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual


def prove_stands(route: Route, problems: Problems) -> None:
    """Report a status in `stands` that is no decision, or that nothing waits for; and `stands` beside `settles`."""
    if not route.stands or not route.moves_are_sound:
        return
    if route.settles is not None:
        text = Bilingual(
            "“settles”已写明如何核定：不能再用“stands”", "“settles” says how it is settled: no “stands” then"
        )
        problems.add(route.places.at("stands"), text)
    answers = route.legs[-1].answers if route.legs else None
    for status in sorted(route.stands) if answers else ():
        if answers and status not in answers.codes.values():
            text = Bilingual(f"{status} 不是对方最后的决定", f"{status} is no decision of the last answer")
            problems.add(route.places.at("stands"), text)
        elif not any(_late(route, status)):
            text = Bilingual(
                f"没有状态在 {status} 迟到后还能变为 {status}",
                f"no status in which {status} comes too late may move to {status}",
            )
            problems.add(route.places.at("stands"), text)


def _late(route: Route, status: str) -> Iterator[bool]:
    """For each status in which this decision is disputed: whether the lifecycle lets it count after all."""
    superseded = route.again.becomes if route.again else ""
    for before in route.lifecycle.next:
        if before == superseded or route.lifecycle.excludes(before, status):
            yield route.lifecycle.allows(before, status)
