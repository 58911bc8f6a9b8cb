"""Records as a person or a program sees them: pure functions from record to view; they print nothing and ask no store.

A view is a frozen value. Its fields are what `--json` prints, in this order; `docs/schemas/cli` is generated from their
types. The command line shows people the same views as tables and texts.
"""
