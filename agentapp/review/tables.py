"""The columns that the queue reads, as plain tables: a list needs no objects, and the mapper would cost a fifth."""

from typing import Any

from sqlalchemy.sql.base import ReadOnlyColumnCollection

from agentapp.accounts.models import User
from agentapp.enrolment.models import Enrolment, Flag
from agentapp.review.models import Claim

Columns = ReadOnlyColumnCollection[str, Any]

CASES: Columns = Enrolment.__table__.c
FLAGS: Columns = Flag.__table__.c
CLAIMS: Columns = Claim.__table__.c
AGENTS = User.__table__.alias("agents")
HOLDERS = User.__table__.alias("holders")
