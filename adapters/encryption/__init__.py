"""Confidentiality of messages: XML Encryption 1.1 as agreed with a party, after signing and before the envelope."""

from adapters.encryption.ciphers import CIPHERS, Cipher
from adapters.encryption.confidential import LARGEST, ConfidentialMessages
from adapters.encryption.outside import Outside, outside_of

__all__ = ["CIPHERS", "LARGEST", "Cipher", "ConfidentialMessages", "Outside", "outside_of"]
