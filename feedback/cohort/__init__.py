"""What the council learns about its leaders together, from released figures alone."""
