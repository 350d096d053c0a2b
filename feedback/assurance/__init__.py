"""What the council's officers ask: who did what, what is kept and why, and how they can check it for themselves."""
