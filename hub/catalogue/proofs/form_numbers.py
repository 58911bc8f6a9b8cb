"""Prove that the business numbers which a form brings are there whenever the form is."""

from hub.catalogue.mapping.document_values import form_values
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual


def prove_form_numbers(route: Route, problems: Problems) -> None:
    """Report a number that no portal submits, that may be missing, that is no text, or that a party gives too."""
    values = form_values(route.first_form) if not route.is_made_by_hub else {}
    for number in route.numbers:
        value = values.get(number.path)
        if value is None or value.converter.name != "text" or value.shape.repeats:
            text = Bilingual(
                f"“{number.path}”不是渠道提交的单个文本", f"“{number.path}” is no single text that a portal submits"
            )
            problems.add(number.where, text)
        elif not value.shape.required:
            text = Bilingual(f"“{number.path}”可能缺失", f"“{number.path}” may be missing")
            problems.add(number.where, text)
        elif number.name in route.returned:
            text = Bilingual(f"“{number.name}”也由对方给出", f"a party gives “{number.name}” too")
            problems.add(number.where, text)
