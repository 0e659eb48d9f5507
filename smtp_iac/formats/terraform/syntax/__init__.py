"""The syntax of Terraform files: bytes in, blocks, attributes and expression trees out; nothing is evaluated."""
