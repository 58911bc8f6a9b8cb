"""Why a message is not readable XML is said in both languages."""

import pytest

from hub.errors import Rejected
from hub.xml import parse
from hub.xml.parse import parse_xml

MANY = {
    "markup": b"<a>" + b"<b/>" * parse.MARKUP_LIMIT + b"</a>",
    "references": b"<a>" + b"&amp;" * parse.REFERENCE_LIMIT + b"</a>",
    "attributes": b"<a>" + b"=" * (parse.ATTRIBUTE_LIMIT + 1) + b"</a>",
    "namespaces": b"<a %s/>" % b" ".join(b'xmlns:b%d="urn:b"' % n for n in range(20)),
}
"""By what there is too much of: the body."""
BODIES = {
    "line 2": (b"<a>\n</b>", "第 2 行"),
    "encoding": (b'<?xml version="1.0" encoding="Big5"?><a/>', "编码有误"),
    "declaration": (b'<?xml encoding="UTF-8"?><a/>', "XML 声明有误"),
    "control character": (b"<a>\x01</a>", "含有控制字符"),
    "attributes, too many or too long": (b"<a %s/>" % b" ".join(b'b%d=""' % n for n in range(40)), "属性过多或过长"),
    "namespaces, too many or too long": (
        b"<a %s/>" % b" ".join(b'xmlns:b%d="urn:b"' % n for n in range(20)),
        "命名空间过多或过长",
    ),
    f"markup > {parse.MARKUP_LIMIT}": (MANY["markup"], f"标签超过 {parse.MARKUP_LIMIT} 个"),
    f'characters & > " > {parse.REFERENCE_LIMIT}': (MANY["references"], f'字符 & > " 超过 {parse.REFERENCE_LIMIT} 个'),
    f"attributes > {parse.ATTRIBUTE_LIMIT}": (MANY["attributes"], f"属性超过 {parse.ATTRIBUTE_LIMIT} 个"),
}


@pytest.mark.parametrize("reason", BODIES)
def test_the_reason_is_in_the_language_of_its_sentence(reason: str) -> None:
    """HUB-401 goes back to the sender, who may read either."""
    body, chinese = BODIES[reason]
    with pytest.raises(Rejected) as refused:
        parse_xml(body)
    (fault,) = refused.value.faults
    assert (fault.code, fault.zh, fault.en) == (
        "HUB-401",
        f"不是可读的 XML（{chinese}）",
        f"not readable XML ({reason})",
    )
