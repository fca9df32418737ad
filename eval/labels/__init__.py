"""How labels are learned and measured."""
