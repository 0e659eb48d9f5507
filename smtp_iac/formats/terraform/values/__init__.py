"""Terraform's types over values: conversions, operators, indexing, text, and collections that are open."""
