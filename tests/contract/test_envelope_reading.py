"""Envelopes as they come: odd ones are read, uncertain ones refused by their code, reports understood in any shape."""

from dataclasses import replace

import pytest
from test_envelope_dxp import ENVELOPE, MEANINGS, NOW, codes_of

from adapters.envelope.contents import AddInfo, Enclosed, Outcome, Reported, Result, TransInfo
from adapters.envelope.dxp import require_addresses
from adapters.envelope.reading import read_heading
from adapters.envelope.responses import response_kind
from hub.errors import Rejected
from hub.xml.parse import SIZE_LIMIT, parse_xml

# ---- tolerant in what we read ----------------------------------------------------------------

TRANS = (
    "<CopMsgId>c-1</CopMsgId><SenderId>S</SenderId><ReceiverIds><ReceiverId>R</ReceiverId></ReceiverIds>"
    "<CreatTime>{time}</CreatTime><MsgType>T</MsgType>"
)


def message(head: str = TRANS.format(time="2026-11-21T08:00:00"), data: str = "PGEvPg==", beside: str = "") -> bytes:
    return f'<DxpMsg ver="1.0"><TransInfo>{head}</TransInfo><Data>{data}</Data>{beside}</DxpMsg>'.encode()


ODD_ENVELOPES = {
    "no namespace": message(),
    "another namespace": message().replace(b"<DxpMsg ", b'<DxpMsg xmlns="urn:other" '),
    "no version": message().replace(b' ver="1.0"', b""),
    "a space for T": message(TRANS.format(time="2026-11-21 08:00:00")),
    "a Z on local time": message(TRANS.format(time="2026-11-21T08:00:00Z")),
    "an offset": message(TRANS.format(time="2026-11-21T00:00:00+00:00")),
    "milliseconds": message(TRANS.format(time="2026-11-21T08:00:00.000")),
    "digits alone": message(TRANS.format(time="20261121080000")),
    "white space around values": message(TRANS.replace("c-1", "\n c-1 ").replace("{time}", " 2026-11-21T08:00:00\n")),
    "Data in lines": message(data="\r\n  PGEv\r\n  Pg==\r\n"),
    "empty things beside": message(beside="<AddInfo><FileName/><IcCard></IcCard><BizKey/></AddInfo>"),
    "another order": message(
        "<MsgType>T</MsgType><CreatTime>2026-11-21T08:00:00</CreatTime><ReceiverIds><ReceiverId>R</ReceiverId>"
        "</ReceiverIds><SenderId>S</SenderId><CopMsgId>c-1</CopMsgId>"
    ),
    "unknown elements": message(beside="<Extra><Deep>1</Deep></Extra>"),
    "CreateTime well spelt": message().replace(b"CreatTime", b"CreateTime"),
    "GB18030": b'<?xml version="1.0" encoding="GB18030"?>' + message(beside="<X>关</X>").decode().encode("gb18030"),
}


@pytest.mark.parametrize("name", ODD_ENVELOPES)
def test_an_odd_envelope_is_read_all_the_same(name: str) -> None:
    """What goes wrong in practice changes nothing of what is read."""
    found = ENVELOPE.open(parse_xml(ODD_ENVELOPES[name]))

    head = TransInfo(message_id="c-1", sender="S", receivers=("R",), created_at=NOW, kind="T")
    assert found == Enclosed(head=head, body=b"<a/>", add_info=AddInfo())


def test_a_time_that_cannot_be_read_is_no_time() -> None:
    """Nothing hangs on it."""
    found = ENVELOPE.open(parse_xml(message(TRANS.format(time="yesterday"))))

    assert isinstance(found, Enclosed)
    assert found.head.created_at is None


def test_who_an_envelope_is_from_and_for_must_agree() -> None:
    """We may be one of several receivers; the sender is the one whose certificate signed."""
    head = TransInfo(message_id="c-1", sender="S", receivers=("R1", "R2"), created_at=NOW)

    require_addresses(head, "S", "R2")
    with pytest.raises(Rejected) as stranger:
        require_addresses(head, "T", "R2")
    with pytest.raises(Rejected) as astray:
        require_addresses(head, "S", "R3")
    assert [*codes_of(stranger), *codes_of(astray)] == ["HUB-408", "HUB-412"]
    assert stranger.value.answers == astray.value.answers == "c-1"


