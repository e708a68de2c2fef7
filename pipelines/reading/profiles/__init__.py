"""What a site's own pages say about its boilerplate: profiles, learned without labels, and their use on a page."""

from pipelines.reading.profiles.judging import Mark, Word, apply, explained, judge
from pipelines.reading.profiles.learning import learn
from pipelines.reading.profiles.profile import SiteProfile, from_json, to_json
from pipelines.reading.profiles.recognising import is_settled, recognise

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
