"""The stacks of a scan: nested ones, their outputs, and exports between them."""
