"""How do municipalities and regions learn from one another? Each room is an app of its own."""
