"""The layouts of the invented corpus: how a page and each of its pieces is marked up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Templates for str.format. The page has names (invented_corpus.render fills them), all others have numbers."""

    page: str
    schema_type: str = "NewsArticle"
    standfirst: str = "<p class='standfirst'>{0}</p>"
    paragraph: str = "<p>{0}</p>"
    heading: str = "<h2>{0}</h2>"
    quote: str = "<blockquote><p>{0}</p></blockquote>"
    list_item: str = "<li>{0}</li>"
    figure: str
    """File, caption, credit."""
    related: str
    """Label, words, address."""
    promo: str
    source: str = "<p><em>{0}</em></p>"
    button: str = "<li><a href='#'>{0}</a></li>"
    biography: str
    teaser: str
    """Address, headline, standfirst (may be empty)."""
    comment: str = "<li><b>Reader</b> <p>{0}</p></li>"


SEMANTIC = Layout(
    page="""<!doctype html>
<html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{headline} | {site}</title>
<link rel="canonical" href="{url}"><meta name="description" content="{summary}">
<meta property="og:type" content="article"><meta property="og:title" content="{headline}">
<meta property="og:site_name" content="{site}"><script type="application/ld+json">{json_ld}</script></head>
<body><div class="cookie-banner" role="dialog"><p>{cookies}</p><button>OK</button></div>
<header><a href="/">{site}</a><nav><ul>{nav}</ul></nav></header>
<main><article><header><h1>{headline}</h1>{standfirst}<p class="byline">{byline}</p>
<time datetime="{iso}">{stamp}</time></header><ul class="share">{share}</ul>
<div class="article-body">{body}</div>
<aside class="author">{biography}</aside></article>
<section class="newsletter"><p>{follow}</p><form><input type="email"><button>OK</button></form></section>
<section class="related"><h2>{related}</h2>{teasers}</section>
<section class="comments" id="comments"><ol>{comments}</ol></section></main>
<footer><p>{copyright}</p></footer></body></html>
""",
    figure="<figure><img src='/img/{0}' alt=''><figcaption>{1} <span class='credit'>{2}</span></figcaption></figure>",
    related="<p class='read-more'><strong>{0}</strong> <a href='{2}'>{1}</a></p>",
    promo="<div class='app-promo'><p>{0}</p></div>",
    biography="<p>{0}</p>",
    teaser="<div class='teaser'><h3><a href='{0}'>{1}</a></h3><p>{2}</p></div>",
)
"""A content system of today: every part says what it is."""

SOUP = Layout(
    page="""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{headline} - {site}</title>
<meta property="og:title" content="{headline} - {site}"><meta property="og:description" content="{summary}">
<meta property="article:published_time" content="{iso}"></head>
<body><div class="l0"><div class="l1 a">{site}</div><div class="l1 b"><ul>{nav}</ul></div></div>
<div class="l0 m"><div class="c8"><div class="x2"><div class="h1">{headline}</div>
<div class="x3"><span>{byline}</span> <span>{stamp}</span></div><div class="x4"><ul>{share}</ul></div>{standfirst}
<div class="x5">{body}<div class="x9"><div class="x6">{biography}</div></div><div class="x6">{follow}</div></div></div>
<div class="x7"><div class="x8">{related}</div>{teasers}</div><div class="x7 k"><ul>{comments}</ul></div></div></div>
<div class="l0 f"><div class="l1">{copyright}</div></div><div class="l9"><div>{cookies}</div><a href="#">OK</a></div>
</body></html>
""",
    standfirst="<div class='x1'>{0}</div>",
    paragraph="<div class='t'>{0}</div>",
    heading="<div class='t b'><b>{0}</b></div>",
    quote="<div class='t q'>{0}</div>",
    figure="<div class='i'><img src='/img/{0}' alt='{1}'><div class='i1'>{1}</div><div class='i2'>{2}</div></div>",
    related="<div class='t'><b>{0}</b> <a href='{2}'>{1}</a></div>",
    promo="<div class='x6'>{0}</div>",
    source="<div class='t'>{0}</div>",
    biography="<div>{0}</div>",
    teaser="<div class='y'><a href='{0}'>{1}</a><div class='y1'>{2}</div></div>",
    comment="<li><div class='k1'>Anna71</div><div class='k2'>{0}</div></li>",
)
"""Nothing but div, and class names that say nothing; no author in the metadata."""

