"""What the files of a directory declare; nothing is evaluated."""
