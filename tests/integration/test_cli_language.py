"""The reader's language changes what people see of a verb, and nothing of what programs see."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rig import a_quota_application, usccs
from verbs import ENVIRONMENT, hub

CHINESE = re.compile(r"[\u4e00-\u9fff]")
_uscc = usccs()


def seen(home: Path, language: str, *words: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a verb whose user reads this language."""
    monkeypatch.setitem(ENVIRONMENT, "HUB_LANG", language)
    done = hub(home, *words)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def form(tmp_path: Path) -> str:
    """A submission that the hub would refuse."""
    file = tmp_path / "form.json"
    file.write_text(json.dumps(a_quota_application(next(_uscc))), "utf-8")
    return str(file)


def without_moments(printed: str) -> list[Any]:
    """The JSON of each line, without what differs from one moment to the next."""
    return [_still(json.loads(line)) for line in printed.splitlines()]


def _still(value: Any) -> Any:
    if isinstance(value, list):
        return [_still(one) for one in value]
    if isinstance(value, dict):
        moving = ("moved", "days_left", "text") if value.get("name") in ("clock", "disk") else ("moved",)
        return {name: _still(one) for name, one in value.items() if name not in moving}
    return value


@pytest.mark.parametrize(
    "words",
    [
        ("log",),
        ("log", "--status", "S"),
        ("show", "accepted-1", "refused-1"),
        ("explain", "FORM"),
        ("check",),
        ("quarantine",),
        ("quarantine", "list", "--groups"),
        ("status",),
        ("doctor",),
        ("keys", "list"),
        ("keys", "check"),
        ("keys", "check", "--history"),
    ],
    ids=" ".join,
)
def test_what_programs_see_is_the_same_in_every_language(
    home: Path, form: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values, order and exit code."""
    asked = [form if word == "FORM" else word for word in (*words, "--json")]
    (code, chinese, _), (same, english, _) = (
        seen(home, language, *asked, monkeypatch=monkeypatch) for language in ("zh", "en")
    )
    assert (code, without_moments(chinese)) == (same, without_moments(english))
    assert chinese


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("log",), ("更新时间", "记录编号", "发送成功", "已拒收"), ("updated", "record", "refused by the hub")),
        (("log", "--status", "S"), ("没有单证",), ("no documents",)),
        (
            ("show", "accepted-1", "--alone"),
            ("序号", "起因", "队列确认", "业务"),
            ("no.", "cause", "queue confirm", "business"),
        ),
        (("check",), ("全部一致", "渠道 → 对方", "操作员卡"), ("everything fits", "portal → party", "operator card")),
        (("quarantine",), ("来自", "不是合法的 JSON"), ("owner", "JSON")),
        (("status",), ("未办结单证", "工作进程", "隔离：1"), ("open documents", "workers", "quarantined: 1")),
        (("keys", "list"), ("持有者", "有效"), ("owner", "valid")),
        (("keys", "check"), ("正常", "改动权限"), ("ok", "who may change them")),
        (("doctor",), ("口令与密钥", "审计库"), ("secrets", "store")),
        (("explain", "FORM"), ("拒收（H001）", "取自"), ("refused (H001)", "submission")),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else None,
)
def test_people_see_their_own_language(
    home: Path,
    form: str,
    words: tuple[str, ...],
    zh: Sequence[str],
    en: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Headings, labels and sentences; the other language's are not there."""
    asked = [form if word == "FORM" else word for word in words]
    for language, wanted, unwanted in (("zh", zh, en), ("en", en, zh)):
        _, told, _ = seen(home, language, *asked, monkeypatch=monkeypatch)
        assert [text for text in wanted if text not in told] == []
        assert [text for text in unwanted if text in told.split("\n")[0]] == []


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("lgo",), "没有命令“lgo”，是否指：log", "No such command 'lgo'. Did you mean log?"),
        (("--home",), "选项 --home 缺少值，或不应带值", "--home"),
        (("log", "--foo"), "没有选项 --foo", "No such option: --foo"),
        (("log", "--limit", "0"), "选项 --limit 的值无效：须为 1 至 1000000000 的数", "--limit"),
        (("run", "--workers", "65"), "选项 --workers 的值无效：须为 1 至 64 的数", "--workers"),
        (("log", "--limit", "many"), "选项 --limit 的值无效", "--limit"),
        (("status", "word"), "多余的参数：word", "unexpected extra argument"),
        (("show",), "缺少参数 ID...", "Missing argument 'ID...'"),
        (("replay", "x"), "缺少选项 --reason", "Missing option '--reason'"),
        (("replay", "x", "--reason", " "), "选项 --reason 的值无效：请写明原因", "say why"),
        (("replay", "plan", "--since", "soon"), "须为时间，如 2026-11-20T09:30", "a time such as"),
        (("keys", "roll", "--cutover", "soon"), "须为 now 或时间", "`now`, or a time"),
        (("keys", "roll", "--kind", "dsa"), "须为 ecdsa、rsa、sm2 之一", "--kind"),
        (("keys", "roll", "--subject", "x"), "选项 --subject 的值无效：须形如", "a name such as"),
        (("topology", "grow"), "须为 apply、export、check 之一", "one of apply, export, check"),
        (("--home", "."), "缺少命令", "Missing command."),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else None,
)
def test_a_wrong_command_line_is_told_in_the_readers_language(
    home: Path, words: tuple[str, ...], zh: str, en: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How the verb is used, where there is more to read, and what was wrong; exit code 2."""
    for language, usage, wrong in (("zh", "用法：hub", zh), ("en", "Usage: hub", en)):
        code, told, said = seen(home, language, *words, monkeypatch=monkeypatch)
        assert (code, told) == (2, ""), said
        *first, last = said.splitlines()
        assert wrong in last, said
        assert all(usage in line or "--help" in line for line in first)
        assert bool(CHINESE.search(said)) == (language == "zh")


def test_an_error_has_both_languages_and_begins_with_the_readers(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is sent on to people who may read the other one."""
    said = {}
    for language in ("zh", "en"):
        code, _, said[language] = seen(home, language, "show", "nobody-knows", monkeypatch=monkeypatch)
        assert (code, said[language].count("\n")) == (3, 1)
    first, second = said["zh"].removeprefix("hub: HUB-704 ").strip().split(" · ")
    assert (bool(CHINESE.search(first)), bool(CHINESE.search(second))) == (True, False)
    assert said["en"] == f"hub: HUB-704 {second} · {first}\n"


def test_people_see_a_fault_of_the_catalogue_in_their_own_language_and_programs_in_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its file and line."""
    assert hub(tmp_path, "init").returncode == 0
    (tmp_path / "routes" / "portals").mkdir(parents=True, exist_ok=True)
    (tmp_path / "routes" / "portals" / "gansu.yaml").write_text("portal: gansu\nzh: 甘肃\n", "utf-8")
    said = {"zh": "缺少“en”", "en": "“en” is missing"}
    for language, text in said.items():
        code, told, _ = seen(tmp_path, language, "check", monkeypatch=monkeypatch)
        assert (code, told.splitlines()[0]) == (1, f"routes/portals/gansu.yaml:1 {text}")
        _, printed, _ = seen(tmp_path, language, "check", "--json", monkeypatch=monkeypatch)
        (fault,) = json.loads(printed)["faults"]
        assert fault["text"] == f"{said['zh']} · {said['en']}"
