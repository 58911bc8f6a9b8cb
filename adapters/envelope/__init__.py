"""The envelope of the customs platform (DXP), and customs' answers inside it.

The flow does not know this envelope: `SealingSigner` and `OpeningVerifier` wrap the signer and the verifier.
"""
