"""Who may answer, and by which link? The only code that sees an address beside a token."""
