"""Staff's pages: trying a rule before it is decided on."""
