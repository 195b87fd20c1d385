"""Staff's pages: organisation."""
