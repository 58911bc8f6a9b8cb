"""What can keep a hub from working, looked at one thing after the other.

Each look is given what it looks at, yields what it finds, and raises what keeps it from looking. Nothing stays changed:
a file is made and removed, a worker's heartbeat written and taken back.
"""
