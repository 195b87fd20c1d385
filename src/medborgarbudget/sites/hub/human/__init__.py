"""How is a form for everybody kept from machines? `challenge_for` gives what the page shows, `judge` what to do with the post."""
