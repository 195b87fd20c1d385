"""Programs that outsiders run on machines of their own: one file each, that import nothing of the product."""
