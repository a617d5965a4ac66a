"""The level at which every test of the dashboard speaks."""

SIGNIFICANCE = 0.05
"""The rate of false positives, or the false discovery rate among adjusted p-values."""
