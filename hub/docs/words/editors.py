"""JSON Schemas of a catalogue's files, for editors: what can be seen of a file alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.catalogue import MAPPINGS, Catalogue
from hub.docs.submissions import DIALECT
from hub.docs.words.sentences import BLOCK, kinds, sentences
from hub.docs.words.tables import KINDS_OF_FILES, merged, tables_of
from hub.text.grammar import BlockOf, Either, Grammar, Kind, ListOf, OneOf, Scalar, TableOf

JsonSchema = dict[str, Any]
_PLAIN: JsonSchema = {"type": ["string", "number", "boolean"]}
"""A scalar of YAML: the hub reads `01`, `yes` and `2026-01-02` as text."""
_PATTERNS: Mapping[str, str] = {
    "span": r"^[1-9][0-9]{0,5} (second|minute|hour|day)s?$",
    "condition": r"^[\w.]+ (is [\w-]+|in [\w-]+(, *[\w-]+)+)$",
    "certificate-place": r"^(subject|san|extension) [0-2](\.[0-9]+)+$",
}
_NUMBERS = ("count", "seconds")
EXACTLY_ONE: Mapping[str, tuple[str, ...]] = {
    "claim": ("exclusive", "amount"),
    "making": ("party", "party-of"),
    "requirement": ("exists", "none"),
}
"""Words of a block of which there is exactly one. Of a rule it is one of all its words."""
AT_LEAST_ONE: Mapping[str, tuple[str, ...]] = {"deadline": ("within", "awaits")}
"""Words of a block of which there is one or more."""
RULE = "rule"
BY_LIKE = ("dispatch", "technical")
"""What a beginning of lifecycles.yaml says for a route that names it by `like`."""


def of_files(catalogue: Catalogue) -> Iterator[tuple[str, JsonSchema]]:
    """File name and schema of each kind of file that is YAML."""
    for file in KINDS_OF_FILES:
        if not file.place.endswith(".csv"):
            yield f"{file.name}.json", _file(file.name, file.kind, catalogue)


def _file(name: str, kind: Kind, catalogue: Catalogue) -> JsonSchema:
    shared: JsonSchema = {f"kind-{one}": _scalar(one, catalogue) for one in kinds()}
    tables = tables_of([kind])
    for table, grammars in tables.items():
        shared[table] = _block(table, grammars)
    for scalar, inner in MAPPINGS.items():
        shared[f"kind-{scalar.name}"] = _of(inner)
        for table, grammars in tables_of([inner]).items():
            shared[table] = _block(table, grammars)
    root = _of(kind)
    used = _used(root, shared)
    return {
        "$schema": DIALECT,
        "title": name,
        **root,
        "$defs": {each: shared[each] for each in sorted(used)},
    }


def _used(schema: Any, shared: JsonSchema) -> set[str]:
    """The shared schemas that a schema needs."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).removeprefix("#/$defs/")
            if name in shared and name not in found:
                found.add(name)
                waiting.append(shared[name])
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return found


def _of(kind: Kind) -> JsonSchema:
    if isinstance(kind, OneOf):
        return {"enum": list(_choices(kind.choices))}
    if isinstance(kind, ListOf):
        return {"type": "array", "items": _of(kind.of)}
    if isinstance(kind, TableOf):
        return {"type": "object", "additionalProperties": _of(kind.of)}
    if isinstance(kind, BlockOf):
        return {"$ref": f"#/$defs/{kind.grammar.name}"}
    if isinstance(kind, Either):
        alternatives = [_beside(_of(one), one, kind) for one in kind.kinds]
        several = [one for number, one in enumerate(alternatives) if one not in alternatives[:number]]
        return several[0] if len(several) == 1 else {"anyOf": several}
    return {"$ref": f"#/$defs/kind-{kind.name}"}


def _beside(schema: JsonSchema, one: Kind, either: Either) -> JsonSchema:
    """The schema of one of several kinds: a list has two items or more where one of them may stand alone."""
    if not isinstance(one, ListOf):
        return schema
    items = one.of.kinds if isinstance(one.of, Either) else (one.of,)
    alone = [item for item in items if item in either.kinds or isinstance(item, OneOf)]
    if not any(isinstance(kind, OneOf | Scalar) for kind in either.kinds) or not alone:
        return schema
    return {**schema, "minItems": 2} if len(alone) == len(items) else schema


def _choices(choices: tuple[str, ...]) -> Iterator[Any]:
    """The texts, and what editors make of them where YAML has a word for it."""
    for choice in choices:
        yield choice
        if choice in ("true", "false", "yes", "no"):
            yield choice in ("true", "yes")


def _scalar(name: str, catalogue: Catalogue) -> JsonSchema:
    texts = kinds()[name]
    said = {"description": f"{texts.zh} {texts.en}"}
    if name == "status":
        return {"enum": list(catalogue.statuses), **said}
    if name == "content":
        return said
    if name in _NUMBERS:
        return {
            "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}],
            **said,
        }
    if (pattern := _PATTERNS.get(name)) is not None:
        return {"type": "string", "pattern": pattern, **said}
    return {**_PLAIN, **said}


def _block(table: str, grammars: list[Grammar]) -> JsonSchema:
    """A block; one that has a table for each direction asks for the words of its direction."""
    words = {word: _word(table, word, kind) for word, kind in merged(grammars).items()}
    schema: JsonSchema = {
        "type": "object",
        "description": _described(table, BLOCK),
        "properties": words,
        "additionalProperties": False,
        "required": [word for word in words if all(word in each.required for each in grammars)],
    }
    if choices := list(words) if table == RULE else EXACTLY_ONE.get(table, ()):
        schema["oneOf"] = [{"required": [word]} for word in choices]
    if choices := AT_LEAST_ONE.get(table, ()):
        schema["anyOf"] = [{"required": [word]} for word in choices]
    if len(grammars) > 1:
        directions = grammars[0].choices("direction")
        schema["allOf"] = [_of_direction(*one, words) for one in zip(directions, grammars, strict=True)]
    return schema


def _of_direction(direction: str, grammar: Grammar, words: JsonSchema) -> JsonSchema:
    """What one direction needs, and which words it does not know."""
    unknown: JsonSchema = {word: False for word in words if word not in grammar.words}
    needs = [word for word in grammar.required if word not in BY_LIKE]
    then: JsonSchema = {"required": needs, "properties": unknown}
    if set(BY_LIKE) <= set(grammar.required):
        then["anyOf"] = [{"required": list(BY_LIKE)}, {"properties": {"lifecycle": {"required": ["like"]}}}]
    return {"if": {"properties": {"direction": {"const": direction}}, "required": ["direction"]}, "then": then}


def _word(table: str, word: str, kind: Kind) -> JsonSchema:
    return {"description": _described(table, word), **_of(kind)}


def _described(table: str, word: str) -> str:
    sentence = sentences().of(table, word)
    parts = (sentence.says, sentence.proved) if sentence.proved else (sentence.says,)
    return " ".join(f"{part.zh} {part.en}" for part in parts)
