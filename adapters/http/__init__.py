"""A foundation of the adapters: ask a server over HTTP, with limits for time and bytes; listen for HTTP."""

from adapters.http.asking import LONGEST, Answer, post
from adapters.http.listening import Listening

__all__ = ["LONGEST", "Answer", "Listening", "post"]
