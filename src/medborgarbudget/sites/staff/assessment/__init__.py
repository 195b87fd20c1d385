"""Staff's pages: assessment."""
