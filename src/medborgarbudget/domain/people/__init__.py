"""Who acts: people, their roles in an organisation, and what a role may do."""
