"""From decisions to findings: where they stand, the way to there, and what is said."""
