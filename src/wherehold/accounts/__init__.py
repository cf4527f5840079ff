"""Who may do what: people's accounts, roles, grants, tokens, sessions."""
