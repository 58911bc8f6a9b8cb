"""2xx: a form that cannot become a valid message."""

from hub.errors.meaning import Meaning

FORMS = {
    "HUB-201": Meaning("{label}为必填项", "{name} is required"),
    "HUB-202": Meaning("不认识的字段", "unknown field"),
    "HUB-203": Meaning("{label}应为{expected}", "{name} must be {expected}"),
    "HUB-204": Meaning("{label}格式不正确", "{name} does not have the correct format"),
    "HUB-205": Meaning("{label}长度不符合要求", "{name} is too short or too long"),
    "HUB-206": Meaning("{label}不在代码表“{codes}”中", "{name} is not in the code list “{codes}”"),
    "HUB-207": Meaning("{label}数值超出允许范围或小数位数", "{name} is out of range or has too many decimal places"),
    "HUB-208": Meaning(
        "统一社会信用代码校验位不正确", "the check character of the unified social credit code is wrong (GB 32100)"
    ),
    "HUB-209": Meaning("{label}不符合报文规范", "{name} does not conform to the message schema"),
    "HUB-210": Meaning(
        "附件过大（解码后最多 {limit} 字节）", "the attachment is too large (at most {limit} bytes after decoding)"
    ),
    "HUB-211": Meaning("{label}重复或位置不对", "{name} is repeated or in the wrong place"),
    "HUB-212": Meaning(
        "{label}不是完整的 PDF 文件", "{name} is not a complete PDF file: it must begin with %PDF- and end with %%EOF"
    ),
    "HUB-213": Meaning("{label}不是完整的 PNG 或 JPEG 图片", "{name} is not a complete PNG or JPEG image"),
    "HUB-214": Meaning("仅当 {condition} 时才可填写", "this field is allowed only if {condition}"),
    "HUB-215": Meaning(
        "报文过大，无法加密（签名前最多 {limit} 字节）",
        "the message is too large to be encrypted (at most {limit} bytes before its signature)",
    ),
}
