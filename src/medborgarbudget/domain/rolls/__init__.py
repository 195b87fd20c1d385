"""Who may vote? Electoral rolls: read from a file, checked, compared, approved by two, and asked by keyed reference alone."""
