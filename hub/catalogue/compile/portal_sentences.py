"""What is said of words in a portal's shape that name nothing, or two things."""

from collections.abc import Callable

from hub.text.bilingual import Bilingual

Sentence = Callable[[str], Bilingual]
"""From a name to the problem, in Chinese and English."""


def _sentence(text: Bilingual) -> Sentence:
    """The sentence about a name, which stands in both languages at `{name}`."""
    return lambda name: Bilingual(text.zh.replace("{name}", name), text.en.replace("{name}", name))


no_type = _sentence(Bilingual("该渠道不办理“{name}”", "this portal does not carry “{name}”"))
no_party = _sentence(Bilingual("routes/parties 中没有“{name}”", "there is no “{name}” in routes/parties"))
no_card = _sentence(Bilingual("没有卡种“{name}”", "there is no kind of card “{name}”"))
no_truth = _sentence(Bilingual("“{name}”不是 true 或 false", "“{name}” is neither true nor false"))
no_status = _sentence(Bilingual("没有状态“{name}”", "there is no status “{name}”"))
no_field = _sentence(Bilingual("申报没有字段“{name}”", "a submission has no field “{name}”"))
"""The envelope of a submission has no such field."""
no_name = _sentence(Bilingual("“{name}”不能作字段名", "“{name}” cannot be the name of a field"))
"""A field, or an element of XML, cannot be named so."""
no_event_field = _sentence(Bilingual("事件没有字段“{name}”", "an event has no field “{name}”"))
in_vain = _sentence(Bilingual("不写“{name}”也是如此", "“{name}” says what is so without it"))
twice = _sentence(Bilingual("“{name}”用于两处", "“{name}” stands for two things"))


def no_track(name: str) -> Bilingual:
    """No type that the portal carries has such a track."""
    return Bilingual(f"该渠道办理的单证没有轨道“{name}”", f"no document that this portal carries has a track “{name}”")


def not_in(codes: str) -> Sentence:
    return _sentence(Bilingual(f"代码表“{codes}”中没有“{{name}}”", f"the code list “{codes}” has no “{{name}}”"))


def not_of(document: str) -> Sentence:
    """Documents of a type have no such field or value."""
    return _sentence(Bilingual(f"{document} 没有字段“{{name}}”", f"{document} has no field “{{name}}”"))
