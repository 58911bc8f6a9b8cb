"""The alarm rules and the dashboard: of metrics that there are, with sections of the runbook that there are."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from services.machine import missing
from verbs import hub

from hub.bootstrap.metrics import ALARMS, DASHBOARD, monitoring_file
from hub.views.metric_names import METRICS

ROOT = Path(__file__).parents[2]
SERIES = {name for metric in METRICS for name in metric.series}
_NAME = re.compile(r"\bhub_\w+")
_LABELS = re.compile(r"\b(?:by|on) \(([^)]*)\)|[{,]\s*(\w+)\s*(?:=~|!=|=)")


def rules() -> list[dict[str, Any]]:
    told = yaml.safe_load(monitoring_file(ALARMS).read_text("utf-8"))
    return [rule for group in told["groups"] for rule in group["rules"]]


def expressions() -> Iterator[str]:
    """Those of the dashboard's panels."""
    for panel in json.loads(monitoring_file(DASHBOARD).read_text("utf-8"))["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def labels_in(expression: str) -> set[str]:
    told = {name.strip() for by, one in _LABELS.findall(expression) for name in (by or one).split(",")}
    return told - {"instance", "le", "alertstate", "alertname"}


def test_every_metric_of_alarms_and_dashboard_exists_and_the_dashboard_shows_all() -> None:
    """A name that was mistyped would be silent for ever."""
    alarming = {name for rule in rules() for name in _NAME.findall(rule["expr"])}
    shown = {name for expression in expressions() for name in _NAME.findall(expression)}
    assert alarming | shown <= SERIES
    families = {metric.name for metric in METRICS}
    assert families == {name for name in families if any(one.startswith(name) for one in shown)}


def test_every_label_of_alarms_and_dashboard_exists() -> None:
    """With the metric that the expression names."""
    labels = {name: set(metric.labels) for metric in METRICS for name in metric.series}
    for expression in (*expressions(), *(rule["expr"] for rule in rules())):
        known = set().union(*(labels[name] for name in _NAME.findall(expression)))
        assert labels_in(expression) <= known, expression


def test_every_alarm_names_a_section_of_the_runbook_and_says_what_is_wrong_in_two_languages() -> None:
    """The anchors are those that the site and the forges make of the headings."""
    for rule in rules():
        file, _, anchor = rule["annotations"]["runbook"].partition("#")
        headings = re.findall(r"^#+ (.*)$", (ROOT / file).read_text("utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}, anchor
        assert rule["annotations"]["summary"].isascii()
        assert re.search(r"[\u4e00-\u9fff]", rule["annotations"]["summary_zh"])


def test_promtool_finds_the_rules_good_and_each_alarm_in_its_case() -> None:
    """`promtool check rules`, and its unit tests of the rules."""
    if (promtool := shutil.which("promtool")) is None:
        missing("promtool is not installed")
    cases = ROOT / "tests" / "monitoring" / "alarms-tests.yaml"
    for words in (["check", "rules", str(monitoring_file(ALARMS))], ["test", "rules", str(cases)]):
        done = subprocess.run([promtool, *words], capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
    tried = cases.read_text("utf-8")
    assert [rule["alert"] for rule in rules() if rule["alert"] not in tried] == []


@pytest.mark.parametrize(("option", "name"), [("--alarms", ALARMS), ("--dashboard", DASHBOARD)])
def test_the_verb_prints_what_was_installed(option: str, name: str, tmp_path: Path) -> None:
    """Without a home: the machine of the monitoring system has none."""
    assert hub(tmp_path, "metrics", option).stdout == monitoring_file(name).read_bytes()
