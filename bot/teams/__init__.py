"""Microsoft Teams as a surface: parse, one desk call, render."""
