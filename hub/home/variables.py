"""The names of the hub's variables in the environment."""

from typing import Final

PREFIX: Final = "HUB_"
NESTED: Final = "__"
"""Between a group and its setting in the name of a variable: HUB_WORK__BATCH."""
SECRETS: Final = "HUB_SECRETS"
"""Names a folder with a file for each setting that is a secret; the file has the name of the setting's variable."""
OTHERS: Final = frozenset({"HUB_HOME", "HUB_KEY_PASSWORD", "HUB_LANG"})
"""Variables of the hub's that say nothing of its settings."""
ONLY_IN_FILE: Final = "acts"
"""The group of settings that has no variables."""
