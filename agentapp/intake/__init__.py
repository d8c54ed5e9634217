"""What phones send when they have a network again: applications, photos, and what they ask in return."""
