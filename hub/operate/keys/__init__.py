"""What operators do with keys and certificates: register, roll over, request, inspect, verify what is stored.

Nothing is ever written over or removed. A cutover is written down beside the certificates (adapters/trust), so that it
happens by the clock, in every worker and without a restart.
"""
