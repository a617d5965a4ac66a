"""What figures are made of: the look and the marks."""
