"""A demo on production services whose home is looked into when the story has been told."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rig import ROOT
from verbs import hub, hub_json

PLAY = ROOT / "tests" / "examples" / "play.py"


@pytest.mark.slow
@pytest.mark.usefixtures("rabbitmq", "postgres")  # where their programs are missing, the test is skipped
def test_a_demo_that_is_kept_can_be_looked_into_until_it_is_interrupted(tmp_path: Path) -> None:
    """It prints the command for its home. Afterwards nothing of it runs."""
    command = [sys.executable, str(PLAY), "--home", str(tmp_path / "demo"), "--story", "claims"]
    with subprocess.Popen(
        [*command, "--on", "rabbitmq", "--keep"], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as demo:
        assert demo.stdout is not None
        told = next(line for line in demo.stdout if line.rstrip().endswith(" attention"))
        home = Path(told.split("--home ")[1].split()[0])
        assert home.parent == tmp_path
        looked = hub_json(home, "status")
        assert (looked["failures"], set(looked["queues"].values())) == ([], {0})
        assert hub(home, "log").returncode == 0
        demo.send_signal(signal.SIGINT)
        assert demo.wait(300) == 0
    assert hub(home, "log").returncode == 5
