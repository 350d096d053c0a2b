"""How do I do this? The guides of docs/guides, shown within the product."""
