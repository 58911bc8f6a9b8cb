"""Contract suites of the ports, for pytest. An adapter that passes them keeps what its port promises.

An adapter's own tests derive a class from a suite and give it a rig (docs/adapters.md). Needs pytest, which the hub
itself does not: nothing else of the hub imports this package.
"""

import pytest

pytest.register_assert_rewrite("hub.testing.queue", "hub.testing.store")
