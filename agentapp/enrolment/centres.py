"""Where the people of a district are: what "far from the village" is measured from."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from agentapp.core.db import Base


class DistrictCentre(Base):
    """The mean position of a district's approved applications, in degrees: "far from the village" is far from it."""

    __tablename__ = "district_centres"

    district_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    count: Mapped[int]

    def take(self, latitude: float, longitude: float) -> None:
        """Let one more position count."""
        self.count += 1
        self.latitude += (latitude - self.latitude) / self.count
        self.longitude += (longitude - self.longitude) / self.count
