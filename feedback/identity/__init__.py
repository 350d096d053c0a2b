"""Who are you, and may you? Accounts, sign-in by emailed link, roles."""
