"""A campaign's public pages as a static site in a zip: crawled as a visitor, links made relative, nothing to submit."""
