"""Pages: one reader for each kind of file of a catalogue.

A reader checks each block against its table in `hub/catalogue/grammar/`: `Words(block, problems, CLAIMING)`. A new word
is one line in that table, and the line here that reads it.
"""
