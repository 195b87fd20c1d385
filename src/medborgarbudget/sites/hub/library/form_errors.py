"""Where do a domain's errors stand on a form?"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.forms import BaseForm


def take_errors(form: BaseForm, wrong: ValidationError) -> None:
    """Put a domain's errors at the form's fields; what has no field stands in the summary."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, errors in wrong.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
