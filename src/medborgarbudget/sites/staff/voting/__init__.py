"""Staff's pages: voting."""
