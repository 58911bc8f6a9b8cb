"""What customs answers, in every shape seen: the same is read of all of them, and what is uncertain is refused."""

import time
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.envelope.answers import read_answers
from adapters.envelope.contents import Answer
from hub.errors import Rejected
from hub.xml.parse import parse_xml
from hub.xml.times import on_platform, read_customs_time

AT = 1_795_219_200_000_000
"""2026-11-21 00:00 UTC, 08:00 in Beijing."""
RESULT = (
    "<HdeApprResult><etpsPreentNo>E-1</etpsPreentNo><businessId>B-1</businessId><tmsCnt>0</tmsCnt><typecd>1</typecd>"
    "<manageResult>1</manageResult><manageDate>2026-11-21 08:00:00</manageDate><rmk>同意</rmk></HdeApprResult>"
)
CHECK = "<CheckInfo><note>一</note></CheckInfo>"
ENVELOPE = "<EnvelopInfo><version>1.0</version><message_id>a-1</message_id></EnvelopInfo>"


def answers_in(body: bytes) -> tuple[Answer, ...]:
    return read_answers(parse_xml(body))


def package(inside: str = RESULT, before: str = "", after: str = "") -> str:
    return (
        f"<Package>{ENVELOPE}<DataInfo>{before}<BussinessData><INV201>{inside}</INV201></BussinessData>{after}"
        "</DataInfo></Package>"
    )


def in_object(inside: str) -> str:
    """As it comes signed by customs: the package in the signature."""
    return (
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference URI=""><DigestValue>AA=='
        f'</DigestValue></Reference></SignedInfo><SignatureValue>AA==</SignatureValue><Object Id="o">{inside}</Object>'
        "</Signature>"
    )


def upper_camel(text: str) -> str:
    for name in ("etpsPreentNo", "businessId", "tmsCnt", "typecd", "manageResult", "manageDate", "rmk", "note"):
        text = text.replace(f"<{name}>", f"<{name[0].upper()}{name[1:]}>")
        text = text.replace(f"</{name}>", f"</{name[0].upper()}{name[1:]}>")
    return text


def declared(encoding: str, text: str, actual: str | None = None) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(actual or encoding)


APPROVED = Answer(
    kind="business",
    type="INV201",
    own_number="E-1",
    customs_number="B-1",
    code="1",
    at=AT,
    remark="同意",
)
CHECKED = replace(APPROVED, remark="同意; 一")
TOLD = Answer(
    kind="technical",
    type="CommonResponeMessage",
    own_number="E-1",
    customs_number="S-1",
    code="0",
    at=None,
    remark="处理成功",
)
CLIENT = (
    "<CommonResponeMessage><SeqNo>S-1</SeqNo><EtpsPreentNo>E-1</EtpsPreentNo><CheckInfo>处理成功</CheckInfo>"
    "<DealFlag>0</DealFlag></CommonResponeMessage>"
)
RETURN = (
    "<OrderReturn><guid>G-1</guid><ebpCode>1105910159</ebpCode><orderNo>O-1</orderNo><returnStatus>2</returnStatus>"
    "<returnTime>20261121080000000</returnTime><returnInfo>新增申报成功</returnInfo></OrderReturn>"
)
ORDER = Answer(
    kind="business",
    type="CEB312Message",
    own_number="O-1",
    customs_number=None,
    code="2",
    at=AT,
    remark="新增申报成功",
)

