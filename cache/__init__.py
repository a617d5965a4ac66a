"""Results that are computed once, and those who wait for them."""
