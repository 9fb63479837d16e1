"""How numbers are written in each language, where Django's own rule is not ours."""
