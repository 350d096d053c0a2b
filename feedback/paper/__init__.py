"""How does somebody answer who has no screen? On paper, keyed in by a clerk who cannot see who it was.

Two halves that must not meet. ``views`` and ``sheet`` print: they know names and codes, and no answer. ``keying`` and
``keying_views`` take answers in: they know a code and a leader, and no name of a rater.
"""
