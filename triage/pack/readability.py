"""How easy a Spanish text is to read: the perspicuity of Szigriszt Pazos, read on the INFLESZ scale.

The formula is that of F. Szigriszt Pazos, Sistemas predictivos de legibilidad del mensaje escrito: formula de
perspicuidad (thesis, Universidad Complutense de Madrid, 1993): 206.835 - 62.3 * syllables / words - words / sentences.
The scale is that of I. M. Barrio Cantalejo and others, Validacion de la escala INFLESZ para evaluar la legibilidad de
los textos dirigidos a pacientes (An Sist Sanit Navar 2008; 31 (2): 135-152).
"""

from __future__ import annotations

import re

QUITE_EASY = 65
SCALE = ((80, "muy fácil"), (QUITE_EASY, "bastante fácil"), (55, "normal"), (40, "algo difícil"))
HARDEST = "muy difícil"

_WORD = re.compile(r"[a-záéíóúüñ]+|\d+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$|[”»\"')])|:\s|;\s")
_VOWELS = re.compile(r"[aeiouáéíóúü]+(?:h[aeiouáéíóúü]+)*")
_STRONG = "aeoáéíóú"  # an accent on i or u makes it a syllable of its own
_Y_AS_VOWEL = re.compile(r"y(?![aeiouáéíóúü])")
_OF_A_NUMBER = 2  # syllables of a number in digits, on the average of the short ones


def inflesz(text: str) -> float:
    """The score of a text: below 40 very hard, from 65 quite easy, from 80 very easy. Raises ValueError for none."""
    words = _WORD.findall(text)
    if not words:
        raise ValueError("there is no word in it")
    sentences = sum(bool(_WORD.search(part)) for part in _SENTENCE_END.split(text))
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / max(1, sentences)


def grade(score: float) -> str:
    """The name that the scale has for a score."""
    return next((name for least, name in SCALE if score >= least), HARDEST)


def syllables(word: str) -> int:
    """How many syllables a Spanish word has: strong vowels side by side are two, with a weak one they are one."""
    if word.isdigit():
        return _OF_A_NUMBER
    plain = _Y_AS_VOWEL.sub("i", word.lower())
    groups = _VOWELS.findall(plain)
    return max(1, sum(max(1, sum(vowel in _STRONG for vowel in group)) for group in groups))
