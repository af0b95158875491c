"""Spanish words and sentences with their syllables, words and sentences counted by hand."""

from __future__ import annotations

SYLLABLES = {
    "río": 2,
    "aéreo": 4,
    "médula": 3,
    "cuidado": 3,
    "ciudad": 2,
    "ahora": 3,
    "ahí": 2,
    "guerra": 2,
    "pingüino": 3,
    "rey": 1,
    "muy": 1,
    "yo": 1,
    "buey": 1,
    "país": 2,
    "oír": 2,
    "héroe": 3,
    "averiguáis": 4,
    "hormigueo": 4,
    "entumecimiento": 6,
    "y": 1,
    "pie": 1,
    "pierna": 2,
    "debilidad": 4,
    "ictus": 2,
    "7": 2,
}
CASES = [  # each with its syllables, words and sentences
    ("Llame ahora.", (5, 2, 1)),
    ("El pie se cae. La pierna no.", (9, 7, 2)),
    ("¿Le duele la espalda? Diga que sí.", (11, 7, 2)),
    ("Esto no es un diagnóstico.", (9, 5, 1)),
]
