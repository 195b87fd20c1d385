"""Staff pages: ballots on paper."""
