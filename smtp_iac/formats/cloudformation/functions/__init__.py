"""The functions of templates, conditions and loops."""
