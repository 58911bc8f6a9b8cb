"""Why a setting does not fit, in words: pydantic's own are English, and name patterns and types of Python."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel

from hub.home.settings import Settings
from hub.text.bilingual import Bilingual

_URL: Final = Bilingual("须为 http(s):// 开头的网址", "it must be an address that begins with http(s)://")
_NAME_OF_LOG: Final = Bilingual(
    "最多 128 个可见字符，不含空格和 +", "it has 128 visible characters at most, no blank and no +"
)
SHAPES: Final[Mapping[str, Bilingual]] = {
    "id": Bilingual("须为 1 至 16 个小写字母、数字或连字符", "it has 1 to 16 small letters, digits or hyphens"),
    "name": Bilingual("须为 1 至 64 个字母、数字或 . _ -", "it has 1 to 64 letters, digits or . _ -"),
    "queue": Bilingual(
        "须为 folders，或 amqp(s):// 开头的消息服务器地址",
        "it must be folders, or the broker's address, which begins with amqp:// or amqps://",
    ),
    "dxp_id": Bilingual("最多 16 个可见字符，不含空格", "it has 16 visible characters at most, and no blank"),
    "audit.origin": _NAME_OF_LOG,
    "audit.witness": _NAME_OF_LOG,
    "audit.timestamp_url": _URL,
    "audit.witnesses.url": _URL,
}
"""What a setting with a pattern must look like."""
_TYPES: Final[Mapping[str, Bilingual]] = {
    "string": Bilingual("须为加引号的文本", "it must be a text in quotes"),
    "int": Bilingual("须为整数，不加引号", "it must be a whole number without quotes"),
    "bool": Bilingual("须为 true 或 false", "it must be true or false"),
    "model": Bilingual("须为一节，即 [名称] 之下各项", "it must be a section: a line [name], and settings below it"),
    "tuple": Bilingual("须为若干节，即每项一个 [[名称]]", "it must be sections: a line [[name]] for each"),
    "datetime": Bilingual(
        "须为带时区的时间，如 2026-11-20T09:30:00+08:00",
        "it must be a time with its offset, such as 2026-11-20T09:30:00+08:00",
    ),
}
"""By the beginning of pydantic's name of the error."""
_ZONE: Final = "timezone"
"""The same as `datetime`."""


def reason_of(found: Mapping[str, Any]) -> Bilingual:
    """Why a setting does not fit; `found` is one error of pydantic's. A value is never repeated: it may be a secret."""
    kind, place, limits = str(found["type"]), [str(step) for step in found["loc"]], found.get("ctx", {})
    setting = ".".join(step for step in place if not step.isdecimal())
    if kind == "extra_forbidden":
        return _no_such(place)
    if kind == "missing":
        return Bilingual("缺少", "it is missing")
    if kind == "string_pattern_mismatch" and setting in SHAPES:
        return SHAPES[setting]
    if kind == "literal_error":
        return Bilingual(f"须为 {limits['expected']} 之一", f"it must be {limits['expected']}")
    if kind in ("greater_than_equal", "less_than_equal"):
        at_least = kind == "greater_than_equal"
        bound = limits["ge" if at_least else "le"]
        return (
            Bilingual(f"须不小于 {bound}", f"it must be at least {bound}")
            if at_least
            else Bilingual(f"须不大于 {bound}", f"it must be at most {bound}")
        )
    known = "datetime" if kind.startswith(_ZONE) else kind.partition("_")[0]
    return _TYPES.get(known, Bilingual.same(str(found["msg"])))


def _no_such(place: Sequence[str]) -> Bilingual:
    """Which setting, or which section, was meant."""
    said, known = place[-1], dict(_settings(Settings))
    own = [name for name, section in known.items() if section == ".".join(place[:-1])]
    text = Bilingual("没有这一设置", "there is no such setting")
    if said in known:
        section = known[said]
        head = (
            Bilingual(f"须写在 [{section}] 之下", f"it belongs below [{section}]")
            if section
            else Bilingual("须写在第一个 [ ] 之前", "it belongs above the first [ ]")
        )
        return Bilingual(f"{text.zh}：{head.zh}", f"{text.en} here: {head.en}")
    if near := get_close_matches(said.lower(), own, n=1) or get_close_matches(said.lower(), known, n=1):
        return Bilingual(f"{text.zh}，是否指 {near[0]}？", f"{text.en}: did you mean {near[0]}?")
    return text


def _settings(model: type[BaseModel], section: str = "") -> Iterator[tuple[str, str]]:
    """Each setting with the section that it belongs to; those of the top come last, and count."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _settings(kind, f"{section}.{name}".lstrip("."))
    yield from ((name, section) for name in model.model_fields)
