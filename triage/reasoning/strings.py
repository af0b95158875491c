"""What is said of an answers document that cannot be used, in one place to translate. `%(name)s` takes a value."""

from __future__ import annotations

TOO_LONG = "longer than %(most)s characters; one person's answers are a few thousand"
NOT_JSON = "not JSON: %(fault)s"
JSON_FAULTS = (  # as Python's reader tells them
    *("Expecting value", "Expecting property name enclosed in double quotes", "Expecting ',' delimiter"),
    *("Expecting ':' delimiter", "Unterminated string starting", "Invalid control character", "Invalid \\escape"),
    *("Invalid \\uXXXX escape", "Extra data", "Illegal trailing comma before end of object"),
    *("Illegal trailing comma before end of array", "Unexpected UTF-8 BOM (decode using utf-8-sig)"),
)
NESTED = "nested too deeply"
TOO_MANY_DIGITS = "a number with too many digits"

TWICE = "given twice"
KEEP_ONE = "Keep one of the two."
NO_DOCUMENT = "an answers document is a mapping with the key 'answers', not %(kind)s"
KEYS = "The keys are: %(keys)s."
NO_SUCH_KEY = "no such key in an answers document."
NO_ANSWERS = "the key 'answers' is missing"
EXAMPLE = "Example: %(example)s"
NO_MAPPING = "a mapping of question to answer is needed here, not %(kind)s"
NO_QUESTION = "no such question."
NO_ANSWER = "null is not an answer"
LEAVE_OUT = 'Leave the question out, or write "unsure".'

ONE_WORD = "one word is needed here, not %(kind)s"
ALLOWED = "It can be: %(allowed)s."
ALLOWED_EACH = "Each can be: %(allowed)s."
ALLOWED_NUMBER = "It can be a whole number from %(least)s to %(most)s, or %(unsure)s."
NUMBER = "a number is needed here, not %(kind)s"
NOT_WHOLE = "%(number)s is not a whole number"
OUT_OF_RANGE = "%(number)s is out of range"
THIS_OUT_OF_RANGE = "this number is out of range"
WORDS = "a list of words is needed here, not %(kind)s"
LIST_WITH = "a list with %(kind)s in it"
TICKED_TWICE = "the same thing is ticked twice"
NONE_BESIDE = "'%(none)s' stands beside another answer"
KEEP_EITHER = "Keep either '%(none)s' or the others."
NOT_OF_THESE = "'%(word)s' is not an answer to this question."
UNKNOWN_HERE = "%(value)s is not known here"
ID = "a text of at most %(most)s characters, none of them a control character, is needed here"

NULL = "null"
TRUE_OR_FALSE = "true or false"
A_NUMBER = "a number"
A_TEXT = "a text"
A_LIST = "a list"
A_MAPPING = "a mapping"
A_PYTHON = "a Python %(name)s"
