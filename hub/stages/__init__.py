"""The stages, one verb per file: what the lines do with a submission, a message or a status."""
