"""The web channel: the citizens' page, permanent pages of entries and laws, and the API."""
