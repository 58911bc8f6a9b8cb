"""Arguments and options of `hub log`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from hub.cli.misuse import Unusable
from hub.cli.options import MOST, Enterprise, OfParty, OfPortal, OfType, read_time_or_age
from hub.cli.pager import NoPager
from hub.cli.screen import AsJson
from hub.model import Statuses
from hub.ports import Filter, Sort
from hub.text.bilingual import Bilingual


def _begins_with_at(search: str | None) -> str | None:
    if search is not None and not search.startswith("@"):
        raise Unusable(Bilingual("写作 @名称；单证用 hub show 查看", "write @NAME; `hub show` shows a document"))
    return search


Search = Annotated[
    str | None,
    typer.Argument(metavar="[@NAME]", callback=_begins_with_at),
    Bilingual(
        "主目录 searches.toml 中保存的查询；命令行中的选项优先。",
        "A search saved in searches.toml of the home. Options on the command line take precedence.",
    ),
]
InStatuses = Annotated[
    list[str] | None,
    typer.Option("--status", metavar="STATUS"),
    Bilingual(
        "只列处于这些状态的，写状态代码，如 P002,P004；可多次使用。",
        "Only documents in these statuses. Give codes, such as P002,P004; the option may be repeated.",
    ),
]
IsOpen = Annotated[
    bool, typer.Option("--open"), Bilingual("只列未办结的。", "Only documents that are not at their end.")
]
NeedsPerson = Annotated[
    bool,
    typer.Option("--attention"),
    Bilingual(
        "只列需要人处理的单证：逾期未回执、有争议、报文未发出，与 hub attention 所依据的相同。",
        "Only documents that need a person, as `hub attention` finds them: overdue, disputed, or not sent.",
    ),
]
IsOverdue = Annotated[
    bool,
    typer.Option("--overdue"),
    Bilingual("只列对方逾期未回执的。", "Only documents whose party has not answered in time."),
]
Disputed = Annotated[
    bool,
    typer.Option("--disputed"),
    Bilingual("只列有争议、待人工核定的单证。", "List only documents whose dispute an operator has to settle."),
]
RecordNumber = Annotated[
    str | None,
    typer.Option(metavar="NUMBER"),
    Bilingual("只列此记录编号的单证。", "List only the document with this record number."),
]
OfName = Annotated[
    str | None,
    typer.Option("--name", metavar="TEXT"),
    Bilingual("只列企业名称中含此文字的。", "Only documents of enterprises with this in their names."),
]
WithText = Annotated[
    str | None,
    typer.Option("--text", metavar="TEXT"),
    Bilingual(
        "只列企业名称、申报编号、业务编号或办理记录（如对方所述原因）中含此文字的。",
        "Only documents with this in the enterprise's name, the submission's id, a business number or the trail, such "
        "as a party's reason.",
    ),
]
Since = Annotated[
    datetime | None,
    typer.Option(parser=read_time_or_age, metavar="TIME"),
    Bilingual(
        "只列此时以后有变动的：ISO 8601（未写时区即 +08:00），或距今多久，如 90m、6h、3d。",
        "Only documents that moved since then: ISO 8601 (+08:00 if no zone is written), or an age: 90m, 6h, 3d.",
    ),
]
Until = Annotated[
    datetime | None,
    typer.Option(parser=read_time_or_age, metavar="TIME"),
    Bilingual("只列此时及以前最后变动的。", "Only documents whose last move was then or earlier."),
]
InOrder = Annotated[
    Sort,
    typer.Option("--sort"),
    Bilingual(
        "次序：newest、oldest 按最后变动；last-submitted、first-submitted 按申报时间。",
        "The order: newest and oldest by the last move; last-submitted and first-submitted by the submission's time.",
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=MOST),
    Bilingual("最多列出多少条，默认 100。", "List so many documents at most. The default is 100."),
]
Follow = Annotated[
    bool,
    typer.Option("--follow", "-f"),
    Bilingual("持续列出有变动的单证，直到 Ctrl-C。", "Keep listing documents as they move, until Ctrl-C."),
]
AsCsv = Annotated[
    bool,
    typer.Option("--csv"),
    Bilingual("输出 CSV（RFC 4180），供程序和电子表格使用。", "Print CSV (RFC 4180), for programs and spreadsheets."),
]
ForExcel = Annotated[
    bool,
    typer.Option("--excel"),
    Bilingual(
        "同 --csv，但以 UTF-8 字节顺序标记开头，Excel 由此正确显示中文。",
        "As --csv, but in UTF-8 with a byte order mark, by which Excel reads Chinese rightly.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which documents are listed."""

    type_: OfType = None
    portal: OfPortal = None
    party: OfParty = None
    enterprise: Enterprise = None
    status: InStatuses = None
    is_open: IsOpen = False
    is_overdue: IsOverdue = False
    disputed: Disputed = False
    attention: NeedsPerson = False
    record: RecordNumber = None
    name: OfName = None
    text: WithText = None
    since: Since = None
    until: Until = None

    def filter(self, statuses: Statuses) -> Filter:
        """What the store is asked for."""
        return Filter(
            type=self.type_,
            portal=self.portal,
            party=self.party,
            enterprise=self.enterprise,
            statuses=[code for said in self.status or () for code in said.split(",") if code],
            open_but=(statuses.final, statuses.own_ends) if self.is_open else None,
            is_overdue=self.is_overdue,
            disputed=self.disputed or None,
            needs_person=(statuses.failing, statuses.own_ends) if self.attention else None,
            record=self.record,
            name=self.name,
            text=self.text,
            since=None if self.since is None else _at(self.since) - 1,
            until=None if self.until is None else _at(self.until),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """How documents are listed."""

    sort: InOrder = "newest"
    limit: Limit = None
    follow: Follow = False
    no_pager: NoPager = False
    as_csv: AsCsv = False
    for_excel: ForExcel = False
    as_json: AsJson = False

    @property
    def is_csv(self) -> bool:
        return self.as_csv or self.for_excel

    def refuse_together(self, until: datetime | None) -> None:
        """Raise Unusable for options that do not go together."""
        if self.is_csv and (self.as_json or self.follow):
            other = "--json" if self.as_json else "--follow"
            option = "--csv" if self.as_csv else "--excel"
            raise Unusable(Bilingual(f"不可与 {other} 同用", f"cannot be used with {other}"), option=option)
        if self.follow:
            self._refuse_to_follow(until)

    def _refuse_to_follow(self, until: datetime | None) -> None:
        """Nothing moves in the past; what moves comes by its move; all newer than the oldest few would come at once."""
        if until is not None and until <= datetime.now(UTC):
            said = Bilingual("与 --follow 同用时须为将来的时间", "with --follow it must be a time to come")
            raise Unusable(said, option="--until")
        if self.sort not in ("newest", "oldest"):
            said = Bilingual("与 --follow 同用时只能是 newest 或 oldest", "with --follow it must be newest or oldest")
            raise Unusable(said, option="--sort")
        if self.sort == "oldest" and self.limit is not None:
            said = Bilingual("不可与 --follow --sort oldest 同用", "cannot be used with --follow --sort oldest")
            raise Unusable(said, option="--limit")


def _at(time_: datetime) -> int:
    return round(time_.timestamp() * 1_000_000)
