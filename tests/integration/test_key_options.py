"""Options of `hub keys roll` that do not go together: none is ignored."""

import pytest
from own_home import OwnHome
from verbs import hub


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("--only", "8964a7f6", "--cutover", "now"), "--only"),
        (("--only", "8964a7f6"), "--only"),
        (("--party", "ping-an", "--cutover", "now", "--certificate", "a.pem"), "--certificate"),
        (("--party", "ping-an", "--cutover", "now", "--key", "a.p12"), "--key"),
        (("--party", "ping-an", "--cutover", "now", "--self-signed"), "--self-signed"),
        (("--party", "ping-an", "--cutover", "now", "--kind", "rsa"), "--kind"),
        (("--certificate", "a.pem", "--cutover", "now", "--subject", "CN=hub"), "--subject"),
        (("--cutover", "now"), "--cutover"),
        (("--days", "30"), "--days"),
        (("--certificate", "a.pem", "--cutover", "now", "--days", "30"), "--days"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(own: OwnHome, words: tuple[str, ...], option: str) -> None:
    """An operator with a stolen key must not believe that it has ended; nothing is changed."""
    before = sorted(own.home.keys.rglob("*"))
    done = hub(own.path, "keys", "roll", *words)
    assert (done.returncode, done.stderr.decode()[: 13 + len(option)]) == (2, f"hub: HUB-711 {option}")
    assert sorted(own.home.keys.rglob("*")) == before