BLOG = Layout(
    page="""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{headline} &#8211; {site}</title>
<link rel="canonical" href="{url}"><meta property="og:title" content="{headline}">
<meta property="og:description" content="{summary}"><meta property="article:published_time" content="{iso}">
<meta name="author" content="{authors}"></head>
<body class="single-post"><div id="page" class="site"><header id="masthead"><p class="site-title">{site}</p>
<ul class="menu">{nav}</ul></header><div id="primary"><main><article class="post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{headline}</h1><div class="entry-meta">
<span class="byline">{byline}</span> <span class="posted-on">{stamp}</span></div></header>
<div class="entry-content">{standfirst}{body}
<div class="sharedaddy"><ul>{share}</ul></div>
<div class="jp-relatedposts"><h3 class="jp-relatedposts-headline">{related}</h3>{teasers}</div></div>
<footer class="entry-footer"><div class="author-box">{biography}</div></footer></article>
<div id="comments" class="comments-area"><ol class="comment-list">{comments}</ol></div></main></div>
<aside id="secondary" class="widget-area"><section class="widget"><p>{follow}</p></section></aside>
<footer id="colophon">{copyright}</footer></div><div id="cookie-notice"><span>{cookies}</span></div></body></html>
""",
    standfirst="<p><strong>{0}</strong></p>",
    figure="<div class='wp-caption'><img src='/wp-content/{0}' alt=''><p class='wp-caption-text'>{1} {2}</p></div>",
    related="<p><strong>{0} <a href='{2}'>{1}</a></strong></p>",
    promo="<p class='has-background'>{0}</p>",
    biography="<p class='author-description'>{0}</p>",
    teaser="<div class='jp-relatedposts-post'><h4><a href='{0}'>{1}</a></h4><p>{2}</p></div>",
    comment="<li class='comment'><div class='comment-body'><p>{0}</p></div></li>",
)
"""A blog system that a small paper runs on: prompts and related posts stand inside the text's own element."""

TABLE = Layout(
    page="""<html><head><meta charset="utf-8"><title>{headline}</title></head><body bgcolor="#ffffff">
<table width="980"><tr><td colspan="3"><b>{site}</b> <ul>{nav}</ul></td></tr>
<tr><td width="160"><font size="1">{follow}</font></td>
<td><table><tr><td><font size="5"><b>{headline}</b></font></td></tr><tr><td>{byline}<br>{stamp}</td></tr>
<tr><td>{standfirst}{body}</td></tr><tr><td>{share}</td></tr></table></td>
<td width="200"><b>{related}</b><br>{teasers}</td></tr>
<tr><td colspan="3">{comments}</td></tr>
<tr><td colspan="3"><font size="1">{copyright}<br>{cookies}</font></td></tr></table>{biography}</body></html>
""",
    standfirst="<b>{0}</b><br><br>",
    paragraph="{0}<br><br>\n",
    heading="<b>{0}</b><br><br>",
    quote="{0}<br><br>",
    figure="<table align='right'><tr><td><img src='/img/{0}'></td></tr><tr><td><font>{1} {2}</font></td></tr></table>",
    related="{0} <a href='{2}'>{1}</a><br><br>",
    promo="<b>{0}</b><br><br>",
    source="{0}<br>",
    button="<a href='#'>{0}</a> | ",
    biography="",
    teaser="<a href='{0}'>{1}</a><br><font size='1'>{2}</font><br>",
    comment="<font>{0}</font><br>",
)
"""As in 1999: tables for columns, line breaks for paragraphs, no metadata at all."""

LISTS = Layout(
    page="""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{headline} | {site}</title>
<meta name="description" content="{summary}"></head><body itemscope itemtype="https://schema.org/NewsArticle">
<ul class="crumbs">{nav}</ul><h1 itemprop="headline">{headline}</h1>
<ul class="info"><li itemprop="author" itemscope itemtype="https://schema.org/Person">
<meta itemprop="name" content="{authors}">{byline}</li>
<li><time itemprop="datePublished" datetime="{iso}">{stamp}</time></li></ul>
<section itemprop="articleBody">{standfirst}{body}<ul class="share">{share}</ul></section>
<ul class="about"><li>{biography}</li><li>{follow}</li></ul>
<ul class="next"><li class="title">{related}</li>{teasers}</ul><ul class="comments">{comments}</ul>
<ul class="foot"><li>{copyright}</li><li>{cookies}</li></ul></body></html>
""",
    heading="<h3>{0}</h3>",
    figure="<ul class='gallery'><li><img src='/img/{0}' alt=''></li><li>{1}</li><li>{2}</li></ul>",
    related="<ul class='link'><li>{0} <a href='{2}'>{1}</a></li></ul>",
    promo="<ul class='app'><li>{0}</li></ul>",
    source="<p class='source'>{0}</p>",
    biography="{0}",
    teaser="<li><a href='{0}'>{1}</a> {2}</li>",
)
"""Boilerplate and copy alike in lists."""

