"""Evaluation on demand: the nodes of a module, their scopes, expressions, instances and bodies."""
