"""How does the product look with life in it? Invented organisations, people, proposals and votes, at any step."""
