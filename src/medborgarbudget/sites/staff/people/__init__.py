"""Staff's pages: people."""
