"""Plans and the configurations that they were made of: one finding for each rule, at the rule's line."""
