"""`smtp-iac why ADDRESS`: how everything about one address is decided, also when it is clear."""
