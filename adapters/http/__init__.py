"""A foundation of the adapters: ask a server over HTTP, with limits for time and bytes."""

from adapters.http.asking import LONGEST, Answer, post

__all__ = ["LONGEST", "Answer", "post"]
