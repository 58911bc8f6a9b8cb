"""Pages: one reader for each kind of file of a catalogue."""
