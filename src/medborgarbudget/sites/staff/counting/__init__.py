"""Staff's pages: counting."""
