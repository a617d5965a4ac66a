"""The Management Tools Analysis Dashboard: data -> analyses -> figures -> views."""
