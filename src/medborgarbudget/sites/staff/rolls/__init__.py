"""Staff's pages: electoral rolls."""
