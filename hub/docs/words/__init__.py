"""The words of a catalogue's files: the reference, and the schemas for editors.

The tables of `hub/catalogue/grammar/` and `hub/simulate/words.py` say which words there are; `sentences/*.yaml` say it
to people, and nothing else reads them.
"""
