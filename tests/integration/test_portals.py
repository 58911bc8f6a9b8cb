"""Portals with shapes of their own: what they write in JSON or XML, what they are told, and what is refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from offers import a_confirmation, an_inquiry, offer
from rig import ROOT, START, Rig, a_credit_authorization, a_quota_application, a_uscc, catalogue, grant_quota
from shapes import as_written, body_of

from hub.catalogue import load_catalogue
from hub.flow.explanation import explain
from hub.model import Document
from hub.ports import Delivery, Store
from hub.reading.name_inside import name_inside
from hub.reading.parse_submission import parse_submission
from hub.rules import RULES
from hub.xml.times import on_wire

PORTALS = ("liaoning", "shaanxi", "guangdong")
FORMATS = ("json", "xml")


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


def submit(rig: Rig, portal: str, form: dict[str, Any], kind: str = "json") -> Document:
    rig.take_in([body_of(catalogue(), portal, form, kind)], portal)
    return rig.document(form["id"])


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("portal", ("national", *PORTALS))
def test_each_portal_submits_and_is_told_in_its_own_shape(rig: Rig, portal: str, kind: str) -> None:
    """An authorization and a quota go to their ends; every event is in the portal's names (S0, S1 §5.6, S3, S4)."""
    uscc = a_uscc()
    authorization = submit(rig, portal, a_credit_authorization(uscc), kind)
    assert (authorization.status, authorization.portal) == ("P001", portal)
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    quota = submit(rig, portal, a_quota_application(uscc), kind)
    assert quota.status == "P001"
    rig.work()
    told = [event["data"]["status"] for event in rig.events(portal)]
    assert "S" in told
    for event in rig.events_as_told(portal):
        assert portal == "national" or "list_label_zh" not in event["data"]


def test_a_portal_is_told_its_names_for_status_labels_and_values(rig: Rig) -> None:
    """The words of Liaoning's screens in pinyin: 状态描述, 入库时间, 企业征信编号 (S0)."""
    form = a_credit_authorization(a_uscc())
    document = submit(rig, "liaoning", form)
    result = {"AuthorizationNumber": "20190905000000002477", "SignedAt": on_wire(START)}
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "S", result))
    rig.work()
    (data,) = [
        e["data"] for e in rig.events_as_told("liaoning") if e["data"]["zhuangTai"] == "S" and e["data"]["huiZhi"]
    ]
    assert (data["yeWuLeiXing"], data["jieShouFang"]) == ("QYZXSQS", "PAIC")
    assert data["huiZhi"]["qiYeZhengXinBianHao"] == "20190905000000002477"
    assert data["shenBaoBianHao"] == form["id"]
    assert {"ruKuShiJian", "zhuangTaiMiaoShu", "xuHao", "jiLuBianHao"} <= data.keys()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("portal", "field"),
    [("liaoning", "biaoDan.lianXiRen"), ("shaanxi", "SBNR.LXR"), ("guangdong", "body.contactName")],
)
def test_a_refusal_names_the_portals_own_field(rig: Rig, portal: str, field: str, kind: str) -> None:
    """As its path and in the sentence."""
    form = a_quota_application(a_uscc())
    del form["data"]["contact"]
    assert submit(rig, portal, form, kind).status == "H001"
    rig.work()
    (event,) = rig.events(portal)
    (found,) = [f for f in event["data"]["faults"] if f["code"] == "HUB-201"]
    assert found["field"] == field
    assert field in found["en"]
    assert "data.contact" not in json.dumps(event)


def test_a_condition_is_said_in_the_portals_codes(rig: Rig) -> None:
    """A field that goes with another value of the operation (HUB-214)."""
    form = a_quota_application(a_uscc())
    form["data"]["increase"] = "5.00"
    submit(rig, "liaoning", form)
    rig.work()
    (event,) = rig.events("liaoning")
    (found,) = [f for f in event["data"]["faults"] if f["code"] == "HUB-214"]
    assert found["field"] == "biaoDan.zhuiJiaEDu"
    assert "biaoDan.caoZuo = 追加" in found["en"]