LIVE = Layout(
    schema_type="LiveBlogPosting",
    page="""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{headline} | {site}</title>
<meta name="description" content="{summary}"><script type="application/ld+json">{json_ld}</script></head>
<body><div id="consent"><p>{cookies}</p></div><nav><ul>{nav}</ul></nav>
<main class="live"><div class="live__top"><h1>{headline}</h1>{standfirst}<div class="live__by">{byline}</div>
<div class="live__stamp">{stamp}</div></div><div class="live__stream"><div class="entry">{body}</div></div>
<div class="live__more"><p>{follow}</p>{biography}</div></main>
<section class="cards"><h2>{related}</h2>{teasers}</section><section class="talk"><ul>{comments}</ul></section>
<footer>{copyright}</footer></body></html>
""",
    heading=(
        "<ul class='entry__tools'><li><a href='#'>Share</a></li><li><a href='#'>Copy link</a></li></ul></div>"
        "<div class='entry'><h3 class='entry__title'>{0}</h3>"
    ),
    figure="<figure><img src='/img/{0}' alt=''><figcaption>{1} {2}</figcaption></figure>",
    related="<div class='entry__link'>{0} <a href='{2}'>{1}</a></div>",
    promo="<div class='entry__promo'>{0}</div>",
    biography="<p>{0}</p>",
    teaser="<a class='card' href='{0}'><h3>{1}</h3><p>{2}</p></a>",
)
"""A live page: entries, each with a title and buttons of its own."""

INTERVIEW = Layout(
    page="""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{headline} | {site}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{headline}">
<meta property="og:description" content="{summary}"><meta property="article:published_time" content="{iso}">
<meta property="article:author" content="{authors}"></head>
<body><div class="top-bar">{site}<ul>{nav}</ul></div>
<div class="col-main"><div class="headline-block"><h1>{headline}</h1>{standfirst}
<p class="firma">{byline}</p><p class="fecha">{stamp}</p></div><div class="compartir"><ul>{share}</ul></div>
<div class="texto-noticia">{body}</div><div class="autor-ficha">{biography}</div>
<div class="boletin"><p>{follow}</p></div><div class="mas-noticias"><h2>{related}</h2>{teasers}</div>
<div class="comentarios"><ul>{comments}</ul></div></div>
<div class="pie"><p>{copyright}</p></div><div class="aviso-cookies"><p>{cookies}</p></div></body></html>
""",
    standfirst="<h2 class='entradilla'>{0}</h2>",
    heading="<p class='pregunta'><strong>{0}</strong></p>",
    paragraph="<p class='respuesta'>{0}</p>",
    figure="<div class='foto'><img src='/img/{0}' alt='{1}'><p class='pie-foto'>{1} <em>{2}</em></p></div>",
    related="<p class='enlace'>{0} <a href='{2}'>{1}</a></p>",
    promo="<p class='destacado'>{0}</p>",
    source="<p class='firma-pie'>{0}</p>",
    biography="<p>{0}</p>",
    teaser="<article class='mini'><h3><a href='{0}'>{1}</a></h3><p>{2}</p></article>",
)
"""Questions are paragraphs in bold, the standfirst is a heading."""

BULLETIN = Layout(
    page="""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{headline} - {site}</title>
<meta name="author" content="{authors}"><meta name="date" content="{iso}"></head>
<body><p id="logo">{site}</p><ul id="menu">{nav}</ul><div id="content"><h1>{headline}</h1>
<p class="meta">{byline}, {stamp}</p>{standfirst}{body}<ul class="share">{share}</ul></div>
<div id="side"><p>{follow}</p><h2>{related}</h2><ul>{teasers}</ul>{comments}{biography}</div>
<div id="footer"><p>{copyright}</p><p>{cookies}</p></div></body></html>
""",
    figure="<p class='foto'><img src='/img/{0}' alt=''>{1} {2}</p>",
    related="<p class='lees'>{0} <a href='{2}'>{1}</a></p>",
    promo="<p class='promo'>{0}</p>",
    biography="<p>{0}</p>",
    teaser="<li><a href='{0}'>{1}</a> {2}</li>",
)
"""A plain site, whose stories are of one formula."""

LAYOUTS = {
    "semantic": SEMANTIC,
    "soup": SOUP,
    "blog": BLOG,
    "table": TABLE,
    "lists": LISTS,
    "live": LIVE,
    "interview": INTERVIEW,
    "bulletin": BULLETIN,
}
