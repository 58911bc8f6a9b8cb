"""Which options of `hub keys roll` go together, and what they mean."""

from cryptography import x509

from hub.cli.key_options import Kind
from hub.cli.misuse import Unusable
from hub.errors import Code, operator_error
from hub.operate.keys.change import HUB, KeyChange
from hub.text.bilingual import Bilingual

_OF_OURS = Bilingual("本方密钥（不带 --party）", "a key of the hub's (no --party)")
_MADE = Bilingual("新生成的密钥（不带 --key 和 --certificate）", "a key that is made (no --key, no --certificate)")
_TAKES_EFFECT = "--self-signed / --certificate / --key / --party"


def require_one_way(change: KeyChange, kind: Kind | None) -> None:
    """Refuse an option that would be ignored: the operator would believe that it was heeded.

    Raises OperatorError (HUB-711).
    """
    is_theirs = change.whose != HUB
    taken = {"--certificate": change.certificate is not None, "--key": change.key is not None}
    of_made = {"--self-signed": change.self_signed, "--kind": kind is not None, "--subject": change.subject != ""}
    of_made |= {"--days": change.days is not None}
    if not is_theirs:
        _refuse({"--only": change.only != ""}, "--party")
    if is_theirs:
        _refuse(taken | of_made, _OF_OURS)
    elif any(taken.values()):
        _refuse(of_made, _MADE)
    elif not change.self_signed:
        _refuse({"--cutover": change.cutover is not None}, _TAKES_EFFECT)
        _refuse({"--days": change.days is not None}, "--self-signed")


def require_cutover(change: KeyChange) -> None:
    """Refuse what takes effect at a time that is not given. Raises OperatorError (HUB-711)."""
    if change.cutover is None:
        given = {
            "--party": change.whose != HUB,
            "--key": change.key is not None,
            "--certificate": change.certificate is not None,
            "--self-signed": change.self_signed,
        }
        _refuse(given, "--cutover")


def subject_of(text: str | None) -> x509.Name | None:
    """The name that a certificate is to have; raises Unusable for what is none."""
    try:
        return x509.Name.from_rfc4514_string(text) if text else None
    except ValueError as error:
        said = Bilingual("须形如 CN=hub,O=…,C=CN", "a name such as CN=hub,O=…,C=CN")
        raise Unusable(said, "--subject") from error


def _refuse(given: dict[str, bool], needed: Bilingual | str) -> None:
    """Refuse the first of these options that is given."""
    option = next((name for name, is_given in given.items() if is_given), None)
    if option is not None:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option=option, needed=needed)
