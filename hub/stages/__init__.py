"""One verb per file: what the flow does with a submission, a message or a status."""
