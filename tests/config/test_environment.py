"""How the environment is read: a wrong value becomes a sentence that names variable and value, and no secret."""
