"""What do the released figures say: means, gaps, patterns, and how sure one may be of them?"""
