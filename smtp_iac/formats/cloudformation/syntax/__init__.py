"""Templates as nodes with their places, from YAML and from JSON."""
