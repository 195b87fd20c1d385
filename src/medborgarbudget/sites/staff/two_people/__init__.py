"""Staff's pages for deeds that take two people."""
