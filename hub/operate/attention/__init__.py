"""Everything that needs a person now: one file for each kind of source.

Each source yields items. An item is found anew at every call, so it disappears by itself when it is over.
"""
