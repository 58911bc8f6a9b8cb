"""Write out `lifecycle: {like: TX, …}`, `deadlines: usual`, and receipts' codes that are statuses of the same name."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from hub.catalogue.pages.lifecycles import Beginning
from hub.catalogue.short.blocks import block_of, items_of, with_rows
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import item_alone
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.model import Status
from hub.text.bilingual import Bilingual, listed

LIKE, USUAL = "like", "usual"
TIME = "1 day"
"""The time that a party has by the usual deadlines."""
RESEND = "1"
"""How often a message that its party has not answered is sent again by the usual deadlines."""


def write_lifecycle(route: Block, beginnings: Mapping[str, Beginning], problems: Problems) -> Block:
    """The route with its lifecycle in full, and with the dispatch and the technical receipts of its beginning."""
    table = route.word("lifecycle")
    like = table.word(LIKE) if isinstance(table, Block) else None
    if not isinstance(table, Block) or like is None:
        return route
    where = table.at(LIKE)
    beginning = beginnings.get(str(like)) or next(iter(beginnings.values()), None)
    if str(like) not in beginnings:
        known = listed(beginnings)
        text = Bilingual(f"“like”必须是以下之一：{known.zh}", f"“like” must be one of: {known.en}")
        problems.add(where, text)
    if beginning is None:
        return with_rows(route, {"lifecycle": with_rows(table, {}, without=(LIKE,))})
    first: dict[str, Tree] = {Text(name, where): value for name, value in beginning.lifecycle.items()}
    for name, value in first.items():
        if table.word(name) == value:
            text = Bilingual(f"{name} 本来就是这样：请删去", f"{name} is so without this line")
            problems.add(table.at(name), text)
    own: dict[str, Tree] = {name: value for name, value in table.items() if name != LIKE}
    rows = block_of(table.where, {**{n: own.pop(n, v) for n, v in first.items()}, **own})
    parts = {"dispatch": beginning.dispatch, "technical": beginning.technical}
    for name, value in parts.items():
        if route.word(name) == value:
            text = Bilingual(f"“like”已说明“{name}”：请删去", f"“{name}” is so by “like”: leave it out")
            problems.add(route.at(name), text)
    return with_rows(route, {"lifecycle": rows, **{n: v for n, v in parts.items() if n not in route}})


def write_deadlines(route: Block, statuses: Mapping[str, Status], problems: Problems) -> Block:
    """The route with its usual deadlines in full: a day for every status in which only its party is waited for."""
    said = route.word("deadlines")
    rest = Items(route.at("deadlines"))
    usual, before = _usual(route, statuses), problems.reported
    if isinstance(said, Items) and said == [USUAL]:
        problems.add(route.at("deadlines"), item_alone("deadlines", USUAL))
    elif isinstance(said, Items) and USUAL in said:
        rest.extend(one for one in said if one != USUAL)
        _prove_unlike(said, usual, problems)
    elif said != USUAL:
        return route
    where = route.at("deadlines")
    taken = {str(code) for row in rest if isinstance(row, Block) for code in _listed(row.word("in"))}
    left = {code: time for code, time in usual.items() if code not in taken}
    if not left and statuses and problems.reported == before:
        problems.add(where, Bilingual("“usual”没有适用的状态", "“usual” applies to no status"))
    rows = Items(where)
    for time in dict.fromkeys(left.values()):
        words = {"within": Text(time.within, where), **({"resend": Text(time.resend, where)} if time.resend else {})}
        rows.append(block_of(where, {"in": items_of(where, [c for c, t in left.items() if t == time]), **words}))
    rows.extend(rest)
    return with_rows(route, {"deadlines": rows} if rows else {}, without=() if rows else ("deadlines",))


class _Time(NamedTuple):
    """How long a party has in a status, and how often the message is sent again; empty: never."""

    within: str
    resend: str = ""


_SENT, _DECIDED = _Time(TIME, RESEND), _Time(TIME)


def _usual(route: Block, statuses: Mapping[str, Status]) -> dict[str, _Time]:
    """What the usual deadlines say of each status: of those of dispatch first."""
    waiting, of_dispatch = _waiting(route, statuses), _of_dispatch(route)
    sent = {code: _SENT for code in waiting if code in of_dispatch}
    return sent | {code: _DECIDED for code in waiting if code not in of_dispatch}


def _times_of(rows: Iterable[Tree]) -> dict[str, _Time]:
    """The same of rows; empty where one of them says something else than a time and how often it is sent again."""
    found: dict[str, _Time] = {}
    for row in rows:
        if not isinstance(row, Block) or not set(row) <= {"in", "within", "resend"}:
            return {}
        time = _Time(str(row.word("within") or ""), str(row.word("resend") or ""))
        found |= {str(code): time for code in _listed(row.word("in"))}
    return found


def _prove_unlike(said: Items, usual: Mapping[str, _Time], problems: Problems) -> None:
    """Report `usual` that is not the first item, and rows beside it that say what it says."""
    for late in (one for one in said[1:] if isinstance(one, Text) and one == USUAL):
        problems.add(late.where, Bilingual("“usual”须为第一项", "“usual” stands first"))
    for row in (one for one in said if isinstance(one, Block)):
        times = _times_of([row])
        if times and all(usual.get(code) == time for code, time in times.items()):
            problems.add(row.where, _USUAL_TOO if len(said) > len([USUAL, row]) else _IS_USUAL)


_IS_USUAL = Bilingual(
    "与“usual”所说相同：请写作“deadlines: usual”", "this is what “usual” says: write “deadlines: usual”"
)
_USUAL_TOO = Bilingual("“usual”已这样说明：请删去此行", "“usual” says so too: leave this line out")


def write_codes(receipts: Block, problems: Problems) -> Block:
    """The receipts with each code of a list as the status of the same name; a table that says the same is reported."""
    codes = receipts.word("codes")
    if isinstance(codes, Block) and codes and all(code == status for code, status in codes.items()):
        plain = f"codes: [{', '.join(codes)}]"
        text = Bilingual(f"代码都与状态同名：请写作“{plain}”", f"each code is the status of its name: write “{plain}”")
        problems.add(receipts.at("codes"), text)
    if not isinstance(codes, Items) or not all(isinstance(code, Text) for code in codes):
        return receipts
    return with_rows(receipts, {"codes": block_of(codes.where, {code: code for code in _listed(codes)})})


def _listed(tree: Tree | None) -> Iterator[Text]:
    """The texts of a list; a text in place of a list, which is told of, as if it were one."""
    if isinstance(tree, Text):
        yield tree
    yield from (item for item in tree if isinstance(item, Text)) if isinstance(tree, Items) else ()


def _waiting(route: Block, statuses: Mapping[str, Status]) -> list[str]:
    """The open statuses in which somebody is waited for: not those that only send a message or wait for a queue."""
    table = route.word("lifecycle")
    rows = table.items() if isinstance(table, Block) else ()
    passes = {*_named(route, "dispatch", "returned")}
    then = route.word("then")
    if isinstance(then, Block):
        passes |= {str(then.word("on")), *_named(then, "dispatch", "returned")}
    return [
        str(code)
        for code, after in rows
        if after != "end" and code not in passes and str(code) in statuses and statuses[str(code)].kind == "open"
    ]


def _of_dispatch(route: Block) -> set[str]:
    """The statuses of a message that is sent or received, and not decided on."""
    table = route.word("lifecycle")
    first = next((str(code) for code in table), "") if isinstance(table, Block) else ""
    found = {first}
    then = route.word("then")
    for leg in (route, *([then] if isinstance(then, Block) else [])):
        found |= {*_named(leg, "dispatch", "confirmed"), *_named(leg, "technical", "accepted")}
        found |= {str(leg.word("becomes"))} if leg is not route else set()
    return found


def _named(leg: Block, word: str, name: str) -> Iterator[str]:
    inner = leg.word(word)
    value = inner.word(name) if isinstance(inner, Block) else None
    if isinstance(value, Text):
        yield str(value)
