"""What a claim in other words than the report's must pass: one file a kind of check, the vocabulary in words.toml."""
