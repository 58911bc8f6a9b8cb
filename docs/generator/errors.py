"""docs/errors.md: every code with its sentence in both languages."""

from collections.abc import Iterator

from generator.page import HEAD
from hub.errors import CODES

GROUPS = {
    "1": ("A submission that cannot be taken in", "refused as H001 where its id could be read, else quarantined"),
    "2": ("A form that cannot become a valid message", "refused as H001, each fault in the portal's own field name"),
    "3": ("A document that business rules refuse", "refused as H001"),
    "4": ("A message of a party that cannot be used", "quarantined with its bytes; the party gets a signed refusal"),
    "5": ("Failures of the hub or of the world around it", "quarantined with its traceback, or tried again later"),
    "7": ("What an operator meets on the command line", "one line, and an exit code"),
}


def errors() -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD + "# Errors\n\nCodes are stable; the words in braces are filled in.\n"
    for digit, (title, outcome) in GROUPS.items():
        yield f"\n## HUB-{digit}xx: {title}\n\nWhat happens: {outcome}.\n\n| code | 中文 | English |\n|---|---|---|\n"
        for code, text in CODES.items():
            if code.startswith(f"HUB-{digit}"):
                yield f"| {code} | {text.zh} | {text.en} |\n"
