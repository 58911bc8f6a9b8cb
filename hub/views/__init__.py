"""Records as people and programs see them: pure functions from record to view. They print nothing and read no store.

A view is a frozen value. Its fields are what `--json` prints, in this order; `docs/schemas/cli` is generated from their
types. The command line shows people the same views as tables and texts.
"""
