"""How does a form's field become accessible GOV.UK markup, and what is wrong with the form?

Forms say what is asked and nothing of its look. Here each WTForms field meets the kit's widget, with the kit's traps
closed: a radio group keeps its legend whatever else is set, an empty hint is left out, a date that came without its
three parts is shown empty instead of failing, and an error leads to the first control of its field.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypedDict

import wtforms
from flask_babel import gettext as _
from govuk_frontend_wtf import wtforms_widgets as kit
from govuk_frontend_wtf.gov_form_base import GovFormBase, GovIterableBase
from govuk_frontend_wtf.main import merger
from markupsafe import Markup
from wtforms.csrf.core import CSRFTokenField
from wtforms.form import BaseForm


class DateInput(kit.GovDateInput):  # type: ignore[misc]  # the kit has no types
    """The kit's three parts of a day, named in the reader's language."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        """What the kit's template is given."""
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        for item, name in zip(params["items"], (_("Day"), _("Month"), _("Year")), strict=True):
            item["label"] = name
        return params


# The first that fits decides, so a kind stands before the kind it is made from.
WIDGETS: list[tuple[type[Any], type[Any]]] = [
    (wtforms.SubmitField, kit.GovSubmitInput),
    (wtforms.BooleanField, kit.GovCheckboxInput),
    (wtforms.RadioField, kit.GovRadioInput),
    (wtforms.SelectMultipleField, kit.GovCheckboxesInput),
    (wtforms.SelectField, kit.GovSelect),
    (wtforms.DateField, DateInput),
    (wtforms.FileField, kit.GovFileInput),
    (wtforms.PasswordField, kit.GovPasswordInput),
    (wtforms.Field, kit.GovTextInput),
]
NUMBERS = {wtforms.IntegerField: "numeric", wtforms.DecimalField: "decimal", wtforms.FloatField: "decimal"}
# What the kit's components set themselves: given a second time as an attribute, it would stand in the tag twice.
SET_BY_THE_KIT = {"rows", "autocomplete", "autocapitalize", "spellcheck", "inputmode", "pattern", "disabled"}
# Said by omission: browsers' own validation is off, and some screen readers call an empty required field invalid.
NOT_AN_ATTRIBUTE = {"value": False, "optional": True}


class Problem(TypedDict):
    """One line of the error summary; ``href`` is empty when no field can be pointed at."""

    text: str
    href: str


def kit_field(
    field: Any,
    *,
    size: str = "s",
    heading: bool = False,
    hint: str | None = None,
    classes: str = "",
    params: dict[str, Any] | None = None,
    **attributes: Any,
) -> Markup:
    """The field with its label or legend, hint and error, as safe HTML.

    Args:
        field: a bound WTForms field, with or without a widget of the kit.
        size: of the label or legend: ``s``, ``m`` or ``l``.
        heading: the label or legend is the page's h1; the page then leaves its block ``h1`` empty.
        hint: replaces the field's description.
        classes: for the control, such as ``govuk-input--width-10``.
        params: whatever else the kit's component takes, such as ``{"items": [{"hint": {"text": "..."}}]}``.
        attributes: HTML attributes of the control, such as ``autocomplete="email"``.

    Raises:
        ValueError: a group of fields, or a date field that does not take its three parts.
    """
    if isinstance(field, wtforms.FormField | wtforms.FieldList):
        raise ValueError(f"{field.name} holds several fields: show each of them, not {type(field).__name__} itself")
    if isinstance(field, wtforms.HiddenField):
        return Markup(field())  # noqa: S704 - WTForms escapes what it renders

    widget = _widget(field)
    attributes = {**_kind(field, widget), **(field.render_kw or {}), **attributes}
    hint = field.description if hint is None else hint
    wanted: dict[str, Any] = {
        "classes": classes,
        "hint": {"text": hint} if hint else None,
        **{name: attributes.pop(name) for name in SET_BY_THE_KIT & attributes.keys()},
    }
    title = {"text": field.label.text, "isPageHeading": heading}
    if isinstance(widget, kit.GovSubmitInput):
        # Without an id, so that two forms of one page may both have a field called "submit".
        wanted |= {"id": None, "preventDoubleClick": True}
    elif isinstance(widget, GovIterableBase | kit.GovDateInput):
        # Whatever is set on a fieldset replaces the widget's own, text and all: the legend always goes with it.
        wanted["fieldset"] = {"legend": title | {"classes": f"govuk-fieldset__legend--{size}"}}
        wanted["idPrefix"] = field.id
    else:
        wanted["label"] = title | {"classes": f"govuk-label--{size}"}
    if isinstance(widget, kit.GovCharacterCount) and field.flags.maxlength:
        wanted |= {"maxlength": field.flags.maxlength, **_words_of_a_count()}
    if isinstance(widget, kit.GovPasswordInput):
        wanted |= _words_of_a_password()
    if isinstance(widget, kit.GovDateInput):
        _take_three_parts(field)
    return Markup(widget(field, params=merger.merge(wanted, params or {}), **attributes))  # noqa: S704 - the kit escapes


