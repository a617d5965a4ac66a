"""What tests and benchmarks try the dashboard with: published series, databases, servers."""
