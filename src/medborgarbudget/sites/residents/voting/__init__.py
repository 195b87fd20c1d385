"""Residents' pages: voting."""
