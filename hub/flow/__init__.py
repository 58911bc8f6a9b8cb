"""The processing lines: submission, reply, dispatch, deadlines, early notices. Also the worker that runs them."""
