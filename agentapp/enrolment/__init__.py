"""An application, from draft to decision."""
