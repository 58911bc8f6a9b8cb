"""The PIN of an operator's card where there is no terminal to ask for it."""

import os
import pty
import subprocess
import sys

import pytest
from verbs import ENVIRONMENT

ASKS = """
from hub.cli.card_options import _asked
from hub.errors import OperatorError
try:
    _asked()
except OperatorError as error:
    print(error)
"""


def test_without_a_terminal_the_pin_is_not_read_from_a_pipe() -> None:
    """The refusal names the option to use, and the PIN is nowhere."""
    done = subprocess.run(
        [sys.executable, "-c", ASKS],
        input=b"123456\xff\n",
        capture_output=True,
        check=False,
        env=ENVIRONMENT,
        timeout=300,
        start_new_session=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"--pin-file" in done.stdout
    assert b"123456" not in done.stdout


def test_a_pin_that_is_no_text_is_not_repeated() -> None:
    """It was typed in another encoding: neither the refusal nor its cause has its bytes."""
    told = told_to(b"\xfe\xff778899\n")
    assert b"HUB-832" in told
    assert b"778899" not in told


@pytest.mark.parametrize("typed", [b"\n", b"\x04"], ids=["Enter", "Ctrl-D"])
def test_who_enters_no_pin_is_told_so(typed: bytes) -> None:
    """No card is asked."""
    assert b"HUB-840" in (told := told_to(typed))
    assert b"no PIN was entered" in told


def told_to(typed: bytes) -> bytes:
    """What is shown to whoever types this when the PIN is asked for."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-X", "utf8", "-c", ASKS], ENVIRONMENT)
    shown = b""
    while b": " not in shown:
        shown += os.read(terminal, 1000)
    os.write(terminal, typed)
    told = b"".join(iter(lambda: _read(terminal), b""))
    assert os.waitpid(child, 0)[1] == 0
    return told


def _read(terminal: int) -> bytes:
    """What is shown; nothing at its end."""
    try:
        return os.read(terminal, 1000)
    except OSError:
        return b""
