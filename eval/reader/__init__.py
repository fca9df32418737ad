"""How the reader is trained: questions with graded sentences, examples, training."""
