"""What crawlers may fetch: the pages and the data, nothing that would have to be computed."""

from flask import Blueprint, Response

ROBOTS = """User-agent: *
Disallow: /api/v1/analyses/
Disallow: /_dash-update-component
Disallow: /metrics
Disallow: /health
Disallow: /status
Crawl-delay: 5
"""


def pages() -> Blueprint:
    """The route /robots.txt."""
    blueprint = Blueprint("crawlers", __name__)

    @blueprint.get("/robots.txt")
    def robots() -> Response:
        return Response(ROBOTS, mimetype="text/plain")

    return blueprint
