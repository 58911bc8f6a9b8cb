"""words.md: every word of the files of a catalogue, of a home's policy, and of the script of simulated parties."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hub.docs.page import HEAD, table
from hub.docs.words.examples import examples
from hub.docs.words.sentences import BLOCK, kinds, sentences
from hub.docs.words.tables import KINDS_OF_FILES, merged, tables_of
from hub.text.grammar import BlockOf, Either, Grammar, Kind, ListOf, OneOf, TableOf

LONGEST_EXAMPLE = 110
"""Characters of an example that a cell has room for."""
_INTRO = """# Words of the files

Every word of the files in `routes/`, of a home's `retention.yaml` and of the script of simulated parties, from the
tables that read them. Chinese first, then English; behind the arrow what `hub check` proves beside the kind of value.
The examples are the shortest uses in the packaged files. Schemas of these files for editors:
[schemas/files](schemas/files/route.json). How a new word is added:
[a word of the catalogue](../CONTRIBUTING.md#a-word-of-the-catalogue).

**One way to say a thing.** What holds without a word is not written. One word stands without a list; one value stands
with `is` and several with `in`. `hub check` refuses another way and tells what to write. A short form (`map: same`,
`returns: same`, `like`, `usual`, `later`) and the lines that it stands for are both right: the short form takes in what
a schema, a beginning or a lifecycle gets later, and the lines stay as they are.

An editor with the YAML language server takes a schema by a comment in the first line of a file:

```yaml
# yaml-language-server: $schema=docs/schemas/files/route.json
```
"""
_FILES = {
    "route": "routes/SERVICE/DOCUMENT.yaml",
    "retention": "retention.yaml",
    "script": "the script of `hub simulate`",
}


def words(roots: Sequence[Path]) -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD + _INTRO
    shown, told = examples(roots), set[str]()
    for file in KINDS_OF_FILES:
        place = _FILES.get(file.name, f"routes/{file.place}")
        yield f"\n## {file.name}: {place if ' ' in place else f'`{place}`'}\n"
        for name, grammars in tables_of([file.kind]).items():
            if name not in told:
                told.add(name)
                yield from _table(name, grammars, shown)
    yield "\n## Kinds of values\n"
    yield from table(("kind", "", ""), ((f"`{name}`", text.zh, text.en) for name, text in kinds().items()))


def _table(name: str, grammars: Sequence[Grammar], shown: Mapping[tuple[str, str], str]) -> Iterator[str]:
    says = sentences().of(name, BLOCK).says
    yield f"\n### {name}\n\n{says.zh} {says.en}\n"
    rows = (
        (
            f"`{word}`",
            _needed(word, grammars),
            _value(word, kind, grammars),
            _says(name, word),
            _shown(shown.get((name, word), "")),
        )
        for word, kind in merged(grammars).items()
    )
    yield from table(("word", "needed", "value", "says", "example"), rows)


def _needed(word: str, grammars: Sequence[Grammar]) -> str:
    """Whether each such block has the word; a route has a table for each direction."""
    having = [grammar for grammar in grammars if word in grammar.words]
    needing = [grammar for grammar in grammars if word in grammar.required]
    if not needing:
        return ""
    if len(needing) == len(grammars):
        return "yes"
    directions = dict(zip(map(id, grammars), grammars[0].choices("direction"), strict=True))
    where = ", ".join(directions[id(grammar)] for grammar in needing)
    return f"{where}{'; may be elsewhere' if len(having) > len(needing) else ' only'}"


def _value(word: str, kind: Kind, grammars: Sequence[Grammar]) -> str:
    """What a word takes, and what holds without it."""
    implied = next((grammar.words[word].implied for grammar in grammars if word in grammar.words), "")
    return f"{in_words(kind)}; `{implied}` without the word" if implied else in_words(kind)


def in_words(kind: Kind) -> str:
    """What a word takes, in a few words."""
    if isinstance(kind, OneOf):
        return " or ".join(f"`{choice}`" for choice in kind.choices)
    if isinstance(kind, ListOf):
        return f"list of: {in_words(kind.of)}"
    if isinstance(kind, TableOf):
        return f"by name: {in_words(kind.of)}"
    if isinstance(kind, BlockOf):
        return f"[{kind.grammar.name}](#{kind.grammar.name})"
    if isinstance(kind, Either):
        return ", or ".join(dict.fromkeys(in_words(one) for one in kind.kinds))
    return kind.name


def _says(name: str, word: str) -> str:
    sentence = sentences().of(name, word)
    proved = f" → {sentence.proved.zh} {sentence.proved.en}" if sentence.proved else ""
    return f"{sentence.says.zh} {sentence.says.en}{proved}"


def _shown(example: str) -> str:
    if len(example) > LONGEST_EXAMPLE:
        example = example[: LONGEST_EXAMPLE - 2].rsplit(" ", 1)[0] + " …"
    return f"`{example.replace('`', '')}`"
