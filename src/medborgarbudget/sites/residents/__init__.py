"""The pages of residents: look, propose, vote, follow."""
