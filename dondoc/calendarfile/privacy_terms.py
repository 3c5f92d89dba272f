"""The terms of personal data, from rules/privacy_terms.toml. Not here: what follows from them (core/privacy_terms)."""

from functools import cache

from dondoc.calendarfile.files import check_entry, rule_files
from dondoc.core.privacy_terms import PrivacyTerms, RequestTerm


@cache
def privacy_terms() -> PrivacyTerms:
    """The terms in force; the file that DONDOC_PRIVACY_TERMS names takes the place of the shipped one.

    Raises RuleFileFaulty.
    """
    path, tables = list(rule_files("privacy_terms.toml", local="DONDOC_PRIVACY_TERMS"))[-1]
    check_entry(path, tables, {"requests": dict, "incidents": dict})
    requests, incidents = tables["requests"], tables["incidents"]
    named = {"decision": str, "is_checked": bool}
    check_entry(path, requests, {**named, "receipt_working_days": int, "terms": list})
    check_entry(path, incidents, {**named, "first_notice_hours": int, "full_notice_hours": int})
    for entry in requests["terms"]:
        check_entry(path, entry, {"kind": str, "days": int, "days_with_processor": int}, {"extension_days": int})
    return PrivacyTerms(
        receipt_working_days=requests["receipt_working_days"],
        requests={
            entry["kind"]: RequestTerm(entry["days"], entry["days_with_processor"], entry.get("extension_days"))
            for entry in requests["terms"]
        },
        first_notice_hours=incidents["first_notice_hours"],
        full_notice_hours=incidents["full_notice_hours"],
        decisions=(requests["decision"], incidents["decision"]),
        is_checked=requests["is_checked"] and incidents["is_checked"],
    )
