"""The ways to people: Telegram, the web and the terminal, each with its library and its limits.
A channel turns what arrives into a `Message` and renders the `Reply`; none knows another."""
