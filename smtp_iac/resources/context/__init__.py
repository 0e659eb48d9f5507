"""What stands around security groups, one file per concept: read only when there is something to tell."""
