"""Documents about a catalogue, packaged or a home's own: pages, JSON Schemas, AsyncAPI, and what editors need.

Each module writes one page or one kind of schema from compiled values. `hub docs` and `make docs` run the same code.
"""
