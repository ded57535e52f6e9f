"""The staff's console, under /staff: the use cases of `bot/` by pages and forms.

A page is a function of a `Visit`, registered with whose it is (`routing`); `app` lists the families
of pages. All of it works without a script.
"""