def test_a_code_of_ours_that_the_portal_writes_differently_is_none_of_its_codes(rig: Rig) -> None:
    """One value is never written in two ways."""
    written = as_written(catalogue(), "liaoning", form := a_quota_application(a_uscc()))
    written["biaoDan"]["caoZuo"] = "apply"
    rig.take_in([json.dumps(written).encode()], "liaoning")
    assert rig.document(form["id"]).status == "H001"
    rig.work()
    (event,) = rig.events("liaoning")
    assert ("HUB-206", "biaoDan.caoZuo") in {(f["code"], f["field"]) for f in event["data"]["faults"]}


def test_a_field_that_the_shape_does_not_have_is_a_fault(rig: Rig) -> None:
    """Also where the hub's own form has a field of this name: nothing is lost."""
    written = as_written(catalogue(), "liaoning", form := a_quota_application(a_uscc()))
    written["biaoDan"]["contact"] = "甲"
    written["data"] = {"contact": "乙"}
    rig.take_in([json.dumps(written).encode()], "liaoning")
    assert rig.document(form["id"]).status == "H001"
    rig.work()
    (event,) = rig.events("liaoning")
    unknown = {f["field"] for f in event["data"]["faults"] if f["code"] == "HUB-202"}
    assert unknown == {"biaoDan.contact", "data"}


def test_json_and_xml_of_one_submission_are_the_same_submission(rig: Rig) -> None:
    """The second gets the first answer; the same id with other content is a conflict (HUB-115)."""
    form = a_credit_authorization(a_uscc())
    first = submit(rig, "shaanxi", form, "json")
    assert submit(rig, "shaanxi", form, "xml") == first
    submit(rig, "shaanxi", {**form, "party": "boc-insurance"}, "xml")
    (row,) = rig.store.quarantine.deliveries(limit=9)
    assert (row.code, row.field, row.document) == ("HUB-115", "BWT.SBLSH", first.id)


def test_a_portal_with_a_shape_may_still_write_in_the_hubs(rig: Rig) -> None:
    """The content decides; such a refusal names the hub's fields, which the portal wrote."""
    form = a_quota_application(a_uscc())
    del form["data"]["contact"]
    (refused,) = rig.submit(form, portal="liaoning")
    assert refused.status == "H001"
    rig.work()
    (event,) = rig.events("liaoning")
    assert [f["field"] for f in event["data"]["faults"]] == ["data.contact"]


def test_a_delivery_without_a_usable_id_is_told_where_the_id_belongs(rig: Rig) -> None:
    """And one that cannot be read is answered by the id found in its text."""
    rig.take_in([b'{"BWT": {"YWLX": "EDSQ"}}'], "shaanxi")
    rig.take_in([b'{"BWT": {"YWLX": "EDSQ", "SBLSH": "X-77"}, '], "shaanxi")
    rig.take_in([b"<SBXX><BWT><SBLSH>X-78</SBLSH></BWT>"], "shaanxi")
    rig.work()
    told = [(e["data"]["submission"], e["data"]["faults"][0]) for e in rig.events("shaanxi")]
    assert [(name, found["code"]) for name, found in told] == [
        (None, "HUB-109"),
        ("X-77", "HUB-102"),
        ("X-78", "HUB-401"),
    ]
    assert told[0][1]["field"] == "BWT.SBLSH"
    assert "BWT.SBLSH" in told[0][1]["en"]


def test_an_id_after_a_refusal_is_spent(rig: Rig) -> None:
    """What is mended comes under a new id, whatever the shape."""
    form = a_quota_application(a_uscc())
    broken = {**form, "data": {**form["data"], "contact": ""}}
    assert submit(rig, "guangdong", broken, "xml").status == "H001"
    submit(rig, "guangdong", form, "xml")
    assert [row.code for row in rig.store.quarantine.deliveries(limit=9)] == ["HUB-115"]


def test_explaining_a_submission_names_the_portals_fields(rig: Rig) -> None:
    """For each line of the mapping, and in faults."""
    grant_quota(rig, uscc := a_uscc())
    body = body_of(catalogue(), "liaoning", a_quota_application(uscc), "xml")
    found = explain(rig.worker.submissions, "liaoning", body)
    sources = {step.source.en for step in found["mapping"]}
    assert {"biaoDan.lianXiRen", "qiYe.tongYiDaiMa"} <= sources
    assert [f["field"] for f in found["faults"]] == ["biaoDan.caoZuo"]


