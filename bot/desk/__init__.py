"""What citizens leave and staff attend to: unanswered questions, letters, office hours.

Knows `editing` (a question becomes an entry) and whatever is below, not `publicity`.
"""
