"""Answer requests: one way for all pages, and for all that can go wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from hub.bootstrap.reader import Reader
from hub.errors import Code, Deferred, operator_error
from hub.text.bilingual import read_in
from hub.text.log import Log
from hub.views.failures import failure_text
from hub.window.asked import Asked, read_request
from hub.window.page import Answer, Moved, Page, Painted, Sent
from hub.window.painting import Painter

READING: Final = ("GET", "HEAD")
FAULT: Final = f"{Code.PROCESSING_FAILED} 本方处理异常，详见 hub.log · a fault of the hub's own; hub.log says where\n"
"""What is answered where no page can be."""
_HTML: Final = "text/html"
diagnosis = Log()
_STATUSES: Final[Mapping[str, HTTPStatus]] = {
    Code.NOT_A_PAGE: HTTPStatus.NOT_FOUND,
    Code.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Code.ONLY_READ: HTTPStatus.METHOD_NOT_ALLOWED,
    Code.PERMISSION_DENIED: HTTPStatus.FORBIDDEN,
    Code.HOST_NOT_SERVED: HTTPStatus.MISDIRECTED_REQUEST,
    Code.NOT_A_TIME: HTTPStatus.BAD_REQUEST,
    Code.UNKNOWN_OPTION_VALUE: HTTPStatus.BAD_REQUEST,
    Code.BYTES_TAKEN_OUT: HTTPStatus.GONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the house in which the window is says of it."""

    hosts: Collection[str] = field(default=("localhost", "127.0.0.1", "[::1]"))
    """Names under which it is served, in small letters and without ports. Another name may be a page of somebody who
    lets it mean this machine, to read in a reader's browser what only he may see (DNS rebinding)."""
    user_header: str = ""
    """The header in which the proxy says who asks; empty where there is no proxy. Who can ask past it can lie."""


class Window:
    """An ASGI application. Thread-safe; pages are made in threads, for stores and files block."""

    def __init__(self, reader: Reader, pages: Sequence[Page], house: House) -> None:
        self._reader, self._house = reader, house
        self._pages = {page.name: page for page in pages}
        self._painter = Painter(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        response = await run_in_threadpool(self._answer, request)
        await response(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        try:
            return self._read(request)
        except Exception as error:  # not even an error can be shown as a page
            diagnosis.critical("unexpected", exc_info=error)
            return Response(FAULT, HTTPStatus.INTERNAL_SERVER_ERROR, media_type="text/plain")

    def _read(self, request: Request) -> Response:
        asked = read_request(request, self._house.user_header, self._pages)
        with read_in(asked.language):
            try:
                self._admit(request)
                return self._response(self._page(request).show(asked, self._reader), asked)
            except Exception as error:  # nobody sees a traceback; the log has that of a fault of ours
                return self._failure(error, asked)

    def _admit(self, request: Request) -> None:
        if request.method not in READING:
            raise operator_error(Code.ONLY_READ, method=request.method)
        host = request.headers.get("host", "")
        if _without_port(host).lower() not in self._house.hosts:
            raise operator_error(Code.HOST_NOT_SERVED, host=host)

    def _page(self, request: Request) -> Page:
        path = request.scope["path"]
        if (page := self._pages.get(path.removeprefix("/"))) is None:
            raise operator_error(Code.NOT_A_PAGE, path=path)
        return page

    def _response(self, answer: Answer, asked: Asked, status: HTTPStatus = HTTPStatus.OK) -> Response:
        match answer:
            case Painted():
                return Response(self._painter.paint(answer, asked), status, media_type=_HTML)
            case Moved():
                return RedirectResponse(answer.to, HTTPStatus.SEE_OTHER)
            case Sent():
                saved = {"Content-Disposition": f'attachment; filename="{answer.name}"'} if answer.name else {}
                return Response(answer.body, status, saved, answer.media_type)

    def _failure(self, error: Exception, asked: Asked) -> Response:
        wording = failure_text(error).wording
        status = _STATUSES.get(wording.code, HTTPStatus.INTERNAL_SERVER_ERROR)
        if isinstance(error, Deferred):
            status = HTTPStatus.SERVICE_UNAVAILABLE
        found = self._response(Painted("error.html", {"failure": wording, "status": int(status)}), asked, status)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            found.headers["Allow"] = ", ".join(READING)
        return found


def _without_port(host: str) -> str:
    """The name or address of a Host header; one of IPv6 stays in its brackets."""
    name, separator, port = host.rpartition(":")
    return name if separator and port.isdecimal() else host
