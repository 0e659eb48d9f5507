"""Which directory a module call leads to: on disk, installed, computed; and which call which."""
