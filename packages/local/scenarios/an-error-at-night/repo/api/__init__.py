"""Ratings of the Acme catalogue."""
