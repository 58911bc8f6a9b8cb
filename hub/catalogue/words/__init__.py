"""Text with places: the words of a catalogue's files, and what is wrong with them."""
