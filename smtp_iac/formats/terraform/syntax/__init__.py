"""The syntax of Terraform files: bytes in, blocks and expression trees out, or a `SyntaxProblem`; nothing is
evaluated."""

from __future__ import annotations


class SyntaxProblem(Exception):  # noqa: N818
    """Text that terraform could not read: `offset` in bytes, `reason` a short phrase without a full stop."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(offset, reason)
        self.offset = offset
        self.reason = reason

    def moved(self, by: int) -> SyntaxProblem:
        """The same problem, its offset counted from `by` bytes earlier."""
        return SyntaxProblem(self.offset + by, self.reason)

    def __str__(self) -> str:
        return f"{self.reason} (at byte {self.offset})"
