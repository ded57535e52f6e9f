"""The calculators' pages: a list, and for each a form that works without a script."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.calculators import CALCULATORS
from bot.calculators.calculator import Calculator, Result, WrongValues
from bot.calculators.inputs import Input
from handlers.channels.web.bases import basis_of
from handlers.channels.web.site import Site, SiteOf, clean

router = APIRouter(include_in_schema=False)
LONGEST = 40
"""Characters of one value."""


@router.api_route("/calc", methods=["GET", "HEAD"])
async def list_page(request: Request, site: SiteOf) -> HTMLResponse:
    return site.page(
        request, "calculators.html", calculators=CALCULATORS, canonical=site.link("/calc")
    )


@router.api_route("/calc/{name}", methods=["GET", "HEAD"])
async def form_page(request: Request, site: SiteOf, name: str) -> HTMLResponse:
    """The form; with values in the address, what they come to or what is wrong with them.

    A sum asks for nothing and keeps nothing, so it is a GET: it can be reloaded, kept and sent on.
    """
    calculator = CALCULATORS.get(name)
    if calculator is None:
        raise HTTPException(404)
    said = _said(calculator, request.query_params)
    result, faults = _calculated(site, calculator, said)
    # An answer's sum leads here with what its question told: what it didn't is no fault.
    is_begun = bool(faults) and said.keys().isdisjoint(faults)
    return site.page(
        request,
        "calculator.html",
        status=422 if faults and not is_begun else 200,
        # There are as many such pages as there are values.
        headers={"X-Robots-Tag": "noindex"} if said else {},
        calculator=calculator,
        example=urlencode(calculator.example),
        fields=[(one, _shown(one, said), faults.get(one.name, "")) for one in calculator.inputs],
        faults=faults,
        is_begun=is_begun,
        result=result,
        told=calculator.told(said, site.today) if result else [],
        bases=[basis_of(site.edition, one) for one in result.basis] if result else [],
        canonical=site.link(f"/calc/{name}"),
    )


def _said(calculator: Calculator, query: Mapping[str, str]) -> dict[str, str]:
    """The values in the address; a known name with nothing after it counts as said, so that an
    empty form that was sent off is told what is missing."""
    return {one.name: clean(query[one.name]) for one in calculator.inputs if one.name in query}


def _calculated(
    site: Site, calculator: Calculator, said: Mapping[str, str]
) -> tuple[Result | None, dict[str, str]]:
    """The result, or the faults by input; neither where nothing was said."""
    if not said:
        return None, {}
    too_long = {name: f"最多{LONGEST}个字" for name, value in said.items() if len(value) > LONGEST}
    if too_long:
        return None, too_long
    try:
        return site.application.calculating.run(calculator, said), {}
    except WrongValues as error:
        return None, {fault.name: fault.reason for fault in error.faults}


def _shown(one: Input, said: Mapping[str, str]) -> str:
    """What the field holds: what was sent, or the default of a choice."""
    return said.get(one.name, one.default if one.options else "")
