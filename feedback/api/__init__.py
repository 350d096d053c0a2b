"""What may another system of the council read? Released figures and counts, as JSON, with a token and never more."""
