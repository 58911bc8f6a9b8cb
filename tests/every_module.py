"""Every module of the hub, loaded once in a server that tests fork processes from."""

import pkgutil
from importlib import import_module

import adapters
import hub


def load_every_module() -> None:
    """Load them.

    That a process loads what it needs by itself is shown by tests/unit/test_verbs.py and tests/packaging.
    """
    for package in (hub, adapters):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != "hub.__main__":
                import_module(module.name)
