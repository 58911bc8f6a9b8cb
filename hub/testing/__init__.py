"""Contract suites of the ports, for pytest. An adapter that passes its suite keeps the promises of its port.

An adapter's own tests derive a class from a suite and give it a rig (docs/adapters.md). Needs pytest. The hub itself
does not need pytest, so no other package of the hub imports this one.
"""

import pytest

pytest.register_assert_rewrite("hub.testing.device", "hub.testing.queue", "hub.testing.store")
