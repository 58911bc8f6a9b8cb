"""A server that speaks nothing newer than TLS 1.1, as one that was never updated."""

import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from services.certificates import Pair


@contextmanager
def outdated_server(pair: Pair, hello: int = 0) -> Iterator[int]:
    """Its port on the loopback address; it shakes hands, and no more.

    `hello`: bytes that a client sends before, and that are answered with `S`, as PostgreSQL's clients do.
    """
    context = _outdated(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    context.load_cert_chain(*pair)
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=_serve, args=(listener, context, hello), daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def version_spoken(port: int, hello: int = 0) -> str | None:
    """What such a server agrees on with a client that takes anything."""
    context = _outdated(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port)) as plain:
        plain.sendall(bytes(hello))
        assert plain.recv(1) == b"S" if hello else True
        with context.wrap_socket(plain) as wrapped:
            return wrapped.version()


def _outdated(context: ssl.SSLContext) -> ssl.SSLContext:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _serve(listener: socket.socket, context: ssl.SSLContext, hello: int) -> None:
    with suppress(OSError):  # it was closed
        while True:
            client, _ = listener.accept()
            with client, suppress(OSError):
                client.settimeout(5)
                if hello:
                    client.recv(hello)
                    client.sendall(b"S")
                context.wrap_socket(client, server_side=True).close()
