"""Arguments and options of `hub replay`."""

from pathlib import Path
from typing import Annotated

import typer

from hub.cli.options import MOST, Time
from hub.text.bilingual import Bilingual

Although = Annotated[
    bool,
    typer.Option("--although-not-deduplicated"),
    Bilingual(
        "接收方不去重的款项报文也发送：对方可能当作另一笔付款。",
        "Send also what moves money to a party that does not deduplicate and may take it for another payment.",
    ),
]
MessageOrDocument = Annotated[
    str,
    typer.Argument(metavar="ID"),
    Bilingual("单证，写法同 hub show；或报文编号。", "The document, named as in `hub show`, or the id of a message."),
]
OwnEnterprise = Annotated[
    str | None,
    typer.Option("--enterprise", metavar="USCC"),
    Bilingual(
        "只取此企业自己的（统一社会信用代码），不含海关在他人单证中指明此企业的。",
        "Only documents of the enterprise with this USCC, not those of others in which customs names it.",
    ),
]
Since = Annotated[Time, Bilingual("自此时起，ISO 8601。", "From this time on, in ISO 8601.")]
Until = Annotated[Time, Bilingual("到此时止，ISO 8601。", "Until this time, in ISO 8601.")]
AsEvents = Annotated[
    bool,
    typer.Option("--events"),
    Bilingual("重发给渠道的事件，而非报文。", "Plan the events that portals were told, instead of messages."),
]
AsNewRound = Annotated[
    bool,
    typer.Option("--new-round"),
    Bilingual(
        "为被退回的自制单证开启下一轮：新的报文，业务编号不变。",
        "Begin the next round of a document that the hub made and that was returned: a new message, the same numbers.",
    ),
]
AtMost = Annotated[
    int, typer.Option(metavar="N", min=1, max=MOST), Bilingual("最多列入多少条。", "Plan so many entries at most.")
]
PlanFile = Annotated[
    Path,
    typer.Argument(readable=False, metavar="PLAN"),
    Bilingual("hub replay plan 打印的计划；- 表示标准输入。", "What `hub replay plan` printed; - for standard input."),
]
Rate = Annotated[
    float,
    typer.Option(metavar="N", min=0.01, max=10_000),
    Bilingual("每秒最多安排多少条。", "Promise so many entries a second at most."),
]
Sequence = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=MOST),
    Bilingual("只发此序号的事件。", "Only the event with this sequence number."),
]
