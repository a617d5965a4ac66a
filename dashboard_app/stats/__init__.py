"""Mathematics that two analyses or more share: arrays in, arrays out."""
