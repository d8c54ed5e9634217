"""Signing in without the form: the row and the cookie that it leaves behind."""

from datetime import timedelta

from agentapp.accounts.models import SignIn, User
from agentapp.core.clock import now
from agentapp.core.db import sessions
from tests.pages import PageClient


def sign_in_as(client: PageClient, user: User) -> SignIn:
    """Let `client` carry the cookie of `user`, signed in for a day."""
    begun = now()
    sign_in = SignIn(user_id=user.id, device="pytest", started_at=begun, expires_at=begun + timedelta(days=1))
    sessions().add(sign_in)
    sessions().commit()
    client.remember(_user_id=str(sign_in.id), _fresh=True)
    return sign_in
