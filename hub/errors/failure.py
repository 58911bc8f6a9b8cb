"""What all failures have in common."""

from hub.errors.code import Code
from hub.text.bilingual import Bilingual
from hub.text.masking import mask
from hub.text.wording import Wording


class HubError(Exception):
    """Base of all failures that the hub knows."""


def worded(code: Code, reason: str | Bilingual) -> Wording:
    """The code's sentence and a reason, without secrets; what is the same in both languages is said once."""
    if isinstance(reason, str) or reason.zh == reason.en:
        return Wording(code, code.filled({}), mask(str(reason)).strip())
    return Wording(code, Bilingual(mask(reason.zh), mask(reason.en)).about(code.filled({})))
