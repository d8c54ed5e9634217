"""How fast the app is, beside a bare Flask app doing as little as possible, measured in the same run."""
