"""Values of parameters: their types, files, and what is known of those without a value."""
