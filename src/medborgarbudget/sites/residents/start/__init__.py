"""Residents' pages: start."""
