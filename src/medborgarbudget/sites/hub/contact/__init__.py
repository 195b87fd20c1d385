"""The network's pages: the contact form."""
