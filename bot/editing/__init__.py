"""How staff change what is known: drafts, their forms and sheets, publishing, golden questions.

Knows `answering` (a draft is tried out before it goes on), `staff` and whatever is below.
"""
