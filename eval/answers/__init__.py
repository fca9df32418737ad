"""How answers are measured."""
