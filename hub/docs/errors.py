"""docs/errors.md: every code with its sentence in both languages, its class and its exit code."""

from collections.abc import Iterator

from hub.docs.page import HEAD
from hub.errors import Code, Kind

GROUPS = {
    "1": ("A submission that cannot be taken in", "refused as H001 where its id could be read, else quarantined"),
    "2": ("A form that cannot become a valid message", "refused as H001, each fault in the portal's own field name"),
    "3": ("A document that business rules refuse", "refused as H001"),
    "4": ("A message of a party that cannot be used", "quarantined with its bytes; the party gets a signed refusal"),
    "5": ("Failures of the hub or of the world around it", "quarantined with its traceback, or tried again later"),
    "7": ("What an operator meets on the command line", "one line, and an exit code"),
    "8": (
        "Encrypted messages; operators' acts: cards, second operators, and what is decided for a party",
        "as the class says; a warning stands in the trail",
    ),
    "9": ("The audit store: its sealed log", "as the class says"),
}
"""By the first digit of a code."""
MIXED = ("5", "7", "8", "9")
"""Groups with codes of several classes."""


def errors() -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD + "# Errors\n\nCodes are stable; the words in braces are filled in.\n\n"
    yield "Each code has a class, which says what happens:\n\n| class | |\n|---|---|\n"
    for kind in Kind:
        yield f"| {_called(kind)} | {kind.value} |\n"
    for digit, (title, outcome) in GROUPS.items():
        yield f"\n## HUB-{digit}xx: {title}\n\nWhat happens: {outcome}.\n\n"
        yield from _table([code for code in sorted(Code) if code.number.startswith(digit)], is_mixed=digit in MIXED)


def _table(codes: list[Code], *, is_mixed: bool) -> Iterator[str]:
    """Class and exit code only where they differ; what a check reports does not end a verb."""
    yield "| code | 中文 | English |" + (" class | exit |" if is_mixed else "") + "\n"
    yield "|---|---|---|" + ("---|---|" if is_mixed else "") + "\n"
    for code in codes:
        meaning = code.meaning
        exit_code = "" if meaning.kind in (Kind.WARNING, Kind.FAILURE) else f"{meaning.exit:d}"
        more = f" {_called(meaning.kind)} | {exit_code} |" if is_mixed else ""
        yield f"| {code} | {meaning.zh} | {meaning.en} |{more}\n"


def _called(kind: Kind) -> str:
    return kind.name.lower().replace("_", " ")
