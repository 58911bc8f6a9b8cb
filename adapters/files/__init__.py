"""A foundation of the adapters: files that a power cut leaves whole, folders with safe modes, files that change.

`durable` and `folders` load nothing beyond the standard library; `private` and `watching` load the hub's errors too.
"""
