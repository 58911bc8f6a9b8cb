"""SM2 by Botan, run by Debian's own Python: `verify` or `sign COUNT`, one JSON object a line.

verify: reads {"x", "y", "id", "content", "signature"} (numbers and signature in hex), says valid or invalid.
sign: writes as many of them, each with a key, a content and an id of its own.
"""

import json
import sys

import botan2

CURVE = "sm2p256v1"


def verify(said: dict[str, str]) -> str:
    """Botan's word for one signature."""
    key = botan2.PublicKey.load_sm2(CURVE, int(said["x"], 16), int(said["y"], 16))
    operation = botan2.PKVerify(key, f"{said['id']},SM3")
    operation.update(said["content"].encode())
    return "valid" if operation.check_signature(bytes.fromhex(said["signature"])) else "invalid"


def sign(number: int, random: "botan2.RandomNumberGenerator") -> dict[str, str]:
    """One signature of Botan's, of a content in ASCII: its binding takes text."""
    private = botan2.PrivateKey.create("SM2", CURVE, random)
    public = private.get_public_key()
    said = {"id": "1234567812345678" if number % 2 else f"signer-{number}", "content": "x" * (number % 300)}
    operation = botan2.PKSign(private, f"{said['id']},SM3")
    operation.update(said["content"])
    x, y = (f"{int(public.get_field(name)):064x}" for name in ("public_x", "public_y"))
    return {"x": x, "y": y, **said, "signature": operation.finish(random).hex()}


if __name__ == "__main__":
    if sys.argv[1] == "verify":
        for line in sys.stdin:
            print(verify(json.loads(line)))
    else:
        source = botan2.RandomNumberGenerator()
        for counted in range(int(sys.argv[2])):
            print(json.dumps(sign(counted, source)))
