"""How a verb of the command line ends; it stands alone, so that `hub --help` loads nothing else for it."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of a verb that did not do what it was asked to do."""

    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    SETUP = 4
    GONE = 5
    INTERRUPTED = 130
