"""What the fuzzed inputs grow from: the invented web, the invented corpus, and documents of each kind that we read."""

from __future__ import annotations

import json
import re
from functools import cache

import invented
import invented_corpus

from crawler.demo.stories import load_stories
from crawler.demo.web import FEEDS, lay_out

_ODD = ("\x00", "\x0b", "\x1b", "\x85", "\xa0", "\xad", "\u200b", "\u202e", "\u2028", "\ufeff", "\uffff", "é",
        "e\u0301", "ﬁ", "\U0001f4a9", "\ud83d", "\udc00", "ﷺ", "İ", "٣")  # fmt: skip
_BYTES = (b"\xff", b"\xfe\xff", b"\xc3", b"\r", b"\n\n", b"\t", b" ")
CHARACTERS = (*(text.encode("utf-8", "surrogatepass") for text in _ODD), *_BYTES)
MARKUP = (
    b"<", b">", b"</", b"/>", b"'", b'"', b"=", b"&", b";", b"&amp;", b"&lt;", b"&#0;", b"&#x110000;", b"&nbsp;",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE html>", b"<!ENTITY a 'b'>",
    b"<?xml version='1.0' encoding='utf-16'?>", b"<?", b"?>", b"<a href='http://[x'>", b"</a>", b"<div>", b"</div>",
    b"<p>", b"</p>", b"<br>", b"<b c='d'>",
)  # fmt: skip
PAGE = (
    *MARKUP, b"<html>", b"<html lang='zz'>", b"<head>", b"</head>", b"<body>", b"</body>", b"<article>",
    b"</article>", b"<table><tr><td>", b"</table>", b"<ul><li>", b"</ul>", b"<figure><img src=x alt=y><figcaption>",
    b"</figure>", b"<script>", b"</script>", b"<script type='application/ld+json'>", b"<style>", b"<template>",
    b"<noscript>", b"<pre>", b"<svg>", b"<math>", b"<select>", b"<frameset>", b"<base href='//['>",
    b"<link rel=canonical href='http://a.test:x'>", b"<meta charset=utf-7>", b"<meta charset=rot13>",
    b"<meta name=author content='", b"<h1>", b"</h1>", b"<blockquote>", b"<time datetime='2026-02-30T25:61'>",
    b"<time datetime='0001-01-01T00:00:00+23:59'>", b"9999-12-31", b"<o:p>",
    b"<meta property='article:published_time' content='9999-12-31T23:59:59-12:00'>", b"itemprop=datePublished",
)  # fmt: skip
FEED = (
    *MARKUP, b"<item>", b"</item>", b"<entry>", b"</entry>", b"<link>", b"</link>", b"<link href='", b"<guid>",
    b"</guid>", b"<pubDate>", b"</pubDate>", b"<title>", b"</title>", b"<content:encoded>", b"<description>",
    b"<dc:creator>", b"<url>", b"<loc>", b"</loc>", b"<media:thumbnail url='", b"<enclosure url='x' length='",
    b"<author>", b"xmlns:a='b'", b"xml:base='http://['", b"Mon, 32 Foo 99999 25:61:61 +9999", b"0000-00-00T00:00:00Z",
    b"9" * 400, b"-1", b"<rss>", b"<channel>", b"<feed>", b"<urlset>", b"<ttl>", b"<skipDays><day>", b"type='xhtml'",
    b"<div xmlns='a'>", b"{", b"}",
)  # fmt: skip
JSON = (
    b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u0000", b"\\ud800", b"null", b"true", b"1e999", b"-0",
    b"NaN", b"9" * 5000, b'{"@type":"NewsArticle"}', b'"@id":"x",', b'"@graph":[', b'"@type":[],', b'"author":',
    b'"name":', b'"url":', b'"headline":', b'"datePublished":', b'"mainEntity":', b'"@value":',
    b'"isAccessibleForFree":', b"<!--", b"//", b"/* */", b"&quot;", b"'", b"2026-02-30", b"[[[[[[[[",
    b'{"a":{"a":{"a":', b'"items":', b'"items":{"1":', b'"authors":"x",', b'"content_html":"', b'"date_published":1,',
    b',,', b',}', b'},]', b"\n", b"\\x41", b"\\ud83d\\ude00",
)  # fmt: skip
URLS = (
    b"http://", b"https://", b"//", b"/", b"?", b"#", b"&", b"=", b"%", b"%2", b"%2F", b"%00", b"%ff", b"%C3%A9",
    b"@", b":", b":80", b":443", b":99999", b"[", b"]", b"[::1]", b"..", b"/../", b"/./", b"\\", b"www.", b"xn--",
    b"xn--a", b".", b"..", b"utm_source=x", b"index.html", b"/amp/", b"+", b" ", b"javascript:", b"data:,", b"urn:",
    b"mailto:a@b", b"127.1", b"0x7f.1", b"2130706433", b"cdn.ampproject.org/c/s/", b"a.test", b".co.uk", b"a" * 70,
    b";jsessionid=1", b"\xc3\x9f", b"\xe3\x80\x82", b"\xef\xbc\x8e", b"\xe2\x80\x8d",
)  # fmt: skip
LISTS = (
    *MARKUP, b"[[feeds]]", b"[feeds]", b"[[feeds.x]]", b"feeds = [", b"url = ", b"title = ", b"tags = ",
    b"every_minutes = ", b"full_text = ", b"enabled = ", b'"http://a.test/"', b"'''", b'"""', b"{", b"}", b"[", b"]",
    b",", b"#", b"=", b"\n", b"1979-05-27", b"inf", b"0x", b"9" * 5000, b"<opml>", b"<body>", b"<outline xmlUrl='",
    b"<outline text='", b"</outline>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"category='/a/b,/c'",
    b"http://a.test/ # x", b"[" * 1000, b"a.b.c = 1",
)  # fmt: skip
ROBOTS = (
    b"User-agent:", b"User-agent: *\n", b"User-agent: copydesk\n", b"Disallow:", b"Disallow: /\n", b"Allow:",
    b"Allow: /*$\n", b"Crawl-delay:", b"Crawl-delay: nan\n", b"Crawl-delay: 1e400\n", b"Crawl-delay: -1\n",
    b"Sitemap:", b"Sitemap: http://[\n", b"Request-rate: 1/0\n", b"Request-rate: 1/5m 2500-9999\n",
    b"Visit-time: 99\n", b"Content-Signal: ai-train=no\n", b"GPTBot", b"*", b"$", b"*" * 40, b"%", b"%ff", b"?", b"#",
    b":", b"\n", b"\r", b"\x00", b"<html>", b"http://", b"/a*b*c$",
)  # fmt: skip
HEADERS = (
    b"Location: ", b"ETag: ", b"Last-Modified: ", b"Cache-Control: ", b"Expires: ", b"Date: ", b"Age: ",
    b"Retry-After: ", b"X-Robots-Tag: ", b"TDM-Reservation: 1", b"max-age=", b"max-age=999999999999", b"no-store",
    b"0", b"-1", b"9" * 5000, b"Sun, 06 Nov 1994 08:49:37 GMT", b"Fri, 31 Dec 9999 23:59:59 GMT",
    b"Mon, 01 Jan 0001 00:00:00 +2359", b'"', b'W/"', b"\n", b"\r", b"\x00", b",", b";", b"noai", b"http://a.test/",
    b"//[", b"..", b"http://a.test:x/", b"file:///etc",
)  # fmt: skip
LINES = (
    b"\n", b"By ", b"READ MORE: ", b"Photo: ", b"(AP)", b"Source: AP", b"Credit: ", b"Published ", b"Share",
    b"Related", b"Advertisement", b"Subscribe to our newsletter", b"\xe2\x80\x9c", b"\xe2\x80\x94 ", b" | ", b":",
    b"1.", b"- ", b"@ines", b"March 3, 2026", b"Correction: ", b"With reporting by ", b"http://mole.test/",
    b"\xc2\xa9 2026 ", b"...", b"?", b"(", b")",
)  # fmt: skip


