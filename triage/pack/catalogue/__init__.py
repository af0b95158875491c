"""The one catalogue of problem codes: what each means, what to do, and an example that a test runs."""

from triage.pack.catalogue.answers_codes import ANSWERS_CODES, CASES_CODES, VIGNETTE_CODES
from triage.pack.catalogue.entry import Code, Edit, PackExample, TextExample
from triage.pack.catalogue.language_codes import LANGUAGE_CODES
from triage.pack.catalogue.lint_codes import (
    CHANGE_CODES,
    ENGINE_CODES,
    RULE_CODES,
    SIGN_OFF_CODES,
    SOURCE_CODES,
    USE_CODES,
    WORD_CODES,
)
from triage.pack.catalogue.pack_codes import FIT_CODES, FORM_CODES

SECTIONS: dict[str, tuple[Code, ...]] = {
    "The form of a file": FORM_CODES,
    "Parts that do not fit together": FIT_CODES,
    "Rules": RULE_CODES,
    "Use": USE_CODES,
    "Sources": SOURCE_CODES,
    "Words": WORD_CODES,
    "The engine": ENGINE_CODES,
    "The list of changes": CHANGE_CODES,
    "Other languages": LANGUAGE_CODES,
    "Sign-offs": SIGN_OFF_CODES,
    "Answers documents": ANSWERS_CODES,
    "Vignettes": VIGNETTE_CODES,
    "Labelled cases": CASES_CODES,
}
CATALOGUE: dict[str, Code] = {code.code: code for codes in SECTIONS.values() for code in codes}

__all__ = ["CATALOGUE", "SECTIONS", "Code", "Edit", "PackExample", "TextExample"]
