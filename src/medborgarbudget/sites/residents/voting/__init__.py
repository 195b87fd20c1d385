"""Residents' pages: choosing, reviewing, showing who one is, casting, and checking a receipt."""
