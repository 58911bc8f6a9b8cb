"""XML Signature (W3C XMLDSig): enveloped, over the whole message, in one agreed form."""
