"""What the reader sees: the shell, the controls, the answer, and the three callbacks."""
