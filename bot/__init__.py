"""Response Coach: coaches people in real time while they answer unhappy customers in public."""

__version__ = "0.1.0"
