"""Changes inputs by what they say: a byte changed at random makes no XML and no JSON, and so gets nowhere.

Elements and fields are lost, doubled, moved, renamed and filled with what has been trouble elsewhere.
"""

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, Final

from lxml import etree

Otherwise = Callable[[bytes, int], bytes]
"""Changes bytes at random, to a length at most."""
ODD_TEXTS: Final = (
    *("", " ", "-1", "0", "00000000000000000000000001", "1e5", "NaN", "0.001", "99999999999999999999", "１２"),
    *("0001-01-01", "1969-12-31", "2026-02-30", "9999-12-31", "2026-09-21T24:00:00+08:00"),
    *("0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-12:00", "\n 2026-09-21T22:13:20+08:00 \n"),
    *("S", "F", "P202", "U005", "Y002", "Y003", "accepted", "refused", "ping-an", "customs", "hub", "中" * 600),
    *("\u202e", "\u0085", "\U000e0001", "A===", "JVBERi0=", "@uscc@", "@contract@", "@number@", "@application@"),
)
ODD_VALUES: Final[tuple[Any, ...]] = (*ODD_TEXTS, None, True, 0, -1, 1.5, [], {}, [[]], {"": ""})
SPARE: Final = 0.3
"""How often bytes are changed all the same."""


def mutated(data: bytes, longest: int, seed: int, otherwise: Otherwise) -> bytes:
    """Another input; `otherwise` changes what is neither XML nor JSON."""
    chance, (line, _, body) = random.Random(seed), data.partition(b"\n")
    if chance.random() < SPARE:
        return otherwise(data, longest)
    change = _in_json if line.startswith(b"submission ") else _in_xml
    try:
        return (line + b"\n" + change(body, chance))[:longest]
    except (ValueError, RecursionError, etree.LxmlError):
        return otherwise(data, longest)


def _in_xml(body: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    elements = list(root.iter("*"))
    element, other = chance.choice(elements), chance.choice(elements)
    parent = element.getparent()
    match chance.choice(("lose", "double", "move", "rename", "say", "say", "mark")):
        case "lose" if parent is not None:
            parent.remove(element)
        case "double" if parent is not None:
            for _ in range(chance.choice((1, 1, 3, 120))):
                element.addnext(deepcopy(element))
        case "move" if element not in other.iterancestors() and element is not other:
            other.insert(chance.randint(0, len(other)), element)
        case "rename":
            element.tag = chance.choice((other.tag, "{urn:example}Odd", "Odd"))
        case "mark":
            element.set(chance.choice(("Id", "Ccy", "{urn:example}odd")), chance.choice(ODD_TEXTS[:10]))
        case _:
            element.text = chance.choice(ODD_TEXTS)
    return etree.tostring(root, encoding="UTF-8")


def _in_json(body: bytes, chance: random.Random) -> bytes:
    form = json.loads(body)
    places = list(_places(form))
    if not places:
        raise ValueError("nothing to change in it")
    holder, name = chance.choice(places)
    match chance.choice(("lose", "double", "move", "say", "say")):
        case "lose":
            del holder[name]
        case "double" if isinstance(holder, list):
            holder[name:name] = [deepcopy(holder[name])] * chance.choice((1, 3, 120))
        case "move":
            other, place = chance.choice(places)
            other[place] = deepcopy(holder[name])
        case _:
            holder[name] = chance.choice(ODD_VALUES)
    return json.dumps(form, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every field and item, with what holds it."""
    names: list[Any] = list(value) if isinstance(value, dict) else []
    if isinstance(value, list):
        names = list(range(len(value)))
    for name in names:
        yield value, name
        yield from _places(value[name])
