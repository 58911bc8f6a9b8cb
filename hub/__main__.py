"""The command `hub`; `python -m hub` is the same."""

import signal
import sys
from typing import NoReturn

from hub import version


def main() -> NoReturn:
    """Print the version, or run a verb."""
    if sys.argv[1:] == ["--version"]:
        print(f"hub {version()}")
        raise SystemExit(0)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # while modules are loaded, Ctrl-C leaves no traceback
    from hub import cli  # noqa: PLC0415 - the version needs none of it, and is asked for by scripts

    cli.main()


if __name__ == "__main__":
    main()
