"""Publicity days as their files tell them, and the anniversaries of laws.

Knows entries and statutes.
"""
