"""Flask: the JSON API, the pages and how people sign in."""
