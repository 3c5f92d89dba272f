"""Dossiers of administrative procedures: files → typed store → measures. Doors: load(), measure(), rows_behind().

They stand in loads, figures and rows; the package imports none of them, for a page that shows figures needs no engine.
"""
