"""Messages encrypted by SM4-GCM, their keys by SM2: by Botan, run by Debian's own Python. JSON lines, bytes in hex.

seal: reads {"x", "y", "content"} with the receiver's public key, writes {"key", "content"}: SM2Cipher in DER; nonce,
ciphertext and tag.
open: reads {"d", "key", "content"} with the receiver's secret number, writes the content, or "refused".
"""

import json
import sys

import botan2

CURVE = "sm2p256v1"
NONCE = 12
KEY = 16


def seal(said: dict[str, str], random: "botan2.RandomNumberGenerator") -> str:
    receiver = botan2.PublicKey.load_sm2(CURVE, int(said["x"], 16), int(said["y"], 16))
    key, nonce = random.get(KEY), random.get(NONCE)
    sealed = botan2.PKEncrypt(receiver, "SM3").encrypt(key, random)
    return json.dumps({"key": sealed.hex(), "content": (nonce + _by(key, nonce, said["content"], True)).hex()})


def unsealed(said: dict[str, str]) -> str:
    ours = botan2.PrivateKey.load_sm2(CURVE, int(said["d"], 16))
    try:
        key = botan2.PKDecrypt(ours, "SM3").decrypt(bytes.fromhex(said["key"]))
        return _by(key, bytes.fromhex(said["content"])[:NONCE], said["content"][2 * NONCE :], False).hex()
    except botan2.BotanException:
        return "refused"


def _by(key: bytes, nonce: bytes, content: str, encrypts: bool) -> bytes:
    cipher = botan2.SymmetricCipher("SM4/GCM", encrypts)
    cipher.set_key(key)
    cipher.start(nonce)
    return bytes(cipher.finish(bytes.fromhex(content)))


if __name__ == "__main__":
    source = botan2.RandomNumberGenerator()
    for line in sys.stdin:
        print(seal(json.loads(line), source) if sys.argv[1] == "seal" else unsealed(json.loads(line)))
