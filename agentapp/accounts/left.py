"""Who signed out on the phone while there was no network: the first request that comes through ends the sign-in.

The phone sets a cookie then, for it cannot reach the session's own. Before anything is looked up or shown.

Only a page empties the session's cookie. What a script asks beside it, a moment earlier or later, may be answered last:
its cookie would take the place of the one that the page's form stands on, and who signs in there would be told that the
page is stale.
"""

from uuid import UUID

from flask import Flask, Response, request, session

from agentapp.accounts.browser import end_session
from agentapp.accounts.sign_in import sign_out

COOKIE = "left"


def end_where_left() -> None:
    """End the sign-in of whoever left this browser."""
    if COOKIE in request.cookies and "_user_id" in session:
        entry_id = end_session() if _is_page() else UUID(session["_user_id"])
        if entry_id is not None:
            sign_out(entry_id)


def _is_page() -> bool:
    """Whether somebody is on the way to a page; browsers too old to say so are taken at that."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def forget(answer: Response) -> Response:
    """Once is enough: who signs in next stays."""
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE, path="/")
    return answer


def register(app: Flask) -> None:
    app.before_request(end_where_left)
    app.after_request(forget)
