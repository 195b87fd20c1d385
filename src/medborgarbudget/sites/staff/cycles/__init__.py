"""Staff's pages: cycles."""
