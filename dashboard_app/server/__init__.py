"""What stands between the open internet and the answers."""
