"""What each rule cuts, in a sentence for whoever reads removals.rule."""

from __future__ import annotations

from collections.abc import Mapping

RULES: Mapping[str, str] = {
    "author-biography": "a note on the author behind the text",
    "advert.label": "the label of an advertisement, or of the break that it makes",
    "byline.authors": "the line is the authors that the page's metadata names",
    "byline.job": "a name, and what a reporter is called",
    "byline.phrase": "a phrase such as “By” or “Author:” with names behind it, near the top or the end",
    "caption.figure": "text of a figure",
    "caption.phrase": "opens as captions do: “FILE PHOTO:”, “Archivbild:”",
    "caption.repeats-alt": "the same words as an image's alternative text",
    "caption.repeats-caption": "the same words as a caption that was cut",
    "caption.stands-twice": "stands twice, once with a picture credit behind it",
    "caption.trailing-credit": "ends in a labelled picture credit",
    "comments.label": "the label of a comment section",
    "copyright.line": "a copyright notice at the end",
    "credit.figure": "a figure's text that names its source and describes nothing",
    "credit.line": "a line that is a picture's credit",
    "date-line": "a date or time and nothing else",
    "embed.notice": "a notice to the reader's browser in place of a player or an embedded post",
    "extractor.dropped": "trafilatura does not count it among the article's text, and no rule knows better",
    "heading.nothing-follows": "a heading behind which no text is left",
    "headline.repeated": "the headline again",
    "promo.phrase": "opens as a prompt to subscribe, follow, download, join or give, for a channel of the site's own",
    "reading-time.label": "how many minutes the text takes to read",
    "related-link.label": "a short label and behind it nothing but a link",
    "related-link.linked-phrase": "a link that opens with “Read more” or the like, in any language of the table",
    "related-link.list": "a line that is a link, below a related-links heading",
    "related-link.marker": "“Related stories”, “Mehr zum Thema” or the like, alone on its line",
    "related-link.one-link": "a line that is one link and reads as a headline",
    "related-link.phrase": "a related-link marker of the table with a title behind it",
    "repeated.paragraph": "stands in the text a second time",
    "repeated.pull-quote": "a quotation set apart that stands in a paragraph too",
    "separator.line": "a line without a letter or digit",
    "share.words": "nothing but words of share bars",
    "source-line.copyright": "an agency's copyright line at the end",
    "source-line.label": "“Source:” or the like with names behind it",
    "source-line.reporting": "who reported, contributed or edited, at the end",
    "source-line.sign-off": "agencies' names or initials as a sign-off",
}
