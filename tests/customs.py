"""What customs and its platform say, in their own forms, for tests that play them; unsigned."""

from base64 import b64encode

DXP = "http://www.chinaport.gov.cn/dxp"
CUSTOMS, HUB = "CHINACUSTOMS01", "HUB0001"
"""Their ids on the platform."""


def head(name: str, sender: str = CUSTOMS, receiver: str = HUB) -> str:
    """The head of an envelope, with a time as it is often met."""
    return (
        f"<CopMsgId>{name}</CopMsgId><SenderId>{sender}</SenderId><ReceiverIds><ReceiverId>{receiver}</ReceiverId>"
        "</ReceiverIds><CreatTime>2026-09-21 10:00:00</CreatTime><MsgType>ANY</MsgType>"
    )


def an_envelope_of_customs(body: bytes, name: str, **addresses: str) -> str:
    """A DxpMsg around a body."""
    data = b64encode(body).decode()
    inside = f"<TransInfo>{head(name, **addresses)}</TransInfo><Data>{data}</Data>"
    return f'<DxpMsg xmlns="{DXP}" ver="1.0">{inside}</DxpMsg>'


def a_report_of_the_platform(answers: str, *codes: str) -> str:
    """A DxpRep about the message of ours with this id, with a response for each code."""
    responses = "".join(
        f"<Response><ResponseCode>{code}</ResponseCode><ResponseInfo>so it is</ResponseInfo>"
        f"<NoticeTime>2026-09-21</NoticeTime><OriHead>{head(answers, HUB, CUSTOMS)}</OriHead></Response>"
        for code in codes
    )
    return f'<DxpRep xmlns="{DXP}" ver="1.0"><RecevierId>{HUB}</RecevierId>{responses}</DxpRep>'


def a_result(number: str, code: str = "5", remark: str = "同意", guarantee: str = "G-77") -> str:
    """One approval."""
    return (
        f"<HdeApprResult><etpsPreentNo>{number}</etpsPreentNo><businessId>{guarantee}</businessId>"
        f"<manageResult>{code}</manageResult><manageDate>2026-09-21 10:00:00</manageDate><rmk>{remark}</rmk>"
        "</HdeApprResult>"
    )


def a_package(inside: str, kind: str = "INV201", encoding: str = "UTF-8") -> bytes:
    """A message as the processing-trade system writes it."""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><Package><DataInfo><BussinessData><{kind}>{inside}</{kind}>'
        "</BussinessData></DataInfo></Package>"
    ).encode("gb18030" if encoding != "UTF-8" else "utf-8")


def an_approval(
    number: str, code: str = "5", remark: str = "同意", encoding: str = "UTF-8", kind: str = "INV201"
) -> bytes:
    """An answer as the processing-trade system writes it."""
    return a_package(a_result(number, code, remark), kind, encoding)


def a_return(number: str, code: str, kind: str = "CEB312Message") -> bytes:
    """A status as the cross-border system writes it."""
    return (
        f'<{kind} xmlns="http://www.chinaport.gov.cn/ceb"><OrderReturn><orderNo>{number}</orderNo>'
        f"<returnStatus>{code}</returnStatus><returnTime>20260921100000000</returnTime><returnInfo>说明</returnInfo>"
        f"</OrderReturn></{kind}>"
    ).encode()


def a_technical_answer(number: str, flag: str) -> bytes:
    """An answer as the import client writes it."""
    return (
        f"<CommonResponeMessage><EtpsPreentNo>{number}</EtpsPreentNo><CheckInfo>格式</CheckInfo>"
        f"<DealFlag>{flag}</DealFlag></CommonResponeMessage>"
    ).encode()
