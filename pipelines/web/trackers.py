"""The parameters of a URL that say where a click came from, never what to show.

Only what selects nothing on any site stands here: what is dropped is dropped before the page is read, for good. A name
that tracks on one site and selects on the next is dropped for values that no article has. A page under any other
parameter is read, and joined to its article by its text.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

PREFIXES: tuple[tuple[str, str], ...] = (
    # prefix of the parameter's name, who adds it
    ("utm_", "Google Analytics, Campaign URL Builder"),
    ("mtm_", "Matomo, campaign tracking"),
    ("matomo_", "Matomo"),
    ("piwik_", "Matomo under its old name Piwik"),
    ("hsa_", "HubSpot Ads"),
    ("_hs", "HubSpot e-mail: _hsenc, _hsmi"),
    ("__hs", "HubSpot cookies in links: __hstc, __hssc, __hsfp"),
    ("at_custom", "Piano Analytics (AT Internet)"),
    ("at_link", "Piano Analytics, as the BBC uses it"),
    ("at_bbc_", "Piano Analytics, as the BBC uses it"),
    ("at_ptr_", "Piano Analytics, as the BBC uses it"),
    ("at_recipient_", "Piano Analytics, e-mail"),
    ("guce_", "Yahoo consent: guce_referrer, guce_referrer_sig"),
    ("vero_", "Vero e-mail"),
    ("oly_", "Omeda e-mail: oly_enc_id, oly_anon_id"),
    ("wt_", "Webtrekk and Webtrends: wt_mc, wt_zmc, wt_ref"),
    ("wt.", "Webtrends: WT.mc_id, WT.tsrc"),
    ("fb_", "Facebook: fb_action_ids, fb_action_types, fb_source, fb_ref"),
    ("elqtrack", "Oracle Eloqua e-mail: elqTrackId, elqTrack"),
    ("sara_", "Der Spiegel: sara_ref, sara_ecid, sara_icid"),
    ("cx_test", "Piano Composer: cx_testId, cx_testVariant"),
    ("amp_js_", "the AMP cache"),
    ("aspsessionid", "the session of an old ASP server"),
    ("_branch_", "Branch deep links"),
)

NAMES: dict[str, tuple[str, ...]] = {
    # Names as AdGuard's TrackParamFilter, ClearURLs' rules and Firefox's query-stripping list have them for all sites,
    # and as the feeds of the named publishers add them; in lower case.
    "Google": ("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "_ga", "_gl"),
    "Facebook, Instagram": (
        "fbclid", "igshid", "igsh", "mibextid", "action_object_map", "action_type_map", "action_ref_map", "hc_location",
        "hc_ref", "__tn__",
    ),
    "Microsoft": ("msclkid",),
    "X, Twitter": ("twclid", "__twitter_impression", "ref_src", "ref_url"),
    "TikTok, LinkedIn, Pinterest, Reddit": ("ttclid", "li_fat_id", "epik", "rdt_cid"),
    "Yandex": ("yclid", "ysclid", "ymclid", "_openstat", "yadclid"),
    "Baidu": ("hmsr", "hmpl", "hmcu", "hmkw", "hmci"),
    "Taboola, Outbrain": ("tblci", "dicbo", "oborigurl", "taboola_click_id"),
    "Matomo under its old name Piwik": (
        "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid", "pk_vid",
    ),
    "comScore": ("ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee"),
    "internal campaigns": (
        "itm_source", "itm_medium", "itm_campaign", "itm_content", "itm_term", "itm_channel", "intcmp", "int_source",
        "int_medium", "int_campaign",
    ),
    "Mailchimp": ("mc_cid", "mc_eid", "mc_tc"),
    "Marketo, HubSpot, Drip, Klaviyo": ("mkt_tok", "hsctatracking", "__s", "_kx"),
    "MailerLite, ConvertKit, Listrak, Dotdigital, ActiveCampaign": (
        "ml_subscriber", "ml_subscriber_hash", "ck_subscriber_id", "trk_contact", "trk_msg", "trk_module", "trk_sid",
        "dm_i", "vgo_ee",
    ),
    "Silverpop": ("spmailingid", "spuserid", "spjobid", "spreportid"),
    "Adobe, IBM": ("s_cid", "s_kwcid", "ef_id", "sc_cid", "cm_mmc", "cm_ven", "cm_cat", "cm_pla", "cm_ite"),
    "Impact, Rakuten, Wicked Reports": (
        "irclickid", "irgwc", "ranmid", "ransiteid", "raneaid", "wickedid", "rb_clickid",
    ),
    "Piano Analytics (AT Internet), BBC and French papers": (
        "xtor", "at_medium", "at_campaign", "at_source", "at_creation", "at_variant", "at_format", "at_term", "at_type",
        "at_general_placement", "at_detail_placement", "at_channel", "at_audience", "at_platform", "at_network",
        "at_identifier", "at_send_date", "at_campaign_type",
    ),
    "Chartbeat, trueAnthem, SocialFlow": ("taid", "ocid", "__source", "echobox"),
    "Condé Nast, CBS, AOL, Yahoo": ("mbid", "bxid", "cndid", "ftag", "ncid", "soc_src", "soc_trk", "guccounter"),
    "New York Times, Daily Mail, Bloomberg, TechCrunch": ("smid", "smtyp", "ito", "cmpid", "tpcc"),
    "Financial Times, Frankfurter Allgemeine, FiveThirtyEight": ("ftcamp", "gepc", "ex_cid"),
    "AMP caches": ("usqp", "amp_gsa", "amp_latest_update_time"),
    "sessions of Java, PHP and ColdFusion servers": ("jsessionid", "phpsessid", "cftoken"),
}  # fmt: skip

_NAMES = frozenset(name for names in NAMES.values() for name in names)
_PREFIXES = tuple(prefix for prefix, _ in PREFIXES)
_SOCIALFLOW = re.compile(r"sf\d{5,}")
"""SocialFlow's links: the number is in the name, sf123456789=1."""

