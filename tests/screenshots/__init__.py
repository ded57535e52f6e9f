"""Takes the pictures of the README and the manual: `make screenshots`, into docs/screenshots.

A list of `Shot`s is a module of this folder (`citizens.py`); another family of pages adds its own
and names it in `__main__.py`.
"""
