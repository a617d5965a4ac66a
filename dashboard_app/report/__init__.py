"""The report of a tool as one document: made of an answer and the notes, read by anybody."""
