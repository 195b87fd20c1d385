"""Residents' pages: proposals."""
