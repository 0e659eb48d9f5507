"""The real `terraform plan` of a directory, offline: a fake AWS provider and a registry of local modules."""
