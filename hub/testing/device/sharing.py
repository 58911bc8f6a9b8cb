"""Several processes use one device."""

import os
from concurrent.futures import ThreadPoolExecutor

from hub.errors import DeviceGone
from hub.ports import SignatureAlgorithm, SigningDevice
from hub.testing.device.rig import DIGESTS, DeviceRig
from hub.testing.elsewhere import Life

SIGNATURES = 8


class Sharing:
    """Each has a device object of its own."""

    def test_two_processes_share_a_device(self, rig: DeviceRig) -> None:
        """Each signature is that of its own digest, however the calls of both are mixed."""
        device = rig.device()
        certificate = device.open()
        elsewhere = rig.start(sign_often, rig.algorithm, SIGNATURES)
        assert elsewhere.line() == "open"
        for number in range(SIGNATURES):
            digest = DIGESTS[number % 3]
            rig.verify(certificate, digest, device.sign(digest, rig.algorithm))
        device.close()
        lines = elsewhere.finish()
        assert len(lines) == SIGNATURES
        for number, line in enumerate(lines):
            rig.verify(certificate, DIGESTS[number % 3], bytes.fromhex(line))

    def test_two_threads_have_devices_of_their_own(self, rig: DeviceRig) -> None:
        """For the same key: neither disturbs the other."""
        with ThreadPoolExecutor(2) as threads:
            made = [threads.submit(_signatures, rig.device(), rig.algorithm) for _ in range(2)]
        for certificate, signatures in (each.result() for each in made):
            for number, signature in enumerate(signatures):
                rig.verify(certificate, DIGESTS[number % 3], signature)

    def test_a_process_that_is_killed_leaves_the_device_to_others(self, rig: DeviceRig) -> None:
        """Wherever it was in its work."""
        elsewhere = rig.start(sign_often, rig.algorithm, 10_000)
        assert elsewhere.line() == "open"
        elsewhere.line()
        elsewhere.kill()
        device = rig.device()
        rig.verify(device.open(), DIGESTS[0], device.sign(DIGESTS[0], rig.algorithm))
        device.close()

    def test_a_child_process_opens_the_device_anew(self, rig: DeviceRig) -> None:
        """What its parent had opened is gone for it, and stays the parent's."""
        elsewhere = rig.start(sign_in_a_child, rig.algorithm)
        assert elsewhere.finish() == ["gone", "signed in the child", "signed in the parent"]


def _signatures(device: SigningDevice, algorithm: SignatureAlgorithm) -> tuple[bytes, list[bytes]]:
    certificate = device.open()
    signatures = [device.sign(DIGESTS[number % 3], algorithm) for number in range(SIGNATURES)]
    device.close()
    return certificate, signatures


def sign_often(device: SigningDevice, life: Life, algorithm: SignatureAlgorithm, times: int) -> None:
    """Sign, and say each signature."""
    device.open()
    life.say("open")
    for number in range(times):
        life.say(device.sign(DIGESTS[number % 3], algorithm).hex())
    device.close()


def sign_in_a_child(device: SigningDevice, life: Life, algorithm: SignatureAlgorithm) -> None:
    """Open, fork, sign in the child, then in the parent."""
    device.open()
    device.sign(DIGESTS[0], algorithm)
    if (child := os.fork()) == 0:
        try:
            device.sign(DIGESTS[0], algorithm)
        except DeviceGone:
            life.say("gone")
        device.open()
        device.sign(DIGESTS[0], algorithm)
        life.say("signed in the child")
        device.close()
        os._exit(0)
    os.waitpid(child, 0)
    device.sign(DIGESTS[0], algorithm)
    life.say("signed in the parent")
    device.close()
