"""Every table of the app, for migrations and tests."""

from agentapp.accounts import models as accounts
from agentapp.contributions import models as contributions
from agentapp.core.db import Base
from agentapp.enrolment import models as enrolment
from agentapp.enrolment import unsent
from agentapp.funds import models as funds
from agentapp.programmes import models as programmes
from agentapp.review import models as review
from agentapp.sponsorship import models as sponsorship
from agentapp.workers import models as workers

PACKAGES = (accounts, contributions, enrolment, funds, programmes, review, sponsorship, unsent, workers)
metadata = Base.metadata
