"""Arguments and options of `hub log`."""

from datetime import datetime
from typing import Annotated

import typer

from hub.cli.misuse import Unusable
from hub.cli.options import MOST, read_time_or_age
from hub.ports import Sort
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
    Bilingual("输出 CSV，供电子表格使用。", "Print CSV, for spreadsheets."),
]
NoPager = Annotated[
    bool,
    typer.Option("--no-pager"),
    Bilingual("内容超过一屏时也不分页。", "Do not page what is longer than the screen."),
]
