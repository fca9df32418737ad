"""How reading is measured."""
