"""The adapter that the documents show passes the contract, run as the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE, EXAMPLE = ROOT / "docs" / "adapters.md", ROOT / "docs" / "examples" / "memory-queue"


@pytest.mark.parametrize("name", ["memory_queue.py", "test_memory_queue.py"])
def test_the_page_shows_the_file_as_it_is(name: str) -> None:
    """A reader may copy either."""
    shown = re.findall(r"```python\n(.*?)```\n", PAGE.read_text("utf-8"), re.DOTALL)
    assert (EXAMPLE / name).read_text("utf-8") in shown


def test_the_queue_of_the_page_passes_the_contract(tmp_path: Path) -> None:
    """As somebody runs it who has the hub and pytest, and none of our settings; nothing is skipped."""
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\nfilterwarnings = error\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(settings), str(EXAMPLE)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d+ passed in ", done.stdout, re.MULTILINE), done.stdout