def test_facts_of_a_recorded_submission_are_read_in_its_shape(rig: Rig) -> None:
    """An application made again finds what its predecessor said, which was written in XML."""
    uscc = a_uscc()
    authorization = submit(rig, "liaoning", a_credit_authorization(uscc), "xml")
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(authorization.id), "S"))
    first = submit(rig, "liaoning", a_quota_application(uscc), "xml")
    rig.reply(rig.decision("QuotaDecision", rig.message_of(first.id), "F"))
    again = submit(rig, "liaoning", a_quota_application(uscc, operation="again", again_of=first.id), "json")
    assert (again.status, again.again_of) == ("P001", first.id)


XML_TRICKS = {
    "a DTD": (b'<!DOCTYPE BaoWen [<!ENTITY x "y">]><BaoWen/>', "HUB-402"),
    "an entity that is not declared": (b"<BaoWen><a>&x;</a></BaoWen>", "HUB-401"),
    "an attribute": (b'<BaoWen a="1"/>', "HUB-137"),
    "a namespace": (b'<BaoWen xmlns="urn:x"/>', "HUB-136"),
    "a prefix": (b'<BaoWen xmlns:x="urn:x"><x:a/></BaoWen>', "HUB-137"),
    "a comment inside a value": (b"<BaoWen><biaoDan>1<!-- 2 -->3</biaoDan></BaoWen>", "HUB-137"),
    "a comment before the root": (b"<!-- --><BaoWen/>", "HUB-137"),
    "an instruction": (b"<BaoWen><?x y?></BaoWen>", "HUB-137"),
    "mixed content": (b"<BaoWen><biaoDan>text<a>1</a></biaoDan></BaoWen>", "HUB-137"),
    "a field twice": (b"<BaoWen><qiYe/><qiYe/></BaoWen>", "HUB-103"),
    "another root": (b"<Other/>", "HUB-136"),
    "two roots": (b"<BaoWen/><BaoWen/>", "HUB-401"),
    "a wrong encoding": (b"<?xml version='1.0' encoding='big5'?><BaoWen/>", "HUB-401"),
    "GBK that is not declared": ("<BaoWen><a>企业</a></BaoWen>".encode("gbk"), "HUB-401"),
    "nesting without end": (b"<BaoWen>" + b"<a>" * 300 + b"</a>" * 300 + b"</BaoWen>", "HUB-401"),
    "elements without end": (b"<BaoWen>" + b"<a/>" * 20_000 + b"</BaoWen>", "HUB-401"),
    "no id": (b"<BaoWen/>", "HUB-109"),
}


@pytest.mark.parametrize("trick", XML_TRICKS)
def test_xml_that_two_readers_could_read_differently_is_refused(rig: Rig, trick: str) -> None:
    """Quarantined with its code, and the portal is told."""
    body, code = XML_TRICKS[trick]
    rig.take_in([body], "liaoning")
    assert [row.code for row in rig.store.quarantine.deliveries(limit=9)] == [code]
    rig.work()
    assert [e["data"]["faults"][0]["code"] for e in rig.events("liaoning")] == [code]


def test_xml_in_gbk_with_a_byte_order_mark_or_cdata_says_the_same() -> None:
    """Encoding, character references and CDATA are ways of writing; the content, and what a card signs, is equal."""
    form = a_quota_application(a_uscc())
    plain = body_of(catalogue(), "liaoning", form, "xml")
    text = plain.decode()
    declared = text.replace("<BaoWen>", '<?xml version="1.0" encoding="GBK"?><BaoWen>', 1)
    ways = [
        plain,
        declared.encode("gbk"),
        b"\xef\xbb\xbf" + plain,
        text.replace("GBK", "utf-16")
        .replace("<BaoWen>", '<?xml version="1.0" encoding="utf-16"?><BaoWen>', 1)
        .encode("utf-16"),
        text.replace("李雷", "<![CDATA[李雷]]>").encode(),
        text.replace("李雷", "&#26446;雷").encode(),
        text.replace("><", ">\n  <").encode(),
    ]
    read = [parse_submission(Delivery(owner="liaoning", tag="", body=b, taken_at=START), catalogue()) for b in ways]
    assert {r.submission.content for r in read} == {read[0].submission.content}
    assert all(r.submission.form == form and not r.faults for r in read)


