"""The common security-group model: what every cloud's rules are lowered to."""
