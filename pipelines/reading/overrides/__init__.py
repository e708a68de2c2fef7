"""What a person has written down about a site's pages, in the ftr-site-config format."""

from pipelines.reading.overrides.book import RuleBook
from pipelines.reading.overrides.parser import Ignored, Parsed, parse_rules

__all__ = ["Ignored", "Parsed", "RuleBook", "parse_rules"]
