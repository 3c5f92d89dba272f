"""From a criteria set and the facts of a body to its score sheet: exact, without files, clock or database.

Not here: reading set files (criteriafile), rounds and stages (core/assessments), where facts come from (actions/facts).
"""
