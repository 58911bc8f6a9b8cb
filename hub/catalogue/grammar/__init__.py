"""Grammar: the words of a catalogue's files, one table for each kind of block.

A new word is one line in its table, and its reader in `hub/catalogue/pages/` (for a line of a mapping:
`hub/catalogue/compile/`). Its sentences stand in `hub/docs/words/sentences/`.
"""
