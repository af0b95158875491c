"""L7: what lint finds in the other languages of a pack."""

from __future__ import annotations

from triage.pack.catalogue.entry import Code, Edit, PackExample

_SPANISH = "knowledge/languages/es/"
_TREATMENTS = f"{_SPANISH}texts.treatments.yaml"
_LEVELS = f"{_SPANISH}texts.urgency_levels.yaml"
_SURGERY = "Una operación puede ayudar si algo aprieta un nervio, como una hernia de disco. La mayoría no la necesita."
_HARD = (
    "Intervenciones quirúrgicas descompresivas proporcionan posibilidades terapéuticas considerables, generalmente no "
    "recomendables."
)
_LONG = "Cirugía, que quiere decir que un médico abre el cuerpo para mirar y para curar lo que hay dentro"


def _put(file: str, before: str, after: str, at: str) -> PackExample:
    return PackExample((Edit(file, after, instead_of=before),), at)


LANGUAGE_CODES = (
    Code(
        "L701",
        "A file of a language that cannot be used",
        "A file of texts holds for each key the translation ('text') and the mark of the English that it was made from "
        "('of'). Each key stands once. The folder has the language's tag for its name, and so has 'about.yaml' in it.",
        "Let `triage translate` write the files.",
        PackExample((Edit(_TREATMENTS, "\ntreatments.surgery: Cirugía\n"),), "treatments.surgery:"),
    ),
    Code(
        "L702",
        "Texts that are not in a language",
        "The language lacks texts of the pack. Who reads that language is shown the English ones, and is told. Only "
        "`triage lint --languages` reports this: who writes a rule need not know every language.",
        "Translate them: `triage translate LANG --json` lists them, and `--take` takes the translations in.",
        PackExample((Edit(_TREATMENTS),), "id: es", f"{_SPANISH}about.yaml"),
    ),
    Code(
        "L703",
        "A translation of what the English no longer says",
        "The English was changed after the text was translated. The translation may say what is not true any more, so "
        "the English is shown in its place. Only `triage lint --languages` reports this.",
        "Translate the text anew.",
        _put(_TREATMENTS, '"022eaabc"', '"00000000"', "treatments.surgery.label"),
    ),
    Code(
        "L704",
        "A translation that belongs to nothing",
        "No text of the pack has this key: it was taken out or has another id now, or the key is mistyped.",
        "Take it out, or mend the key.",
        PackExample(
            (Edit(_TREATMENTS, '\ntreatments.surgerry.label: {of: "022eaabc", text: Cirugía}\n'),),
            "treatments.surgerry.label",
        ),
    ),
    Code(
        "L705",
        "A translation with other places or braces",
        "A text keeps each place that is filled in by country, such as {emergency_number}. Braces come in pairs, and "
        "hold one wording for the person themself and another for someone else.",
        "Write the places as they are in the English.",
        _put(_LEVELS, "{emergency_number}", "{gp}", "urgency_levels.emergency_now.action"),
    ),
    Code(
        "L706",
        "A translation with other numbers",
        "The translation has other numbers than the English: a day, an age or a dose would be another.",
        "Write the same numbers, in digits.",
        _put(_LEVELS, "más de 2 semanas", "más de 3 semanas", "urgency_levels.soon.timeframe"),
    ),
    Code(
        "L707",
        "A translation that lost a negation",
        "The English says that something is not so, and the translation has no word for it: it may say the opposite. "
        "This is known for Spanish.",
        "Say that it is not so.",
        _put(_TREATMENTS, "La mayoría no la", "La mayoría la", "treatments.surgery.text"),
    ),
    Code(
        "L708",
        "A translation that is too long",
        "The translation is longer than its place on a telephone allows. It may have a quarter more than the English.",
        "Shorten it.",
        _put(_TREATMENTS, "Cirugía", _LONG, "treatments.surgery.label"),
    ),
    Code(
        "L709",
        "A translation that is very hard to read",
        "A sentence that a person reads is below 40 on the INFLESZ scale for Spanish, where 'very hard' begins.",
        "Use shorter words and shorter sentences.",
        _put(_TREATMENTS, _SURGERY, _HARD, "treatments.surgery.text"),
    ),
)
