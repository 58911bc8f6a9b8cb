"""XML Signature (XMLDSig)."""
