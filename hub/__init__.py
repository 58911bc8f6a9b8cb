"""A headless message-exchange hub for trade Single Window portals."""


def version() -> str:
    """The version that is installed: the tag it was built from, or `unknown` where nothing is installed."""
    from importlib import metadata  # noqa: PLC0415 - takes longer to load than the rest of this package; one option needs it

    try:
        return metadata.version("single-window-hub")
    except metadata.PackageNotFoundError:
        return "unknown"