# ---- what cannot be used ---------------------------------------------------------------------

RECEIVERS = b"<ReceiverId>R</ReceiverId>"

HOSTILE: dict[str, tuple[str, bytes]] = {
    "a DTD": ("HUB-402", b'<!DOCTYPE DxpMsg SYSTEM "http://127.0.0.1:9/x.dtd">' + message()),
    "an entity": ("HUB-402", b'<!DOCTYPE DxpMsg [<!ENTITY e "PGEvPg==">]>' + message(data="&e;")),
    "an entity of a file": ("HUB-402", b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + message(data="&e;")),
    "entities by the million": (
        "HUB-402",
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>' + message(data="&b;"),
    ),
    "an entity that is nowhere": ("HUB-401", message(data="&e;")),
    "300 levels": ("HUB-401", message(beside="<a>" * 300 + "</a>" * 300)),
    "20 MB": ("HUB-107", message(data="A" * 20_000_000)),
    "Data of more than 10 MB": ("HUB-401", message(data="A" * 10_000_004)),
    "no XML": ("HUB-401", b"DXP"),
    "nothing": ("HUB-134", b""),
    "two roots": ("HUB-401", message() * 2),
    "UTF-16": ("HUB-401", message().decode().encode("utf-16")),
    "UTF-16 declared": ("HUB-401", b'<?xml version="1.0" encoding="UTF-16"?>' + message()),
    "UTF-7 declared": ("HUB-401", b'<?xml version="1.0" encoding="UTF-7"?>' + message()),
    "a mark that is not what is declared": (
        "HUB-401",
        b'\xef\xbb\xbf<?xml version="1.0" encoding="GBK"?>' + message(),
    ),
    "GBK that is declared UTF-8": (
        "HUB-401",
        b'<?xml version="1.0" encoding="UTF-8"?>' + message(beside="<X>关</X>").decode().encode("gbk"),
    ),
    "bytes that are no GBK": ("HUB-401", b'<?xml version="1.0" encoding="GBK"?><a>\xff</a>'),
    "another root": ("HUB-403", b"<Envelope/>"),
    "the other root's name as a prefix": ("HUB-403", b'<DxpMsg:x xmlns:DxpMsg="urn:x"/>'),
    "another version": ("HUB-420", message().replace(b"1.0", b"2.0")),
    "no TransInfo": ("HUB-420", b'<DxpMsg ver="1.0"><Data>PGEvPg==</Data></DxpMsg>'),
    "two TransInfos": ("HUB-420", message(beside=f"<TransInfo>{TRANS}</TransInfo>")),
    "a TransInfo of another namespace": ("HUB-420", message(beside=f'<TransInfo xmlns="urn:x">{TRANS}</TransInfo>')),
    "no id": ("HUB-420", message().replace(b"c-1", b" ")),
    "two ids": ("HUB-420", message().replace(b"<SenderId>", b"<CopMsgId>c-2</CopMsgId><SenderId>")),
    "an id of 256 characters": ("HUB-420", message().replace(b"c-1", b"c" * 256)),
    "no sender": ("HUB-420", message().replace(b"<SenderId>S</SenderId>", b"")),
    "no receiver": ("HUB-420", message().replace(RECEIVERS, b"")),
    "a receiver of 256 letters": ("HUB-420", message().replace(b">R<", b">" + b"R" * 256 + b"<")),
    "an empty receiver": ("HUB-420", message().replace(RECEIVERS, RECEIVERS + b"<ReceiverId/>")),
    "six receivers": ("HUB-420", message().replace(RECEIVERS, RECEIVERS * 6)),
    "no Data": ("HUB-420", message().replace(b"<Data>PGEvPg==</Data>", b"")),
    "two Datas": ("HUB-420", message(beside="<Data>PGEvPg==</Data>")),
    "empty Data": ("HUB-421", message(data="")),
    "Data of white space": ("HUB-421", message(data=" \n ")),
    "Data without its padding": ("HUB-421", message(data="PGEvPg")),
    "Data with padding inside": ("HUB-421", message(data="PGEvPg==PGEvPg==")),
    "Data for URLs": ("HUB-421", message(data="PGEv-_==")),
    "Data in other characters": ("HUB-421", message(data="关")),
    "Data with an element in it": ("HUB-421", message(data="PGEv<b/>Pg==")),
    "Data with an element before it": ("HUB-421", message(data="<b>PGEvPg==</b>")),
    "a report of nothing": ("HUB-420", b'<DxpRep ver="1.0"><RecevierId>R</RecevierId></DxpRep>'),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_for_certain_is_refused_by_its_code(name: str) -> None:
    """Never another exception, and nothing is guessed."""
    code, body = HOSTILE[name]

    with pytest.raises(Rejected) as refusal:
        ENVELOPE.open(parse_xml(body))
    assert codes_of(refusal) == [code]


def test_a_refusal_names_the_senders_id_where_it_was_read() -> None:
    """So that the answer can."""
    with pytest.raises(Rejected) as refusal:
        ENVELOPE.open(parse_xml(message(data="?")))
    assert refusal.value.answers == "c-1"
    assert refusal.value.is_answered


def test_the_parsers_limit_is_that_of_a_message() -> None:
    """A message of just that size is not too large."""
    padded = message(beside=" " * (SIZE_LIMIT - len(message())))

    with pytest.raises(Rejected) as refusal:
        parse_xml(padded + b" ")
    assert codes_of(refusal) == ["HUB-107"]
    with pytest.raises(Rejected) as refusal:
        parse_xml(padded)  # one text is too long, but it was parsed
    assert codes_of(refusal) == ["HUB-401"]


# ---- what is said of ours --------------------------------------------------------------------

ORIGINAL = TransInfo(message_id="m-1", sender="S", receivers=("R",), created_at=NOW, kind="T")
HEAD = TRANS.format(time="2026-11-21T08:00:00").replace("c-1", "m-1")


def response(code: str = "0000", head: str = f"<OriHead>{HEAD}</OriHead>", beside: str = "") -> str:
    return f"<Response><ResponseCode>{code}</ResponseCode>{beside}<NoticeTime>2026-11-21</NoticeTime>{head}</Response>"


def report(responses: str) -> Reported:
    body = f'<DxpRep xmlns="http://www.chinaport.gov.cn/dxp" ver="1.0"><RecevierId>S</RecevierId>{responses}</DxpRep>'
    found = ENVELOPE.open(parse_xml(body.encode()))
    assert isinstance(found, Reported)
    return found


PLAIN = Outcome(
    answers="m-1", head=ORIGINAL, code="0000", kind="success", meaning="received", notice="2026-11-21", results=()
)


def test_a_report_tells_everything_it_was_given() -> None:
    """Who it is for, by which node, and for each response all that the platform says."""
    results = (
        "<Results><Result><RecId>1</RecId><Code>0002</Code><Info>i</Info><Note>n</Note></Result>"
        "<Result><RecId>2</RecId><Code>X</Code></Result></Results>"
    )
    said = response("0002", beside=f"<NodeId>N1</NodeId><ResponseInfo>不符</ResponseInfo>{results}<Note>see</Note>")

    found = report(f"<AdNodeId>A1</AdNodeId>{said}")

    assert found == Reported(
        receiver="S",
        node="A1",
        outcomes=(
            Outcome(
                answers="m-1",
                head=ORIGINAL,
                code="0002",
                kind="refused",
                meaning="schema",
                info="不符",
                note="see",
                node="N1",
                notice="2026-11-21",
                results=(Result(record="1", code="0002", info="i", note="n"), Result(record="2", code="X")),
            ),
        ),
    )


def test_each_response_is_an_outcome_of_its_own() -> None:
    """Several receivers are several deliveries: one may have it and another not."""
    found = report(response("0000") + response("3002") + response("-17"))

    assert [(o.code, o.kind) for o in found.outcomes] == [
        ("0000", "success"),
        ("3002", "retry"),
        ("-17", "business"),
    ]


ODD_REPORTS: dict[str, tuple[str, Outcome]] = {
    "the head in a TransInfo of its own": (
        response(head=f"<OriHead><TransInfo>{HEAD}</TransInfo></OriHead>"),
        PLAIN,
    ),
    "another namespace inside": (response().replace("<OriHead>", '<OriHead xmlns="urn:x">'), PLAIN),
    "white space": (response(" 0000\n"), PLAIN),
    "empty things": (response(beside="<NodeId/><ResponseInfo/><Results/><Note></Note>"), PLAIN),
    "a code without its zeros": (response("0"), replace(PLAIN, code="0")),
    "a time for a day": (
        response().replace("2026-11-21<", "2026-11-21 08:00:00<"),
        replace(PLAIN, notice="2026-11-21 08:00:00"),
    ),
    "no head": (response(head=""), replace(PLAIN, answers=None, head=None)),
    "a head with an id alone": (
        response(head="<OriHead><CopMsgId>m-1</CopMsgId></OriHead>"),
        replace(PLAIN, head=None),
    ),
    "a free code": (
        response("4711"),
        replace(PLAIN, code="4711", kind="unknown", meaning=None),
    ),
    "a code in letters": (
        response("E-9"),
        replace(PLAIN, code="E-9", kind="unknown", meaning=None),
    ),
    "no code": (response(""), replace(PLAIN, code="", kind="unknown", meaning=None)),
}


@pytest.mark.parametrize("name", ODD_REPORTS)
def test_an_odd_report_is_read_all_the_same(name: str) -> None:
    """What it does not tell is left open; nothing fails, and an unknown code is kept."""
    said, expected = ODD_REPORTS[name]

    assert report(said).outcomes == (expected,)


def test_a_report_with_its_receiver_well_spelt_is_read() -> None:
    """Somebody will mend it one day."""
    body = f'<DxpRep ver="1.0"><ReceiverId>S</ReceiverId>{response()}</DxpRep>'

    found = ENVELOPE.open(parse_xml(body.encode()))

    assert found == Reported(receiver="S", node="", outcomes=(PLAIN,))


def test_a_report_that_cannot_be_read_is_not_answered() -> None:
    """Two systems would refuse each other's refusals for ever."""
    with pytest.raises(Rejected) as refusal:
        ENVELOPE.open(parse_xml(b"<DxpRep/>"))
    assert not refusal.value.is_answered


KINDS = {
    "success": ["0000", "0", "00"],
    "refused": ["0001", "0002", "0999", "2001", "2002", "2999", "1"],
    "security": ["1001", "1002", "1003", "1004", "1999"],
    "retry": ["3001", "3002", "3003", "3999"],
    "business": ["-1", "-0099", "-0"],
    "unknown": ["4000", "4409", "9999", "10000", "", "x", "１００１", "1e3", "1 2", "+0"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_means_what_its_range_means(kind: str) -> None:
    """So does one that the list does not have."""
    assert {code: response_kind(code) for code in KINDS[kind]} == dict.fromkeys(KINDS[kind], kind)


def test_every_code_in_the_list_has_a_range() -> None:
    """And a word of its own."""
    assert [code for code in MEANINGS if response_kind(code) == "unknown"] == []
    assert len(set(MEANINGS.values())) == len(MEANINGS) == 16


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (message(data="?"), TransInfo(message_id="c-1", sender="S", receivers=("R",), created_at=NOW, kind="T")),
        (message().replace(b"c-1", b""), None),
        (b"<DxpMsg/>", None),
        (b"<x/>", None),
    ],
)
def test_a_heading_is_read_where_there_is_one(body: bytes, found: TransInfo | None) -> None:
    """To be echoed, whatever else is wrong."""
    assert read_heading(parse_xml(body)) == found
