"""The words of a failure: each sentence has its own language's words, programs get the same whoever reads."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
import structlog

from adapters.rabbitmq.tls import explain
from hub.errors import NOTHING, Code, Deferred, HubError, QueueUnavailable, StoreConflict, fault, operator_error
from hub.errors.meaning import Kind, Meaning
from hub.home.log_lines import PROCESSORS
from hub.text.bilingual import Bilingual, joined, listed
from hub.text.wording import Wording

REASON = Bilingual("证书已到期", "the certificate has expired")


# ---- sentences -----------------------------------------------------------------------------------


def test_a_value_in_both_languages_stands_in_the_sentence_of_its_own() -> None:
    """A plain value stands in both; one that is empty or missing is a dash."""
    meaning = Meaning("{path}：{reason}（{more}{none}）", "{path}: {reason} ({more}{none})", Kind.OPERATOR)
    assert meaning.filled({"path": "a.pem", "reason": REASON, "more": Bilingual("", "more"), "none": " "}) == Bilingual(
        f"a.pem：证书已到期（{NOTHING}{NOTHING}）", f"a.pem: the certificate has expired (more{NOTHING})"
    )


def test_what_a_sender_wrote_is_cut_in_both_sentences() -> None:
    """Junk by the megabyte makes no answers as long."""
    found = fault(
        Code.WRONG_KIND_OF_VALUE, label="x" * 5_000, name="y" * 5_000, expected=Bilingual("数" * 5_000, "n" * 5_000)
    )
    assert (found.zh.count("x"), found.zh.count("数"), found.en.count("y"), found.en.count("n")) == (
        1000,
        1000,
        1000,
        1000,
    )


def test_a_place_stands_before_each_language() -> None:
    """Whether it has two languages itself or is a name."""
    assert REASON.about("a.pem") == Bilingual("a.pem：证书已到期", "a.pem: the certificate has expired")
    assert REASON.about(Bilingual("甲", "a")) == Bilingual("甲：证书已到期", "a: the certificate has expired")


def test_names_are_listed_as_each_language_does() -> None:
    """Texts with a comma, names with the mark for lists."""
    assert listed(["a", Bilingual("乙", "b")]) == Bilingual("a、乙", "a, b")
    assert joined([REASON, Bilingual("甲", "a")]) == Bilingual("证书已到期，甲", "the certificate has expired, a")
    assert listed([]) == Bilingual("", "")


# ---- failures ------------------------------------------------------------------------------------


FAILURES: dict[str, tuple[HubError, str]] = {
    "of an operator": (
        operator_error(Code.BAD_KEY, reason=REASON.about("a.pem")),
        "HUB-707 密钥有误：a.pem：证书已到期 · a key or certificate cannot be used: a.pem: the certificate has expired",
    ),
    "with our own words": (
        QueueUnavailable(REASON),
        "HUB-506 消息队列暂不可用：证书已到期 · "
        "the message queue is unavailable at present: the certificate has expired",
    ),
    "with a server's words": (
        QueueUnavailable("NOT_FOUND - no vhost"),
        "HUB-506 消息队列暂不可用 · the message queue is unavailable at present: NOT_FOUND - no vhost",
    ),
    "with a server's words about a place": (
        QueueUnavailable(Bilingual.same("401 refused").about(Bilingual.same("management"))),
        "HUB-506 消息队列暂不可用：management：401 refused · "
        "the message queue is unavailable at present: management: 401 refused",
    ),
    "with nothing more to say": (
        Deferred("", Code.QUEUE_UNAVAILABLE),
        "HUB-506 消息队列暂不可用 · the message queue is unavailable at present",
    ),
    "with a secret": (
        Deferred(Bilingual("连不上 amqp://hub:s3cret@mq", "cannot reach amqp://hub:s3cret@mq"), Code.QUEUE_UNAVAILABLE),
        "HUB-506 消息队列暂不可用：连不上 amqp://hub:***@mq · "
        "the message queue is unavailable at present: cannot reach amqp://hub:***@mq",
    ),
    "of another transaction": (
        StoreConflict("deadlock detected"),
        "HUB-504 并发冲突 · conflict with a concurrent transaction: deadlock detected",
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_says_the_same_to_programs_whoever_reads(
    name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chinese first, the words of others once and as they came, no secrets."""
    monkeypatch.setenv("HUB_LANG", language)
    error, said = FAILURES[name]
    assert str(error) == said


def test_people_read_their_own_language_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is sent on, so it has both."""
    wording = Wording("HUB-707", REASON, "ENOENT")
    shown: list[str] = []
    for language in ("zh", "en"):
        monkeypatch.setenv("HUB_LANG", language)
        shown.append(str(wording))
    assert shown == [
        "HUB-707 证书已到期 · the certificate has expired: ENOENT",
        "HUB-707 the certificate has expired · 证书已到期: ENOENT",
    ]


def test_a_failure_within_another_text_is_whole_in_each_language() -> None:
    """Its code, its sentence and what a server said."""
    assert Wording("HUB-707", REASON, "ENOENT").by_language == Bilingual(
        "HUB-707 证书已到期: ENOENT", "HUB-707 the certificate has expired: ENOENT"
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_broker_s_refusal_of_our_certificate_is_explained_to_both(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the hub: its log is read by others too."""
    monkeypatch.setenv("HUB_LANG", language)
    said = explain("[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert certificate expired (_ssl.c:1006)")
    text = str(QueueUnavailable(said.about("management")))
    assert "management：我们的证书已到期（certfile）（CERTIFICATE_EXPIRED）" in text
    assert "management: our certificate has expired (certfile) (CERTIFICATE_EXPIRED)" in text
    assert explain("connection refused") == Bilingual.same("connection refused")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "field", [lambda text: text, lambda text: [text], lambda text: {"inner": text}], ids=["plain", "list", "mapping"]
)
def test_a_log_line_has_both_languages_however_deep(
    field: Callable[[object], object], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read by more people than the one who started the hub."""
    monkeypatch.setenv("HUB_LANG", language)
    file = StringIO()
    structlog.configure(PROCESSORS, logger_factory=structlog.WriteLoggerFactory(file), cache_logger_on_first_use=False)
    structlog.get_logger().warning("x", reason=field(REASON), line=field(Wording("HUB-707", REASON)))
    structlog.reset_defaults()
    written = json.loads(file.getvalue())
    assert (written["reason"], written["line"]) == (field(REASON.fixed), field(f"HUB-707 {REASON.fixed}"))
