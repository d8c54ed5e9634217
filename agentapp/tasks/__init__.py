"""The worker: jobs by a clock, and at once when somebody asks, on a kept queue."""
