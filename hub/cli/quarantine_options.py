"""What the verbs of `hub quarantine` are told: ids, and what to list or settle."""

from typing import Annotated

import typer

from hub.cli.options import MOST
from hub.text.bilingual import Bilingual

SHORTEST = 8
"""What is released or discarded is named with so many characters of its id at least."""
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID]..."),
    Bilingual(
        f"列表所示的编号，可只写开头（至少 {SHORTEST} 位）；待匹配的通知和回执须写全。",
        f"Ids from the list, or their beginnings ({SHORTEST} characters at least). Of what is parked, the whole id.",
    ),
]
Owner = Annotated[
    str | None,
    typer.Option(metavar="OWNER"),
    Bilingual("只取来自此渠道或对方的。", "Only deliveries of this portal or party."),
]
Cause = Annotated[
    str | None,
    typer.Option(metavar="HUB-nnn"),
    Bilingual("只取以此代码隔离的。", "Only deliveries that were quarantined with this code."),
]
Limit = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=MOST),
    Bilingual(
        "隔离件与回执各最多列出多少条，默认 100。",
        "List so many deliveries and so many receipts at most. The default is 100.",
    ),
]
OfGroup = Annotated[
    str | None,
    typer.Option("--group", metavar="GROUP"),
    Bilingual(
        "只取此组：组名，如 quarantine-hub-406-ping-an，或它在列表中的序号。",
        "Only this group: its name, such as quarantine-hub-406-ping-an, or its number in the list.",
    ),
]
NamedGroup = Annotated[
    str | None,
    typer.Option("--group", metavar="GROUP"),
    Bilingual("取此组的全部隔离件，须写组名。", "All deliveries of the group with this name."),
]
Groups = Annotated[
    bool,
    typer.Option("--groups"),
    Bilingual(
        "只列出各组：来源与原因相同的为一组。",
        "List only the groups: deliveries of one owner with one code are a group.",
    ),
]
Settled = Annotated[
    bool,
    typer.Option("--all"),
    Bilingual("也列出已放行或已作废的。", "List also deliveries that were released or discarded."),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run"),
    Bilingual("只说明每件放行后的结果，不放行。", "Only say what each delivery would do. Nothing is released."),
]
AlthoughGood = Annotated[
    bool,
    typer.Option("--although-perhaps-good"),
    Bilingual(
        "原因可能在本方、排除后即可放行的件，也作废。",
        "Discard also what may be a good message, which could be released once its cause is mended.",
    ),
]
