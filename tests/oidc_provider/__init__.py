"""A real identity provider in a process of its own, and a front that tampers with what it says."""
