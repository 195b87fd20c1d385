"""Residents' pages: delivery."""