ODD: dict[str, tuple[str | bytes, Answer]] = {
    "a package without namespace": (package(), APPROVED),
    "in the namespace of signatures": (in_object(package()), APPROVED),
    "in no namespace within a signature": (in_object(package().replace("<Package>", '<Package xmlns="">')), APPROVED),
    "in a namespace of its own": (package().replace("<Package>", '<Package xmlns="urn:customs">'), APPROVED),
    "with prefixes": (
        package().replace("<Package>", '<p:Package xmlns:p="urn:p">').replace("</Package>", "</p:Package>"),
        APPROVED,
    ),
    "UpperCamel": (upper_camel(package()), APPROVED),
    "with PocketInfo": (
        package(before="<PocketInfo><pocket_id>k</pocket_id><is_unstructured/></PocketInfo>"),
        APPROVED,
    ),
    "with DelcareFlag": (
        package(after="<DelcareFlag>1</DelcareFlag>"),
        APPROVED,
    ),
    "BusinessData well spelt": (package().replace("BussinessData", "BusinessData"), APPROVED),
    "with a note": (package(RESULT + CHECK), CHECKED),
    "with a note before it": (package(CHECK + RESULT), CHECKED),
    "with CheckInfo empty": (package(RESULT + "<CheckInfo/>"), APPROVED),
    "with a note in CheckInfo itself": (
        package(RESULT + "<CheckInfo>一</CheckInfo>"),
        CHECKED,
    ),
    "indented": (package().replace("><", ">\n  <"), APPROVED),
    "white space around values": (package().replace(">E-1<", ">\n E-1 <").replace(">1<", "> 1\t<"), APPROVED),
    "comments in values": (package().replace("E-1", "E<!-- no -->-1"), APPROVED),
    "an instruction before it": ('<?xml-stylesheet href="x"?>' + package(), APPROVED),
    "CDATA": (package().replace("同意", "<![CDATA[同意]]>"), APPROVED),
    "UTF-8 with its mark": (b"\xef\xbb\xbf" + package().encode(), APPROVED),
    "UTF-8 with its mark, declared": (b"\xef\xbb\xbf" + declared("UTF-8", package()), APPROVED),
    "GBK": (declared("GBK", package()), APPROVED),
    "GB2312": (declared("gb2312", package()), APPROVED),
    "GB18030": (declared("GB18030", package()), APPROVED),
    "GB2312 with more in it than that": (
        declared("GB2312", package().replace("同意", "镕—𠀀"), "gb18030"),
        replace(APPROVED, remark="镕—𠀀"),
    ),
    "declared in single quotes": (declared("GBK", package()).replace(b'"', b"'"), APPROVED),
    "declared standalone": (declared("GBK", package()).replace(b"?>", b' standalone = "yes" ?>', 1), APPROVED),
    "empty values": (
        package().replace("同意", "").replace("B-1", " "),
        replace(APPROVED, remark="", customs_number=None),
    ),
    "a code in letters": (package().replace("Result>1<", "Result>Y<"), replace(APPROVED, code="Y")),
    "a code that is empty": (package().replace("Result>1<", "Result><"), replace(APPROVED, code=None)),
    "a time that is none": (
        package().replace("2026-11-21 08:00:00", "soon"),
        replace(APPROVED, at=None),
    ),
    "with the goods beside": (
        package(RESULT + "<BondInvtBsc><bondInvtNo>Q-1</bondInvtNo></BondInvtBsc>"),
        APPROVED,
    ),
    "another approval's name": (
        package(RESULT.replace("HdeApprResult", "InvApprResult").replace("etpsPreentNo", "invPreentNo")),
        APPROVED,
    ),
    "notes alone": (
        package(CHECK + "<CheckInfo><note>二</note></CheckInfo>"),
        Answer(
            kind="technical",
            type="INV201",
            own_number=None,
            customs_number=None,
            code=None,
            at=None,
            remark="一; 二",
        ),
    ),
    "the client's": (CLIENT, TOLD),
    "the client's, in GB2312": (declared("gb2312", CLIENT), TOLD),
    "the client's refusal": (
        CLIENT.replace("<SeqNo>S-1</SeqNo>", "").replace("处理成功", "格式错误").replace("Flag>0<", "Flag>-1<"),
        replace(TOLD, customs_number=None, code="-1", remark="格式错误"),
    ),
    "a cross-border return": (f'<CEB312Message xmlns="urn:ceb" guid="G">{RETURN}</CEB312Message>', ORDER),
    "a cross-border exception": (
        f"<CEB312Message>{RETURN}</CEB312Message>".replace("Status>2<", "Status>-301001<"),
        replace(ORDER, code="-301001"),
    ),
    "a return with numbers of both sides": (
        f"<CEB622Message>{RETURN}</CEB622Message>".replace(
            "<ebpCode>1105910159</ebpCode>", "<copNo>C-1</copNo><preNo>P-1</preNo><invtNo>I-1</invtNo>"
        ),
        replace(
            ORDER,
            type="CEB622Message",
            own_number="C-1",
            customs_number="I-1",
        ),
    ),
}


