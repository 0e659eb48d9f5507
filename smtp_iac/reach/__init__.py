"""The way from the internet to what a security group is attached to, put together from facts around it."""
