"""The syntax of Terraform files: bytes in, blocks and expression trees out; nothing is evaluated."""