@cache
def pages() -> tuple[bytes, ...]:
    """Of three demo papers and seventeen invented ones, and those that are no articles."""
    corpus = [
        invented_corpus.render(site, story) for site in invented_corpus.load_sites() for story in site.stories[:2]
    ]
    demo = [answer.body for answer in lay_out(1).values() if b"<html" in answer.body]
    text = "\n\n".join(invented.prose("plain", 4))
    return (*(page.encode() for page in corpus), *demo, invented.page("a").encode(), text.encode("utf-16"))


@cache
def json_ld() -> tuple[bytes, ...]:
    """The contents of script elements."""
    found = {script for page in pages() for script in re.findall(rb"ld\+json[\"']>(.*?)</script>", page, re.DOTALL)}
    author = {"@type": "Person", "@id": "#ines", "name": "Ines Varga", "url": "http://mole.test/ines"}
    article = {
        "@type": ["NewsArticle", "Report"],
        "headline": "Nine delays &amp; no pumps",
        "author": [{"@id": "#ines"}, "Ada Lund"],
        "datePublished": "2026-03-01T10:00:00+01:00",
        "dateModified": 1772359200,
        "image": [{"@type": "ImageObject", "url": {"@id": "http://mole.test/1.jpg"}}],
        "mainEntityOfPage": {"@type": "WebPage", "@id": "http://mole.test/a"},
        "publisher": {"name": "Mole", "logo": {"url": "http://mole.test/l.png"}},
        "isAccessibleForFree": "False",
        "keywords": "harbour, pumps",
        "inLanguage": {"name": "en"},
    }
    graph = {"@context": "https://schema.org", "@graph": [article, author, {"@type": "BreadcrumbList"}]}
    return (
        *sorted(found),
        json.dumps(graph).encode(),
        json.dumps([article, {"@type": "LiveBlogPosting", **author}]).encode(),
    )


