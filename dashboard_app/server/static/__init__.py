"""Scripts, styles and other files that are the same for every visitor."""
