"""Staff's pages: proposals."""
