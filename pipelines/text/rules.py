"""What each rule cuts, in a sentence for whoever reads removals.rule."""

from __future__ import annotations

from collections.abc import Mapping

RULES: Mapping[str, str] = {
    "author-biography": "a note on the author behind the text",
    "advert.label": "the label of an advertisement, or of the break that it makes",
    "byline.authors": "the line is the authors that the page's metadata names",
    "byline.job": "a name, and what a reporter is called",
    "byline.phrase": "a phrase such as “By” or “Author:” with names behind it, near the top or the end",
    "caption.beside": "a number or a word beside a figure's caption",
    "caption.figure": "text of a figure, or a line set off as an image's caption",
    "caption.label": "stands right below an image, and opens with a label such as “PHOTO:” or a sign that points up",
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
    "edge.links-above": "a link and nothing else, above the text",
    "edge.links-behind": "a link and nothing else, behind the text",
    "edge.notes-behind": "a note in italics or bold behind the text, with a link or an address in it",
    "edge.teasers-behind": "one of several headings behind the text that lead to other stories, or the line below it",
    "embed.notice": "a notice to the reader's browser in place of a player or an embedded post",
    "extractor.dropped": "left out by trafilatura, or behind the element that holds the text, and no rule knows better",
    "heading.nothing-follows": "a heading behind which no text is left",
    "headline.page-heading": "the page's only <h1>, above the text",
    "headline.repeated": "the headline again",
    "named.media": "stands in an element whose class says that it is a picture's or a player's",
    "named.notice": "stands in an element whose class says comments, copyright, overlay, tags or the like",
    "named.promo": "stands in an element whose class says that it is a prompt",
    "named.related": "stands in an element whose class says that it leads to other stories",
    "named.share": "stands in an element whose class says that it is a share bar",
    "origin.note": "says where the text stood first, or under which headline",
    "promo.closing": "ends in a prompt to subscribe, follow or give, behind the text",
    "promo.feed-footer": "the headline as a link, and where it appeared first: what feeds put below a text",
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
    "repeated.summary": "one of a box's points, which say again what stands in the paragraphs, or their heading",
    "separator.line": "a line without a letter or digit",
    "share.words": "nothing but words of share bars",
    "site.behind-body": "stands behind the element that the site's texts stand in",
    "site.container": "stands in an element that holds teasers on the site's other pages",
    "site.path": "stands where the site's other pages have furniture of this kind",
    "site.phrase": "opens with words that the site puts before its links",
    "site.repeated": "stands on other pages of the site too, numbers and dates apart",
    "site.vote": "stands where trafilatura drops the text on the site's other pages",
    "site_rules.body": "stands outside the element that a person's rules for the site call the article's own",
    "site_rules.strip": "stands in an element that a person's rules for the site cut",
    "site_rules.strip_id_or_class": "stands in an element whose id or class a person's rules for the site cut",
    "site_rules.strip_image_src": "stands with an image that a person's rules for the site cut",
    "source-line.copyright": "an agency's copyright line at the end",
    "source-line.label": "“Source:” or the like with names behind it",
    "source-line.reporting": "who reported, contributed or edited, at the end",
    "source-line.sign-off": "agencies' names or initials as a sign-off",
    "stray.above-text": "a short line or a link above the element that holds the text",
    "stray.behind-text": "stands behind the element that holds the text, in another",
    "topics.hashtags": "nothing but hashtags",
    "topics.label": "“Tags:”, “Filed under” or the like with topics behind it or below it",
}


def why(rule: str) -> str:
    """What the rule of a removal cuts; "" for a rule that is not known. A person's has file and line behind its name.

    >>> why("site_rules.strip example.org.txt:3")
    "stands in an element that a person's rules for the site cut"
    """
    return RULES.get(rule.partition(" ")[0], "")
