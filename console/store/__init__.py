"""The encrypted cache: what this desk keeps between two starts."""
