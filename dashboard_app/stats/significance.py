"""The level at which every test of the dashboard speaks."""

SIGNIFICANCE = 0.05
"""Share of alarms among tests of noise, or of false ones among adjusted discoveries."""
