"""What stands in for the world, and files made up for tests: a small knowledge base, two laws."""

from pathlib import Path

FAKES = Path(__file__).parent
