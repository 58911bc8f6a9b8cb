"""Confidentiality of messages: XML Encryption 1.1 as agreed with a party, after signing and before the envelope."""
