"""Calls in templates as Jinja makes them, without asking each time what a macro or a plain function wants."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode

_SCOPES = ("_block_vars", "_loop_vars")


class QuickContext(Context):
    """What a template knows. A macro takes the evaluation context, a plain function nothing of the template; all else asks Jinja."""

    @internalcode
    def call(__self, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in the parent class
        """Call what a template calls."""
        kind = type(__obj)
        macro = kind is Macro
        if not macro and (kind is not FunctionType or hasattr(__obj, "jinja_pass_arg")):
            return super().call(__obj, *args, **kwargs)
        for name in _SCOPES if kwargs else ():
            kwargs.pop(name, None)
        try:
            return __obj(__self.eval_ctx, *args, **kwargs) if macro else __obj(*args, **kwargs)
        except StopIteration:  # it would end the template
            return __self.environment.undefined("a function in a template raised StopIteration")
