"""The REST interface for other programs, under /api/v1/: queries and actions as JSON, described by OpenAPI 3.1."""
