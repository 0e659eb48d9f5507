"""Whether the internet can open TCP port 25 on infrastructure code, and which line lets it."""

__version__ = "0.1.0"
