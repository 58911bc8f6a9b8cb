"""A foundation of the adapters: ask a server over HTTP, with limits for time and bytes; listen for HTTP."""

from adapters.http.asking import LONGEST, Answer, post
from adapters.http.listening import HttpServer

__all__ = ["LONGEST", "Answer", "HttpServer", "post"]
