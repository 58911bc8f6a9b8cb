"""What is said of words in a portal's shape that name nothing, or two things."""

from collections.abc import Callable

from hub.text.bilingual import Bilingual

Sentence = Callable[[str], Bilingual]
"""From a name to the problem, in Chinese and English."""


def no_type(name: str) -> Bilingual:
    return Bilingual(f"该渠道不办理“{name}”", f"this portal does not carry “{name}”")


def no_party(name: str) -> Bilingual:
    return Bilingual(f"routes/parties 中没有“{name}”", f"there is no “{name}” in routes/parties")


def no_card(name: str) -> Bilingual:
    return Bilingual(f"没有卡种“{name}”", f"there is no kind of card “{name}”")


def no_truth(name: str) -> Bilingual:
    return Bilingual(f"“{name}”不是 true 或 false", f"“{name}” is neither true nor false")


def no_status(name: str) -> Bilingual:
    return Bilingual(f"没有状态“{name}”", f"there is no status “{name}”")


def not_in(codes: str) -> Sentence:
    return lambda name: Bilingual(f"代码表“{codes}”中没有“{name}”", f"the code list “{codes}” has no “{name}”")


def no_field(name: str) -> Bilingual:
    """The envelope of a submission has no such field."""
    return Bilingual(f"申报没有字段“{name}”", f"a submission has no field “{name}”")


def no_name(name: str) -> Bilingual:
    """A field, or an element of XML, cannot be named so."""
    return Bilingual(f"“{name}”不能作字段名", f"“{name}” cannot be the name of a field")


def not_of(document: str) -> Sentence:
    """Documents of a type have no such field or value."""
    return lambda name: Bilingual(f"{document} 没有字段“{name}”", f"{document} has no field “{name}”")


def no_event_field(name: str) -> Bilingual:
    return Bilingual(f"事件没有字段“{name}”", f"an event has no field “{name}”")


def in_vain(name: str) -> Bilingual:
    return Bilingual(f"不写“{name}”也是如此", f"“{name}” says what is so without it")


def twice(name: str) -> Bilingual:
    return Bilingual(f"“{name}”用于两处", f"“{name}” stands for two things")
