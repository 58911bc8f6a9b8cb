"""Commands that pages show, to be copied: they can be typed where the window was started."""

from shlex import join

from hub.bootstrap.reader import Reader


def command(reader: Reader, *words: str, after: str = "") -> str:
    """A command for this home. `after`: what somebody has to complete, as `--reason …`."""
    return " ".join(filter(None, (join([*reader.home.verb, *words]), after)))
