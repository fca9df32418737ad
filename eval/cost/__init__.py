"""What answers take as the library grows."""
