"""Makes the corpus anew: `make corpus`. Each module yields cases of one kind; keys are made each time, and thrown away.

Content is the same every time; certificates and signatures are not, because no private key is kept.
"""
