"""A device that is there signs."""

import pytest

from hub.errors import DeviceGone, DeviceRefused
from hub.testing.device.rig import DIGESTS, DeviceRig


class Signing:
    """Opening, signing, closing."""

    def test_signatures_verify_with_the_certificate(self, rig: DeviceRig) -> None:
        """All of them, made one after the other."""
        device = rig.device()
        certificate = device.open()
        for digest in DIGESTS:
            rig.verify(certificate, digest, device.sign(digest, rig.algorithm))
        device.close()

    def test_a_device_opens_again_without_being_closed(self, rig: DeviceRig) -> None:
        """It is the same certificate."""
        device = rig.device()
        certificate = device.open()
        assert device.open() == certificate
        rig.verify(certificate, DIGESTS[0], device.sign(DIGESTS[0], rig.algorithm))
        device.close()

    def test_a_device_may_be_closed_twice(self, rig: DeviceRig) -> None:
        """It may also be closed before it was ever open."""
        device = rig.device()
        device.close()
        device.open()
        device.close()
        device.close()

    def test_a_device_that_is_not_open_is_gone(self, rig: DeviceRig) -> None:
        """Whoever signs opens it first."""
        device = rig.device()
        with pytest.raises(DeviceGone):
            device.sign(DIGESTS[0], rig.algorithm)
        device.open()
        device.close()
        with pytest.raises(DeviceGone):
            device.sign(DIGESTS[0], rig.algorithm)

    def test_a_key_refuses_what_needs_another_kind_of_key(self, rig: DeviceRig) -> None:
        """It signs afterwards as before."""
        device = rig.device()
        certificate = device.open()
        with pytest.raises(DeviceRefused):
            device.sign(DIGESTS[0], rig.impossible)
        rig.verify(certificate, DIGESTS[0], device.sign(DIGESTS[0], rig.algorithm))
        device.close()

    def test_two_objects_for_one_device_do_not_disturb_each_other(self, rig: DeviceRig) -> None:
        """Nor does the end of one end the other."""
        one, other = rig.device(), rig.device()
        certificate = one.open()
        other.open()
        other.sign(DIGESTS[0], rig.algorithm)
        other.close()
        rig.verify(certificate, DIGESTS[1], one.sign(DIGESTS[1], rig.algorithm))
        one.close()
