"""Staff's pages: delivery."""
