"""Residents' pages: account."""
