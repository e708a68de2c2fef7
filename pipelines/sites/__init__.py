"""What a site's own pages say about its furniture: profiles, learned without labels, and their use on a page."""

from pipelines.sites.judging import Mark, Word, apply, explained, judge
from pipelines.sites.learning import learn
from pipelines.sites.profiles import SiteProfile, from_json, to_json
from pipelines.sites.recognising import is_settled, recognise

__all__ = [
    "Mark",
    "SiteProfile",
    "Word",
    "apply",
    "explained",
    "from_json",
    "is_settled",
    "judge",
    "learn",
    "recognise",
    "to_json",
]
