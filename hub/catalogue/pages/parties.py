"""Read `parties/*.yaml` and `portals/*.yaml`."""

from collections.abc import Sequence
from pathlib import Path

from hub.catalogue.grammar.owners import CIRCUIT, OPERATORS_ACTS, PARTY, PORTAL
from hub.catalogue.mapping.parties import ACTS, CARD_ALGORITHMS, SIGNATURES, Party, Portal
from hub.catalogue.pages.portal_shapes import read_shape
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import wrong_file_name
from hub.catalogue.words.text import read_yaml
from hub.catalogue.words.vocabulary import Words, seconds_of
from hub.model import CircuitLimits
from hub.model.circuit import USUAL_LIMITS
from hub.text.bilingual import Bilingual, listed

LONGEST_DXP_ID = 16
MOST_FAILURES = 100
"""All of them are kept until the circuit opens."""
_HOW_MANY = Bilingual(
    f"“failures”须为 2 至 {MOST_FAILURES} 的整数", f"“failures” is a whole number from 2 to {MOST_FAILURES}"
)
_SHORTER = Bilingual("“longest”不得短于“first”", "“longest” is not shorter than “first”")
_ENVELOPE_AND_ID = Bilingual(
    f"“envelope: dxp”须与“dxp-id”同用，后者最多 {LONGEST_DXP_ID} 个字符",
    f"“envelope: dxp” goes with “dxp-id”, {LONGEST_DXP_ID} characters at most",
)


def read_party(path: Path, file: str, problems: Problems) -> Party | None:
    """Read one party's file; None when it holds no mapping at all."""
    if (block := read_yaml(path, file, problems)) is None:
        return None
    words = Words(block, problems, PARTY)
    if "deduplicates" in words:
        words.text("deduplicates")
    if "envelope" in words:
        words.text("envelope")
    if ("envelope" in words) != ("dxp-id" in words) or len(words.text("dxp-id")) > LONGEST_DXP_ID:
        problems.add(words.where("dxp-id"), _ENVELOPE_AND_ID)
    return Party(
        _named_as_its_file(words, "party", path, problems),
        words.text("zh"),
        words.text("en"),
        words.text("role"),
        "deduplicates" in words,
        seconds_of(words.text("answers-within"), problems),
        words.text("dialect"),
        words.text("envelope"),
        words.text("dxp-id"),
        _some_of(words, "signatures", SIGNATURES),
        words.text("encryption"),
        _needs(words, problems),
        _circuit(words, problems),
        places=words.places,
    )


def _needs(words: Words, problems: Problems) -> dict[str, str]:
    """What operators' acts need, by act."""
    if (tree := words.raw("acts")) is None:
        return {}
    needs = Words(tree, problems, OPERATORS_ACTS)
    return {act: str(needs.text(act)) for act in ACTS if act in needs}


def _circuit(words: Words, problems: Problems) -> CircuitLimits:
    """When nothing more is sent to the party. One message alone never decides that."""
    if (tree := words.raw("circuit")) is None:
        return USUAL_LIMITS
    said = Words(tree, problems, CIRCUIT)
    failures = said.text("failures", str(USUAL_LIMITS.failures))
    first = seconds_of(said.text("first"), problems) or USUAL_LIMITS.first
    longest = seconds_of(said.text("longest"), problems) or USUAL_LIMITS.longest
    if not failures.isdecimal() or not 2 <= int(failures) <= MOST_FAILURES:
        problems.add(failures.where, _HOW_MANY)
        return USUAL_LIMITS
    if first > longest:
        problems.add(said.where("longest"), _SHORTER)
    return CircuitLimits(int(failures), first, longest)


def read_portal(path: Path, file: str, problems: Problems) -> Portal | None:
    """Read one portal's file; None when it holds no mapping at all."""
    if (block := read_yaml(path, file, problems)) is None:
        return None
    words = Words(block, problems, PORTAL)
    return Portal(
        _named_as_its_file(words, "portal", path, problems),
        words.text("zh"),
        words.text("en"),
        words.text("signatures") or "vouched",
        words.text("revocation") or "required",
        frozenset(_some_of(words, "algorithms", CARD_ALGORITHMS)),
        frozenset(map(str, words.texts("carries"))) if "carries" in words else None,
        frozenset(map(str, words.texts("without"))),
        read_shape(words.raw("writes"), problems),
        places=words.places,
    )


def _some_of(words: Words, word: str, known: Sequence[str]) -> tuple[str, ...]:
    """The names in a list, each of which must be known: whatever is agreed with an owner is in force."""
    named = words.texts(word)
    for name in named:
        if name not in known:
            text = listed(known).about(Bilingual("列出的须是以下之一", "must be one of"))
            words.problems.add(name.where, Bilingual(f"“{word}”{text.zh}", f"“{word}” {text.en}"))
    return tuple(str(name) for name in named if name in known)


def _named_as_its_file(words: Words, word: str, path: Path, problems: Problems) -> str:
    name = words.text(word)
    if name and name != path.stem:
        problems.add(name.where, wrong_file_name(name))
    return path.stem
