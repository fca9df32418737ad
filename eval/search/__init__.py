"""How finding is measured and its weights are learned."""
