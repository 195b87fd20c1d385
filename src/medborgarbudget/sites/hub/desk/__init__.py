"""The office's first page, and the numbers of the network's year."""
