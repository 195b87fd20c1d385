"""What is there in the hub that answers these words? One index over everything, on SQLite and PostgreSQL."""
