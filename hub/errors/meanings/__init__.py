"""What every code means, one module for each section of codes."""

from collections.abc import Mapping
from typing import Final

from hub.errors.meaning import Meaning
from hub.errors.meanings.acts import ACTS
from hub.errors.meanings.attention import ATTENTION
from hub.errors.meanings.broker import BROKER
from hub.errors.meanings.checks import CHECKS
from hub.errors.meanings.encryption import ENCRYPTION
from hub.errors.meanings.evidence import EVIDENCE
from hub.errors.meanings.forms import FORMS
from hub.errors.meanings.metrics import METRICS
from hub.errors.meanings.operations import OPERATIONS
from hub.errors.meanings.ours import OURS
from hub.errors.meanings.past import PAST
from hub.errors.meanings.pruning import PRUNING
from hub.errors.meanings.replies import REPLIES
from hub.errors.meanings.retention import RETENTION
from hub.errors.meanings.rules import RULES
from hub.errors.meanings.sealing import SEALING
from hub.errors.meanings.setup import SETUP
from hub.errors.meanings.store import STORE
from hub.errors.meanings.submissions import SUBMISSIONS
from hub.errors.meanings.timestamps import TIMESTAMPS
from hub.errors.meanings.verifying import VERIFYING
from hub.errors.meanings.window import WINDOW
from hub.errors.meanings.witnessing import WITNESSING

__all__ = ["MEANINGS"]

MEANINGS: Final[Mapping[str, Meaning]] = {
    **SUBMISSIONS,
    **FORMS,
    **RULES,
    **REPLIES,
    **OURS,
    **SETUP,
    **BROKER,
    **CHECKS,
    **OPERATIONS,
    **STORE,
    **ACTS,
    **ENCRYPTION,
    **SEALING,
    **WITNESSING,
    **TIMESTAMPS,
    **PAST,
    **VERIFYING,
    **EVIDENCE,
    **RETENTION,
    **PRUNING,
    **ATTENTION,
    **METRICS,
    **WINDOW,
}
"""By code."""
