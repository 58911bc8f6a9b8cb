"""Status reports (ISO 20022, pain.002) as banks write them: made from what they say, without a line of the hub's."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

VERSIONS = ("03", "12", "14", "15")
"""Of pain.002.001, that a third package has the standard's own schemas of."""


@dataclass(frozen=True, kw_only=True)
class Transaction:
    """One TxInfAndSts; None is an element that is not there."""

    number: str | None = None
    code: str | None = None
    reasons: tuple[str, ...] = ()
    accepted: str | None = None
    """AccptncDtTm, as it is written."""
    reference: str | None = "B-77"


@dataclass(frozen=True, kw_only=True)
class Block:
    """One OrgnlPmtInfAndSts."""

    id: str
    code: str | None = None
    reasons: tuple[str, ...] = ()
    transactions: tuple[Transaction, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """A whole pain.002."""

    answered: str
    """OrgnlMsgId."""
    group: str | None = None
    reasons: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = field(default=())
    id: str = "R-1"
    created: str = "2026-09-21T10:00:01"
    version: str = "12"
    prefix: str = ""

    @property
    def transactions(self) -> list[Transaction]:
        return [one for block in self.blocks for one in block.transactions]


def write(report: Report) -> str:
    """The report as XML."""
    space = f"urn:iso:std:iso:20022:tech:xsd:pain.002.001.{report.version}"
    p = f"{report.prefix}:" if report.prefix else ""
    declared = f"xmlns:{report.prefix}" if report.prefix else "xmlns"
    head = _one("GrpHdr", _leaf("MsgId", report.id) + _leaf("CreDtTm", report.created))
    group = (
        _leaf("OrgnlMsgId", report.answered)
        + _leaf("OrgnlMsgNmId", "pain.001.001.09")
        + _leaf("GrpSts", report.group)
        + _reasons(report.reasons)
    )
    inside = head + _one("OrgnlGrpInfAndSts", group) + "".join(map(_block, report.blocks))
    text = _one("Document", _one("CstmrPmtStsRpt", inside))
    text = text.replace("</", "\0").replace("<", f"<{p}").replace("\0", f"</{p}")
    return text.replace(f"<{p}Document>", f'<{p}Document {declared}="{space}">')


def _block(block: Block) -> str:
    inside = _leaf("OrgnlPmtInfId", block.id) + _leaf("PmtInfSts", block.code) + _reasons(block.reasons)
    return _one("OrgnlPmtInfAndSts", inside + "".join(map(_transaction, block.transactions)))


def _transaction(one: Transaction) -> str:
    return _one(
        "TxInfAndSts",
        _leaf("OrgnlEndToEndId", one.number)
        + _leaf("TxSts", one.code)
        + _reasons(one.reasons)
        + _leaf("AccptncDtTm", one.accepted)
        + _leaf("AcctSvcrRef", one.reference),
    )


def _reasons(texts: tuple[str, ...]) -> str:
    return "".join(_one("StsRsnInf", _one("Rsn", _leaf("Cd", "AM04")) + _leaf("AddtlInf", text)) for text in texts)


def _one(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>"


def _leaf(name: str, text: str | None) -> str:
    return "" if text is None else _one(name, escape(text))