def test_a_name_is_found_in_what_is_not_read() -> None:
    """Below the portal's own path, in JSON and XML, and nowhere else."""
    path = ("head", "no")
    assert name_inside(b'{"no": "A", "head": {"x": {"no": "B"}, "no": "C-1"', path) == "C-1"
    assert name_inside(b'{"head": [{"no": "A"}]}', path) is None
    assert name_inside(b"<a><no>A</no><head><x><no>B</no></x><y/><no> C-1 </no>", path) == "C-1"
    assert name_inside(b"<a><head><no>A</no></head><head><no>B</no></head>", path) is None


def test_half_a_file_in_the_hubs_own_form_is_told_by_its_id_too(rig: Rig) -> None:
    """A portal with a shape may still submit in the hub's; the event names what it answers."""
    rig.take_in([b'{"type": "quota-application", "id": "HALF-1", "party": "ping-an", '], portal="liaoning")
    rig.work()
    assert "HALF-1" in [row.answers for row in rig.store.quarantine.deliveries(9)]


@pytest.mark.parametrize("odd", [[True], {"a": True}, [], 1])
def test_a_consent_of_another_kind_is_a_fault_of_its_field(rig: Rig, odd: Any) -> None:
    """A list or an object where a truth is expected is the portal's mistake, never the hub's."""
    form = a_credit_authorization(a_uscc())
    form["data"]["consent"] = odd
    document = submit(rig, "liaoning", form)
    assert document.status == "H001"


@pytest.mark.parametrize("kind", FORMATS)
def test_shaanxi_asks_for_insurance_in_the_words_of_its_screens(rig: Rig, kind: str) -> None:
    """询保流水号, 注册地址, 联系手机, 询保内容 by the initials of their pinyin (S3 §4.5)."""
    form = an_inquiry(a_uscc(), f"Q-{kind}")
    body = body_of(catalogue(), "shaanxi", form, kind)
    assert {"XBLSH", "ZCDZ", "LXSJ"} <= set(json.loads(body_of(catalogue(), "shaanxi", form, "json"))["SBNR"])
    rig.take_in([body], "shaanxi")
    document = rig.document(form["id"])
    assert (document.type, document.status, document.portal) == ("credit-inquiry", "P001", "shaanxi")


def test_guangdong_alone_hears_of_an_offer_and_confirms_it(rig: Rig) -> None:
    """Although the national portal speaks for the enterprise (S4 FAQ 9); in its own names."""
    uscc = a_uscc()
    rig.submit(a_credit_authorization(uscc), portal="national")
    offer(rig, uscc, "GD-900")
    form = a_confirmation(uscc, "GD-900")
    assert submit(rig, "guangdong", form, "xml").status == "P001"
    rig.work()
    assert {e["data"]["type"] for e in rig.events("national")} == {"credit-authorization"}
    told = [e["data"] for e in rig.events_as_told("guangdong")]
    assert {data["bizType"] for data in told} == {"POLICY_TO_CONFIRM", "CONFIRM_INSURE"}
    assert {"offerNumber": "GD-900"}.items() <= told[1]["resultData"].items()


def test_the_worked_example_of_a_new_portal_fits_and_is_understood() -> None:
    """docs/examples/new-portal.md: its file, and one submission in both formats."""
    folder = ROOT / "docs" / "examples" / "new-portal"
    known = load_catalogue([ROOT / "routes", folder / "routes"], [ROOT / "xsd"], RULES)
    assert list(known.problems) == []
    read = []
    for file in ("submission.json", "submission.xml"):
        delivery = Delivery(owner="hainan", tag="", body=(folder / file).read_bytes(), taken_at=START)
        read.append(parse_submission(delivery, known))
    assert [reading.faults for reading in read] == [(), ()]
    assert read[0].submission.content == read[1].submission.content
    assert read[0].submission.form["data"]["operation"] == "apply"
    assert known.carriers("quota-application") >= {"hainan", "national"}
