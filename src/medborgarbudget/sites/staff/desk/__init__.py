"""Staff's pages: desk."""
