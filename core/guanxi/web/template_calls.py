"""Calls in templates as Jinja makes them, without asking each time what a macro or a plain function wants."""

from __future__ import annotations

from types import FunctionType
from typing import Any

from jinja2.runtime import Context, Macro
from jinja2.utils import _PassArg, internalcode, missing
from markupsafe import Markup

_SCOPES = ("_block_vars", "_loop_vars")
_CONTEXT = _PassArg.context
_MISSING = (missing,) * 20


def _drawn(context: Context, macro: Any, given: tuple[Any, ...]) -> Markup | None:
    """What a macro draws that is called with arguments by place alone; None where Jinja itself is to see to it."""
    short = macro._argument_count - len(given)
    odd = macro.caller or macro.catch_kwargs or macro.catch_varargs or short < 0
    if odd or not context.eval_ctx.autoescape:
        return None
    text = macro._func(*given, *_MISSING[:short]) if short else macro._func(*given)
    return str.__new__(Markup, text)


class QuickContext(Context):
    """What a template knows. A macro takes the evaluation context, a plain function nothing of the template or all of it; all else asks
    Jinja.
    """

    @internalcode
    def call(__self, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in the parent class
        """Call what a template calls."""
        kind = type(__obj)
        macro = kind is Macro
        wants = None if macro or kind is not FunctionType else getattr(__obj, "jinja_pass_arg", None)
        if not macro and (kind is not FunctionType or wants not in (None, _CONTEXT) or (wants and kwargs)):
            return super().call(__obj, *args, **kwargs)
        for name in _SCOPES if kwargs else ():
            kwargs.pop(name, None)
        if macro and not kwargs and (drawn := _drawn(__self, __obj, args)) is not None:
            return drawn
        given = (__self.eval_ctx,) if macro else (__self,) if wants else ()
        try:
            return __obj(*given, *args, **kwargs)
        except StopIteration:  # it would end the template
            return __self.environment.undefined("a function in a template raised StopIteration")
