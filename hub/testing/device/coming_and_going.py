"""A device is pulled and put back at any moment."""

from pathlib import Path

import pytest

from hub.errors import DeviceGone
from hub.testing.device.rig import DIGESTS, DeviceRig


def _descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


class ComingAndGoing:
    """What is gone comes back without a new object, and without a new process."""

    def test_a_device_that_is_pulled_is_gone_until_it_is_back(self, rig: DeviceRig) -> None:
        """Then it opens and signs."""
        device = rig.device()
        certificate = device.open()
        rig.take_away()
        with pytest.raises(DeviceGone):
            device.sign(DIGESTS[0], rig.algorithm)
        with pytest.raises(DeviceGone):
            device.open()
        rig.put_back()
        assert device.open() == certificate
        rig.verify(certificate, DIGESTS[0], device.sign(DIGESTS[0], rig.algorithm))
        device.close()

    def test_a_device_that_was_away_before_it_was_opened(self, rig: DeviceRig) -> None:
        """It is gone, and opens once it is there."""
        device = rig.device()
        rig.take_away()
        with pytest.raises(DeviceGone):
            device.open()
        rig.put_back()
        device.open()
        device.close()

    def test_a_device_that_is_pulled_and_put_back_unseen(self, rig: DeviceRig) -> None:
        """At most one signature fails, and that only until the device is opened again."""
        device = rig.device()
        certificate = device.open()
        rig.take_away()
        rig.put_back()
        try:
            signature = device.sign(DIGESTS[0], rig.algorithm)
        except DeviceGone:
            device.open()
            signature = device.sign(DIGESTS[0], rig.algorithm)
        rig.verify(certificate, DIGESTS[0], signature)
        device.close()

    def test_a_device_that_is_gone_may_be_closed(self, rig: DeviceRig) -> None:
        """Nothing is left open."""
        device = rig.device()
        device.open()
        rig.take_away()
        device.close()
        rig.put_back()
        device.open()
        device.close()

    def test_looking_for_a_device_leaves_no_descriptor_open(self, rig: DeviceRig) -> None:
        """However often it is not there."""
        device = rig.device()
        device.open()
        device.close()
        rig.take_away()
        for attempt in range(12):
            if attempt == 2:
                before = _descriptors()
            with pytest.raises(DeviceGone):
                device.open()
        assert _descriptors() <= before
        rig.put_back()