def problems_of(form: Any, errors: Iterable[Problem] | None = None) -> list[Problem]:
    """Everything wrong, in the order of the form's fields, each with the address of its first control.

    Either may be missing or undefined; ``errors`` are those of pages that ask without a form.
    """
    problems = list(_problems_in(form)) if isinstance(form, BaseForm) else []
    return [*problems, *(errors or [])]


def _problems_in(form: BaseForm) -> Iterator[Problem]:
    for error in form.form_errors:
        yield {"text": str(error), "href": ""}
    for field in form:
        yield from _problems_at(field)


def _problems_at(field: Any) -> Iterator[Problem]:
    if isinstance(field, wtforms.FormField):
        yield from _problems_in(field.form)
    elif isinstance(field, wtforms.FieldList):
        for error in field.errors:
            if isinstance(error, str):
                yield {"text": error, "href": ""}
        for entry in field:
            yield from _problems_at(entry)
    elif field.errors and isinstance(field, CSRFTokenField):
        yield {"text": _("This page was open for a long time. Send it again"), "href": ""}
    elif field.errors:
        yield {"text": str(field.errors[0]), "href": f"#{_first_control(field)}"}


def _first_control(field: Any) -> str:
    if isinstance(field, wtforms.HiddenField):
        return ""
    return f"{field.name}-day" if isinstance(_widget(field), kit.GovDateInput) else str(field.id)


def _widget(field: Any) -> Any:
    if isinstance(field.widget, GovFormBase):
        return field.widget
    if isinstance(field, wtforms.TextAreaField):
        return kit.GovCharacterCount() if field.flags.maxlength else kit.GovTextArea()
    return next(widget for kind, widget in WIDGETS if isinstance(field, kind))()


def _kind(field: Any, widget: Any) -> dict[str, Any]:
    """The attributes that follow from what is asked for."""
    kind: dict[str, Any] = {"required": NOT_AN_ATTRIBUTE}
    for number, keyboard in NUMBERS.items():
        if isinstance(field, number):
            kind["inputmode"] = keyboard
    if isinstance(field, wtforms.EmailField):
        kind |= {"type": "email", "spellcheck": False}
    elif isinstance(widget, kit.GovTextInput) and not isinstance(field, tuple(NUMBERS)):
        kind["type"] = getattr(field.widget, "input_type", "text")
    return kind


def _words_of_a_count() -> dict[str, Any]:
    """What the kit says below a field that may hold so many characters, and its script while they are typed."""
    return {
        "textareaDescriptionText": _("You can enter up to %(count)s characters", count="%{count}"),
        "charactersUnderLimitText": {
            "one": _("You have %(count)s character remaining", count="%{count}"),
            "other": _("You have %(count)s characters remaining", count="%{count}"),
        },
        "charactersAtLimitText": _("You have 0 characters remaining"),
        "charactersOverLimitText": {
            "one": _("You have %(count)s character too many", count="%{count}"),
            "other": _("You have %(count)s characters too many", count="%{count}"),
        },
    }


def _words_of_a_password() -> dict[str, str]:
    """What the kit's button beside a password says, and its script when it is pressed."""
    return {
        "showPasswordText": _("Show"),
        "hidePasswordText": _("Hide"),
        "showPasswordAriaLabelText": _("Show password"),
        "hidePasswordAriaLabelText": _("Hide password"),
        "passwordShownAnnouncementText": _("Your password is visible"),
        "passwordHiddenAnnouncementText": _("Your password is hidden"),
    }


def _take_three_parts(field: Any) -> None:
    """Refuse a date field that could not read day, month and year, and mend what was sent without all three."""
    if not any(form.count(" ") == 2 for form in field.format):
        raise ValueError(f"{field.name} is shown as day, month and year: give it format='%d %m %Y'")
    if field.raw_data is not None:
        field.raw_data = [*field.raw_data, "", "", ""][:3]
