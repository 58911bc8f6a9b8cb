"""A wrong PIN is tried once, and a third never."""

import pytest

from hub.errors import DeviceLocked
from hub.testing.device.rig import DeviceRig


class Pins:
    """Devices block after a few wrong PINs; then the key is lost to the hub."""

    def test_a_wrong_pin_is_tried_once(self, rig: DeviceRig) -> None:
        """Neither the same object nor another one tries it again."""
        device = rig.device(b"111111")
        with pytest.raises(DeviceLocked):
            device.open()
        assert rig.was_tried()
        for again in (device, device, rig.device(b"111111")):
            with pytest.raises(DeviceLocked):
                again.open()
        assert not rig.was_tried()

    def test_a_third_wrong_pin_is_never_tried(self, rig: DeviceRig) -> None:
        """A second one is, because a person may have corrected the first."""
        for pin, is_tried in ((b"111111", True), (b"222222", True), (b"333333", False)):
            with pytest.raises(DeviceLocked):
                rig.device(pin).open()
            assert rig.was_tried() is is_tried

    def test_the_right_pin_opens_after_a_wrong_one(self, rig: DeviceRig) -> None:
        """What was counted is forgotten then."""
        with pytest.raises(DeviceLocked):
            rig.device(b"111111").open()
        assert rig.was_tried()
        device = rig.device()
        device.open()
        device.close()
        assert not rig.was_tried()
