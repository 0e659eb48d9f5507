"""From a `Resource` to the rules of the model: one file per cloud concept, its spellings side by side."""