@cache
def feeds() -> tuple[bytes, ...]:
    """The demo's RSS, Atom and JSON Feed, and what those have not."""
    demo = lay_out(1)
    return (
        *(demo[url].body for url in FEEDS),
        _RICH_RSS,
        _RDF,
        _RICH_ATOM,
        _RICH_JSON,
        _RICH_RSS.decode().encode("utf-16"),
    )


@cache
def paragraphs() -> tuple[bytes, ...]:
    """Texts, a line a block."""
    texts = [site.stories[0] for site in invented_corpus.load_sites()]
    lines = ["\n".join(piece.text for piece in story.pieces) for story in (*texts, *load_stories())]
    return tuple(text.encode() for text in lines)


SITEMAPS = (
    b"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>http://mole.test/a</loc><lastmod>2026-03-01</lastmod><news:news><news:publication><news:name>Mole</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-03-01T10:00:00Z</news:publication_date>
<news:title>Nine delays</news:title></news:news><image:image><image:loc>http://mole.test/1.jpg</image:loc></image:image></url>
<url><loc> /b?c=d&amp;e </loc><changefreq>daily</changefreq></url></urlset>""",
    b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://mole.test/1.xml.gz</loc>
<lastmod>2026-03-01T10:00:00+01:00</lastmod></sitemap><sitemap><loc>http://mole.test/2.xml</loc></sitemap></sitemapindex>""",
)
OPML = (
    b"""<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Harbour</title></head><body>
<outline text="Papers" category="/a/b,c"><outline type="rss" text="Mole" title="Mole &amp; Sons" xmlUrl="http://mole.test/rss"
 htmlUrl="http://mole.test/"/><outline type="include" url="http://mole.test/more.opml"/></outline>
<outline text="B" xmlUrl="https://b.test/feed?a=1&amp;b=2"/></body></opml>""",
    b"<opml version='1.0'><body><outline text='x' type='rss' xmlUrl='http://x.test/'></outline></body></opml>",
)
FEEDS_TOML = (
    b"""# Harbour papers\n[[feeds]]\nurl = "http://mole.test/rss"\ntitle = "Mole"\ntags = ["harbour", "local"]
every_minutes = 15\nfull_text = "page"\nenabled = true\n\n[[feeds]]   # second\n'url' = 'https://b.test/feed'\n""",
    b'feeds = [ { url = "http://a.test/" }, { url = "http://b.test/", tags = [] } ]\n',
    b"# papers\nhttp://mole.test/rss\nhttps://b.test/feed  # the other one\n",
)
ROBOTS_TXT = (
    b"User-agent: *\nDisallow: /members/\nAllow: /members/open$\nCrawl-delay: 2\nSitemap: http://mole.test/news.xml\n",
    b"\xef\xbb\xbf# hello\nUser-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: copydesk\nDisallow: *?\n",
    b"User-agent: *\nRequest-rate: 1/10s 0800-1200\nContent-Signal: search=yes, ai-train=no\n",
)
HEADER_LINES = (
    b'ETag: "abc"\nLast-Modified: Sun, 01 Mar 2026 10:00:00 GMT\nCache-Control: max-age=600\nAge: 3\nLocation: ../b',
    b"Expires: Sun, 01 Mar 2026 11:00:00 GMT\nDate: Sun, 01 Mar 2026 10:00:00 GMT\nRetry-After: 9\nX-Robots-Tag: noai",
)
ADDRESSES = (
    b"http://www.mole.test/2026/03/nine-delays?id=7&utm_source=rss#top",
    b"HTTPS://User:Pass@M\xc3\xb6le.test:8443/a/../b//c/index.php?b=2&a=1&a=&&c",
    b"https://mole-test.cdn.ampproject.org/c/s/mole.test/amp/a.html?amp=1",
    b"http://[2001:db8::1]:80/%7Ea%2fb/%C3%A4?q=%e4+b;jsessionid=1",
    b"//mole.test/a",
    b"urn:sha256:0f",
)

