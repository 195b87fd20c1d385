"""Staff's page: the cycle as a good example in the network."""
