"""The application: knows every room and holds no rules of its own."""