_RICH_RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="/x.css"?><!DOCTYPE rss [<!ENTITY quay "Q&#252;ay">]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel><title>Mole &amp; &quay;</title><link>http://mole.test/</link><atom:link rel="self" href="http://mole.test/rss"/>
<language>en-gb</language><ttl>60</ttl>
<skipHours><hour>3</hour></skipHours><image><url>http://mole.test/l.png</url></image>
<item><title><![CDATA[Nine <b>delays</b>]]></title><link>http://mole.test/a?x=1&amp;y=2</link>
<guid isPermaLink="false">42</guid>
<pubDate>Sun, 01 Mar 2026 10:00:00 +0100</pubDate><dc:creator>Ines Varga</dc:creator><slash:comments>7</slash:comments>
<description>The board has put off the repair. &lt;a href="/a"&gt;Read more&lt;/a&gt;</description>
<content:encoded><![CDATA[<p>The harbour board has put off the repair of the northern mole.</p>
<img src="/1.jpg">]]></content:encoded>
<media:content url="http://mole.test/1.jpg" medium="image"/>
<enclosure url="/x.mp3" length="1" type="audio/mpeg"/></item>
<item><guid>http://mole.test/b</guid><author>ines@mole.test (Ines Varga)</author><category>harbour</category></item>
</channel></rss>"""
_RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://mole.test/"><title>Mole</title></channel>
<item rdf:about="http://mole.test/a"><title>A</title>
<link>http://mole.test/a</link><dc:date>2026-03-01</dc:date></item></rdf:RDF>"""
_RICH_ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="http://mole.test/x/">
<title type="html">Mole</title>
<author><name>The Mole</name></author><link rel="next" href="?page=2"/><entry><id>tag:mole.test,2026:1</id>
<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Nine <i>delays</i></div></title>
<link rel="alternate" href="../a"/>
<link rel="enclosure" href="/1.jpg" type="image/jpeg"/><updated>2026-03-01T10:00:00.5+01:00</updated>
<author><name>Ada</name></author>
<content type="html">&lt;p&gt;The board met.&lt;/p&gt;</content><summary>Short</summary></entry></feed>"""
_RICH_JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1",
        "title": "Mole",
        "author": {"name": "The Mole"},
        "next_url": "?page=2",
        "items": [
            {
                "id": 7,
                "url": "/a",
                "title": "A",
                "content_text": "One.\n\nTwo.",
                "date_published": "2026-03-01T10:00:00Z",
            },
            {"id": "x", "external_url": "http://b.test/", "content_html": "<p>x", "attachments": [{"url": "/1.jpg"}]},
        ],
    }
).encode()