def as_bytes(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_is_read(name: str) -> None:
    """Its kind, both numbers, code, time and remark."""
    body, expected = ODD[name]

    assert answers_in(as_bytes(body)) == (expected,)


def test_a_message_of_several_returns_is_several_answers() -> None:
    """In their order, each with its own numbers."""
    returns = "".join(RETURN.replace("O-1", f"O-{number}") for number in range(100))

    answers = answers_in(f"<CEB312Message>{returns}</CEB312Message>".encode())

    assert [answer.own_number for answer in answers] == [f"O-{number}" for number in range(100)]


def test_notes_are_read_once_and_cut() -> None:
    """However they are nested: what stands in one another is one note's."""
    inner = "<CheckInfo>" * 100 + "<note>一</note>" * 1000 + "</CheckInfo>" * 100
    began = time.thread_time()

    (answer,) = answers_in(package(RESULT + inner).encode())

    assert answer.remark == "同意; " + "一; " * 166 + "一;"
    assert time.thread_time() - began < 0.5


def test_deep_answers_with_long_names_take_no_more_than_their_size() -> None:
    """A message of 5 MB, with 4,500 values 200 levels down."""
    names = [f"{n:a>10000}" for n in range(200)]
    deep = "".join(f"<{name}>" for name in names) + "<v>1</v>" * 4_500
    deep += "".join(f"</{name}>" for name in reversed(names))
    tracemalloc.start()

    (answer,) = answers_in(package(RESULT + deep).encode())

    assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024
    tracemalloc.stop()
    assert answer == APPROVED


UNCERTAIN: dict[str, tuple[str, str | bytes]] = {
    "another message": ("HUB-422", "<Notice><Text>x</Text></Notice>"),
    "an empty package": ("HUB-422", package("")),
    "two packages": ("HUB-422", f"<a>{package()}{package()}</a>"),
    "a package in a package": ("HUB-422", package(package())),
    "two codes": ("HUB-422", package(RESULT.replace("<rmk>", "<manageResult>2</manageResult><rmk>"))),
    "an answer in an answer": ("HUB-422", package(RESULT.replace("<rmk>", f"{RESULT}<rmk>"))),
    "two numbers": ("HUB-422", package(RESULT.replace("<rmk>", "<etpsPreentNo>E-2</etpsPreentNo><rmk>"))),
    "two numbers that differ in case": (
        "HUB-422",
        package(RESULT.replace("<rmk>", "<EtpsPreentNo>E-2</EtpsPreentNo><rmk>")),
    ),
    "codes of two forms": ("HUB-422", package(RESULT.replace("<rmk>", "<dealFlag>0</dealFlag><rmk>"))),
    "notes of two types": (
        "HUB-422",
        package("<CheckInfo><note>1</note></CheckInfo><X><CheckInfo><note>2</note></CheckInfo></X>"),
    ),
    "answers by the hundred": ("HUB-422", f"<CEB312Message>{RETURN * 501}</CEB312Message>"),
    "a DTD": ("HUB-402", "<!DOCTYPE Package>" + package()),
    "an entity": ("HUB-402", '<!DOCTYPE Package [<!ENTITY e "1">]>' + package().replace(">1<", ">&e;<")),
    "a DTD in GBK": ("HUB-402", declared("GBK", "<!DOCTYPE Package>" + package())),
    "Big5": ("HUB-401", declared("Big5", package(RESULT.replace("同意", "ok")))),
    "Latin-1": ("HUB-401", declared("ISO-8859-1", package(RESULT.replace("同意", "ok")))),
    "UTF-16": ("HUB-401", package().encode("utf-16")),
    "UTF-32": ("HUB-401", package().encode("utf-32")),
    "UTF-16 without its mark": ("HUB-401", package().encode("utf-16-le")),
    "GBK that is not declared": ("HUB-401", package().encode("gbk")),
    "UTF-8 that is declared GBK, where it is none": ("HUB-401", declared("GBK", package().replace("意", ""), "utf-8")),
    "GBK with the mark of UTF-8": ("HUB-401", b"\xef\xbb\xbf" + declared("GBK", package())),
    "an encoding declared too far back": (
        "HUB-401",
        declared("GBK", package()).replace(b"encoding", b" " * 200 + b"encoding"),
    ),
    "too deep": ("HUB-401", "<a>" * 300 + "</a>" * 300),
    "cut off": ("HUB-401", package()[:-10]),
    "nothing": ("HUB-134", b""),
    "JSON": ("HUB-401", b"{}"),
}


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_is_no_answer_for_certain_is_refused(name: str) -> None:
    """By its code: it is kept for an operator, and no status moves."""
    code, body = UNCERTAIN[name]

    with pytest.raises(Rejected) as refusal:
        answers_in(as_bytes(body))
    assert [fault.code for fault in refusal.value.faults] == [code]


SHAPES = [
    "2026-11-21T08:00:00",
    "2026-11-21 08:00:00",
    "2026-11-21  08:00:00",
    "2026-11-21 08:00",
    "2026-11-21T08:00:00.000",
    "2026-11-21T08:00:00.000000000",
    "2026-11-21T08:00:00Z",
    "2026-11-21T08:00:00+08:00",
    "2026-11-21T08:00:00+0800",
    "2026-11-21T00:00:00+00:00",
    "2026-11-20T19:00:00-05:00",
    "2026/11/21 8:00:00",
    "2026.11.21 08:00:00",
    "2026年11月21日 08:00:00",
    "20261121080000",
    "20261121080000000",
    "202611210800",
    "20261121 080000",
    "20261121T080000",
    "20261121 08:00:00",
    " 2026-11-21 08:00:00\n",
]


@pytest.mark.parametrize("text", SHAPES)
def test_a_time_is_read_in_any_of_its_shapes(text: str) -> None:
    """Beijing's where no offset says otherwise."""
    assert read_customs_time(text) == AT


@pytest.mark.parametrize("text", ["2026-11-21", "20261121", "2026/11/21", "2026年11月21日"])
def test_a_day_is_its_beginning(text: str) -> None:
    """In Beijing."""
    assert read_customs_time(text) == AT - 8 * 3_600_000_000


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026", "2026-13-01", "2026-02-30", "2026-11-21-08:00:00", "2026-11-21 25:00:00", "1795219200000",
     "20261", "2026121", "0000-00-00", "0001-01-01 00:00:00+99:99", "0001-01-01 00:00:00", "1969-12-31",
     "9999-12-31 23:59:59-12:00", "２０２６-11-21"],
)  # fmt: skip
def test_what_is_no_time_is_none(text: str) -> None:
    """It is kept as it stands; nothing is guessed."""
    assert read_customs_time(text) is None


@given(st.integers(min_value=0, max_value=200_000_000_000))
def test_a_time_that_we_write_is_read_again(seconds: int) -> None:
    """To the second, over some thousands of years."""
    written = on_platform(seconds * 1_000_000)

    assert read_customs_time(written) == seconds * 1_000_000
    assert datetime.fromisoformat(written) - timedelta(hours=8) == datetime.fromtimestamp(seconds, UTC).replace(
        tzinfo=None
    )
