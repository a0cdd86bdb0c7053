"""What is true and what may be done: pure, without clock, chance or any I/O."""
