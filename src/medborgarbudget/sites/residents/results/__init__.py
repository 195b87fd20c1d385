"""Residents' pages: results."""
