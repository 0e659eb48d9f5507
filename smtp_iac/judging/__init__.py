"""From resources to decisions: what is asked of the model, and what it was before a plan."""
