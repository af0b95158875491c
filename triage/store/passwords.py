"""Passwords: which ones are refused, and how they are kept. Length counts, composition does not (NIST SP 800-63B)."""

from __future__ import annotations

import itertools
import re
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from triage.errors import StaffRefused

SHORTEST, LONGEST = 12, 128
_FEWEST_FRESH, _FEWEST_LETTERS, _FEWEST_WORDS, _FEWEST_SIGNS = 5, 5, 4, 9
_AT_ONCE = threading.BoundedSemaphore(4)  # each takes 64 MiB
_LEET = str.maketrans("01345780@$!|+", "oleastboasilt")
# What people make long passwords of: a few of these, with whatever digits and signs around them.
_COMMON = """
    password passwort passwd pass word secret letmein opensesame sesame welcome hello login logon access admin
    administrator root user guest test tester testing demo default change changeme temp temporary master super system
    computer internet server database qwerty qwertyuiop qwertz azerty asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx
    edc wsx iloveyou love you forever princess monkey dragon football baseball basketball soccer hockey liverpool
    chelsea arsenal sunshine shadow superman batman starwars pokemon summer winter spring autumn january february march
    april june july august september october november december monday tuesday wednesday thursday friday saturday
    sunday michael jordan jennifer jessica charlie daniel thomas george ashley hunter flower cookie chocolate cheese
    banana orange purple yellow family mother father baby angel blessed jesus heaven trust nothing whatever
    one two three four five six seven eight nine ten abc
    triage desk front reception receptionist clinic clinician hospital doctor nurse patient practice surgery health care
    medical leg foot weakness
"""
_COMMON_WORD = re.compile("|".join(sorted(_COMMON.split(), key=len, reverse=True)))

hasher = PasswordHasher()
_hashes_of_nothing: dict[PasswordHasher, str] = {}


def refuse_weak(name: str, password: str) -> None:
    """Raises StaffRefused for a password that is too short, too long, easily guessed, or has the user's name in it."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise StaffRefused(f"the password is too short: at least {SHORTEST} characters, such as four unrelated words")
    if len(plain) > LONGEST:
        raise StaffRefused(f"the password is too long: at most {LONGEST} characters")
    lower = plain.casefold()
    if len(name) >= 3 and name.casefold() in lower:
        raise StaffRefused("the password has the user's name in it")
    if _fresh(lower) < _FEWEST_FRESH or _is_common(lower) or _is_common(lower.translate(_LEET)):
        raise StaffRefused("the password is one of those that are tried first; better are four unrelated words")


def hashed(password: str) -> str:
    """How a password is kept: argon2id with a salt of its own."""
    with _AT_ONCE:
        return hasher.hash(_bytes(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Without a hash it is not, after as much work as with one."""
    kept = password_hash or _hash_of_nothing()
    try:
        with _AT_ONCE:
            hasher.verify(kept, _bytes(password[: 4 * LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than passwords are hashed with now."""
    return hasher.check_needs_rehash(password_hash)


def _hash_of_nothing() -> str:
    if hasher not in _hashes_of_nothing:
        _hashes_of_nothing[hasher] = hasher.hash(b"")
    return _hashes_of_nothing[hasher]


def _normal(password: str) -> str:
    """However a keyboard composes its letters, a password is the same."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _fresh(plain: str) -> int:
    """How many characters neither repeat the one before nor follow it as in 123 or cba; at most the different ones."""
    jumps = sum(abs(ord(here) - ord(before)) > 1 for before, here in itertools.pairwise(plain))
    return min(1 + jumps, len(set(plain)))


def _is_common(plain: str) -> bool:
    letters = "".join(char for char in plain if char.isalpha())
    words = set(_COMMON_WORD.findall(letters))
    others = len(_COMMON_WORD.sub("", letters))
    return 0 < len(words) < _FEWEST_WORDS and others < _FEWEST_LETTERS and len(plain) - len(letters) < _FEWEST_SIGNS
