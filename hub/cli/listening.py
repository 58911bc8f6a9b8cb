"""Where a verb listens."""

from hub.cli.misuse import Unusable
from hub.text.bilingual import Bilingual


def address_of(listen: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`; raises Unusable for anything else. An IPv6 host is written in brackets."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or int(port) > 65535:
        raise Unusable(Bilingual("应为 HOST:PORT", "not HOST:PORT"), "--listen")
    return host.strip("[]"), int(port)
