"""Residents' pages: assessment."""