TRICKY_NAMES = frozenset({
    "ref", "ref_", "referrer", "referer", "source", "src", "from", "via", "origin", "cmp", "cid", "icid", "partner",
    "medium", "campaign", "channel", "feature", "share", "emc", "sr_share", "spref", "output_source", "rss", "feed",
    "traffic_source", "sref",
})  # fmt: skip
"""Names that track on one site and select on the next (?source=police): dropped only for FEED_OR_SOCIAL values."""

FEED_OR_SOCIAL = frozenset({
    "rss", "rss1", "rss2", "rdf", "atom", "feed", "feeds", "rssfeed", "rssfeeds", "xml", "newsfeed", "feedburner",
    "feedly", "googlenews", "gnews", "applenews", "smartnews", "upday", "flipboard", "newsletter", "newsletters", "nl",
    "email", "mail", "push", "pushnotification", "homepage", "hp", "twitter", "tw", "facebook", "fb", "linkedin",
    "whatsapp", "wa", "telegram", "tg", "instagram", "ig", "threads", "mastodon", "bluesky", "bsky", "reddit",
    "pinterest", "youtube", "yt", "tiktok", "social", "socialmedia", "socialflow", "socialshare", "share", "shared",
    "sharing",
})  # fmt: skip
"""Words of which a tricky parameter's value must consist ("rss", "share_btn_tw"), FILLERS between them apart."""

FILLERS = frozenset({
    "btn", "button", "link", "links", "icon", "bar", "web", "the", "a", "of", "to", "on", "in", "and", "via", "for",
    "app", "mobile", "desktop", "top", "bottom",
})  # fmt: skip

FEED_FLAGS = frozenset({"rss", "fromrss", "from_rss", "isrss", "is_rss", "viarss", "rssfeed"})
"""Names that say "from the feed" by being there (?rss=1): dropped for the values of a flag."""
_ON = frozenset({"", "1", "true", "yes", "on", "y"})

_WORDS = re.compile(r"[^0-9a-z]+")


def is_tracking(parameter: str) -> bool:
    """Whether "name=value" says where a click came from, never what to show.

    >>> is_tracking("utm_source=rss"), is_tracking("ref=rss"), is_tracking("ref=4711"), is_tracking("id=7")
    (True, True, False, False)
    """
    name, value = (unquote(part).lower() for part in parameter.partition("=")[::2])
    name = name.removeprefix("amp;")  # a query that was HTML-escaped once too often
    if name in _NAMES or name.startswith(_PREFIXES):
        return True
    if (name in FEED_FLAGS and value in _ON) or (value == "1" and _SOCIALFLOW.fullmatch(name)):
        return True
    if name not in TRICKY_NAMES:
        return False
    words = [word for word in _WORDS.split(value) if word]
    return any(word in FEED_OR_SOCIAL for word in words) and all(
        word in FEED_OR_SOCIAL or word in FILLERS for word in words
    )
