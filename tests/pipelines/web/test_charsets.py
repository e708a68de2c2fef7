"""One decoder for what the web sends: each case is read as a feed and as a page."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from pipelines.reading.document.parsing import Document, read_document
from pipelines.web.charsets import FEED, PAGE, Kind, codec_of, decode
from pipelines.web.unlabelled import guess

Read = Callable[..., str]
URL = "http://harbour.test/news/1"
RUSSIAN = "Портовое управление отложило ремонт северной дамбы."


def read_feed(text: str, encoding: str, label: str = "", header: str = "") -> str:
    """The title of a feed's entry, written in an encoding under that declaration and header."""
    declaration = f"<?xml version='1.0' encoding='{label}'?>" if label else ""
    whole = f"{declaration}<rss version='2.0'><channel><item><title>{text}</title></item></channel></rss>"
    feed = parse_feed(whole.encode(encoding), URL, f"text/xml; charset={header}" if header else "text/xml")
    assert feed
    return unicodedata.normalize("NFC", feed.entries[0].title or "")


def read_page(text: str, encoding: str, label: str = "", header: str = "") -> str:
    """The paragraph of a page, written in an encoding under that meta element and header."""
    meta = f"<meta charset='{label}'>" if label else ""
    whole = f"<html><head>{meta}<script>if (a) b();</script></head><body><p>{text}</p></body></html>"
    document = read_document(whole.encode(encoding), f"text/html; charset={header}" if header else "text/html", URL)
    assert isinstance(document, Document)
    return unicodedata.normalize("NFC", str(document.tree.findtext(".//p")))


both = pytest.mark.parametrize("read", [read_feed, read_page], ids=["feed", "page"])
kinds = pytest.mark.parametrize("kind", [FEED, PAGE], ids=["feed", "page"])

# ------------------------------------------------------------------------------------------------- without a label

SHORT = {
    "one": "A café by the harbour",
    "one, a sign": "It costs £5m",
    "one, a measure": "It is 5 ±1 m",
    "one, a quote": "The board didn’t say more",
    "two": "Die Straße ist naß",
    "two side by side": "Größe",
    "three": "Où est la forêt brûlée",
    "quotes": "“No” – said the board",
    "a capital": "Über die Brücke",
    "spanish": "¿Qué pasó?",
    "swedish": "På ön råder lugn",
    "danish": "Købmænd på øen",
    "italian": "La città è così",
    "icelandic": "Þetta er gott",
    "no-break spaces": "5\xa0000\xa0kr\xa0\xa0\xa0\xa0for en båt",
}
LONG = {
    "german": (
        "cp1252",
        (
            "Die Behörde hat die Erneuerung des nördlichen Deichs verschoben. „Wir prüfen das“, hieß es. Für die "
            "Anwohner ändert sich nichts, außer dass die Straße länger gesperrt bleibt."
        ),
    ),
    "french": (
        "cp1252",
        (
            "L’autorité a différé la réfection de la digue. « Vérifions d’abord les crédits », a déclaré le "
            "président. Les riverains n’ont été prévenus qu’à la fin de l’été, après la fête du village."
        ),
    ),
    "portuguese": (
        "cp1252",
        (
            "A autoridade portuária adiou a reparação do dique. “Não há verbas”, disse o presidente na sessão de "
            "terça-feira, após a discussão com as populações. As ações serão avaliadas até ao verão."
        ),
    ),
    "swedish": (
        "cp1252",
        (
            "Hamnmyndigheten sköt upp reparationen av vallen. ”Vi måste först se över medlen”, sade ordföranden. "
            "För de boende ändras ingenting förrän på våren då vägen åter öppnas."
        ),
    ),
    "icelandic": (
        "cp1252",
        (
            "Hafnarstjórnin frestaði viðgerð á garðinum. „Við verðum fyrst að athuga fjármagnið,“ sagði "
            "formaðurinn. Íbúar þurfa að bíða þar til í vor þegar vegurinn verður opnaður."
        ),
    ),
    "italian": (
        "cp1252",
        (
            "L’autorità ha rinviato la riparazione. «Prima verifichiamo i fondi», ha detto. Perché la città è "
            "così lontana? Nessuno può dirlo, né lo farà più."
        ),
    ),
    "polish": (
        "cp1250",
        (
            "„Zarząd portu odłożył remont. Najpierw musimy sprawdzić środki, powiedział. Będą czekać. Żegluga "
            "pójdzie inną drogą.”"
        ),
    ),
    "polish, ISO": (
        "iso8859-2",
        (
            "Zarząd portu odłożył remont. Najpierw musimy sprawdzić środki, powiedział. Będą czekać. Żegluga "
            "pójdzie inną drogą."
        ),
    ),
    "czech": (
        "cp1250",
        (
            "Správa přístavu odložila opravu hráze. „Nejdříve musíme prověřit peníze,“ řekl předseda. Obyvatelé "
            "budou čekat do jara, až bude ulice otevřena."
        ),
    ),
    "hungarian": (
        "cp1250",
        (
            "A hatóság elhalasztotta az északi gát javítását. „Először meg kell néznünk a pénzt” – mondta az "
            "elnök. Jövő héten ülésezik a bizottság, és őszig dönt."
        ),
    ),
    "turkish": (
        "cp1254",
        (
            "Liman idaresi seddin onarımını erteledi. “Önce parayı gözden geçirmeliyiz” dedi başkan. Şimdilik yol "
            "kapalı. İşçiler çalışmayı güçlükle sürdürüyor, ağır yağış var."
        ),
    ),
    "lithuanian": (
        "cp1257",
        (
            "Uosto valdyba atidėjo užtvankos remontą. „Pirmiausia turime patikrinti lėšas“, pasakė pirmininkas. "
            "Gyventojai lauks, kol gatvė bus vėl atidaryta."
        ),
    ),
    "russian": ("cp1251", RUSSIAN * 3),
    "russian, KOI8": ("koi8-r", RUSSIAN * 3),
    "ukrainian": ("cp1251", "Портове управління відклало ремонт. «Спершу ми маємо перевірити кошти», — сказав голова."),
    "greek": ("cp1253", "Η λιμενική αρχή ανέβαλε την επισκευή του φράγματος. «Πρώτα θα ελέγξουμε τα κονδύλια», είπε."),
    "hebrew": ("cp1255", "רשות הנמל דחתה את תיקון הסכר הצפוני. תחילה עלינו לבדוק את התקציב, אמר היושב ראש."),
    "arabic": ("cp1256", "أجلت سلطة الميناء إصلاح السد الشمالي. قال الرئيس إنه يجب أولا مراجعة الأموال."),
    "thai": ("cp874", "การท่าเรือเลื่อนการซ่อมแซมเขื่อนด้านเหนือออกไป ประธานกล่าวว่าต้องตรวจสอบงบประมาณก่อน"),
    "japanese": (
        "cp932",
        (
            "港湾局は北側の堤防の修理を延期した。「まず予算を確認しなければならない」と議長は"
            "述べた。住民は春まで待つことになる。"
        ),
    ),
    "japanese, EUC": (
        "euc_jp",
        (
            "港湾局は北側の堤防の修理を延期した。「まず予算を確認しなければならない」と議長は"
            "述べた。住民は春まで待つことになる。"
        ),
    ),
    "korean": ("cp949", "항만청은 북쪽 제방의 수리를 연기했다. 먼저 예산을 확인해야 한다고 의장은 말했다."),
    "chinese": ("gbk", "港务局推迟了北堤的维修工作。主席表示，首先必须核查资金。居民们将等到春天道路重新开放。"),
    "chinese, Big5": ("big5", "港務局推遲了北堤的維修工作。主席表示，首先必須核查資金。居民將等到春天道路重新開放。"),
}
VIETNAMESE = "Ban quản lý cảng đã hoãn việc sửa chữa đê phía bắc. Chủ tịch nói rằng trước hết phải kiểm tra."
TONES = "\u0300\u0301\u0303\u0309\u0323"


def with_tones_apart(text: str) -> str:
    """The text as windows-1258 can hold it: tones are characters of their own."""
    letters = [unicodedata.normalize("NFD", char) for char in text]
    return "".join(
        unicodedata.normalize("NFC", "".join(part for part in letter if part not in TONES))
        + "".join(part for part in letter if part in TONES)
        for letter in letters
    )


@both
@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT)
def test_a_few_letters_without_a_label_are_of_windows_1252(read: Read, text: str) -> None:
    assert read(text, "cp1252").split() == text.split()


@both
@pytest.mark.parametrize(("encoding", "text"), LONG.values(), ids=LONG)
@pytest.mark.parametrize("said", ["", "utf-8", "no-such-thing"])
def test_a_text_without_a_right_label_is_known_by_its_letters(read: Read, encoding: str, text: str, said: str) -> None:
    assert read(text, encoding, said, said) == text


@both
def test_tones_may_be_characters_of_their_own(read: Read) -> None:
    assert read(with_tones_apart(VIETNAMESE), "cp1258") == VIETNAMESE


@pytest.mark.parametrize(("encoding", "text"), LONG.values(), ids=LONG)
def test_a_guess_holds_for_a_text_of_any_length(encoding: str, text: str) -> None:
    for times in (3, 30, 300):
        body = b"x = 1; " * 5000 + (text * times).encode(encoding)
        assert body.decode(guess(body)) == body.decode(encoding)


@pytest.mark.parametrize("name", ["greek", "hebrew", "thai", "korean", "chinese", "chinese, Big5", "japanese", "czech"])
def test_a_guess_holds_in_spite_of_a_damaged_character(name: str) -> None:
    encoding, text = LONG[name]
    body = f"<p>{text}</p>".encode(encoding) * 4 + b"\x81" + f"<p>{text}</p>".encode(encoding) * 4
    assert decode(body, "text/html", PAGE).text == body.decode(encoding, "replace")


# -------------------------------------------------------------------------------------------------------- by label

QUOTED = ("cp1252", "“quay” déjà")
SPELLINGS = {
    ("cp1251", RUSSIAN): "cp-1251 cp_1251 windows1251 Windows_1251 win-1251 x-cp1251 x-windows-1251",
    ("koi8-r", RUSSIAN): "koi8r x-koi8-r KOI8_R koi",
    ("koi8-u", "Їхні діти"): "koi8u koi8-ru",
    ("mac-cyrillic", RUSSIAN): "x-mac-cyrillic",
    ("gb18030", "港务局"): "gb-2312 x-gbk windows-936 zh_cn csGB2312",
    ("big5", "港務局"): "big-5 x-x-big5 cn-big5",
    ("cp932", "港湾局①"): "shiftjis x-sjis windows-31j Shift-JIS ms932",
    ("euc_jp", "港湾局は北側"): "eucjp x-euc-jp",
    ("cp949", "항만청은"): "euckr ks_c_5601-1989 windows-949",
    ("cp1255", "רשות הנמל"): "win-1255 x-cp1255",
    ("iso8859-8", "רשות הנמל"): "iso-8859-8-i logical ISO8859_8",
    ("cp1250", "Zarząd portu"): "win1250 cp-1250",
    ("iso8859-2", "Zarząd portu"): "ISO8859_2 8859-2 iso88592",
    ("cp1253", "Η λιμενική"): "windows1253 cp_1253",
    ("cp1254", "başkan – İşçi"): "iso-8859-9 latin5 win-1254",
    ("cp1256", "سلطة"): "cp-1256",
    ("cp1257", "užtvankos lėšas"): "win-1257",
    ("cp874", "การท่าเรือ"): "tis620 windows874 iso-8859-11",
    QUOTED: "iso-8859-1 ISO_8859-1:1987 us-ascii iso-latin-1",
    ("iso2022_jp", "港湾局は月曜日に発表した。"): "iso-2022-jp ISO2022JP",
    ("hz", "港务局"): "hz-gb-2312",
    ("iso2022_kr", "항만청은"): "iso-2022-kr",
}
LABELLED = [(encoding, text, label) for (encoding, text), labels in SPELLINGS.items() for label in labels.split()]


@both
@pytest.mark.parametrize("where", ["document", "header"])
@pytest.mark.parametrize(("encoding", "text", "label"), LABELLED, ids=[label for *_, label in LABELLED])
def test_a_label_counts_however_it_is_spelled(read: Read, where: str, encoding: str, text: str, label: str) -> None:
    document, header = (label, "") if where == "document" else ("", label)
    assert read(text, encoding, document, header) == text


WRONG = {
    "utf-8 in fact": ("utf-8", RUSSIAN, "windows-1251", "iso-8859-1"),
    "utf-8 in fact, said to be wide": ("utf-8", RUSSIAN, "utf-16", "utf-16"),
    "utf-8 in fact, said to be seven-bit": ("utf-8", "~ Größe", "iso-2022-jp", "hz-gb-2312"),
    "utf-8 in fact, said to be a mainframe's": ("utf-8", RUSSIAN, "cp037", "cp500"),
    "ASCII in fact, said to be a mainframe's": ("ascii", "Bridge", "cp037", "cp500"),
    "the header says utf-8": ("cp1251", RUSSIAN, "windows-1251", "utf-8"),
    "the header names nothing": ("koi8-r", RUSSIAN, "koi8-r", "rot13"),
    "the header says Latin": ("cp932", "「港湾局」は、発表した。", "shift_jis", "iso-8859-1"),
    "the header says Korean": ("cp1250", "Żółć i źdźbło", "windows-1250", "euc-kr"),
    "the document says utf-8": ("cp1254", "başkan ağır", "utf-8", "windows-1254"),
    "the document names nothing": ("gbk", "港务局推迟了", "idna", "gb2312"),
    "both say utf-8": ("cp1252", "Größe", "utf-8", "utf-8"),
    "a mark": ("utf-8-sig", RUSSIAN, "iso-8859-1", "iso-8859-1"),
    "a wide mark": ("utf-16", RUSSIAN, "utf-8", "utf-8"),
    "wide without a mark": ("utf-16-le", RUSSIAN, "", ""),
    "wide without a mark, big end first": ("utf-16-be", RUSSIAN, "", "utf-8"),
    "wider without a mark": ("utf-32-le", RUSSIAN, "", ""),
}


@both
@pytest.mark.parametrize(("encoding", "text", "label", "header"), WRONG.values(), ids=WRONG)
def test_bytes_are_believed_before_labels(read: Read, encoding: str, text: str, label: str, header: str) -> None:
    assert read(text, encoding, label, header) == text


def test_the_header_comes_first_for_a_page_and_last_for_a_feed() -> None:
    assert read_page(RUSSIAN, "koi8-r", "windows-1251", "koi8-r") == RUSSIAN
    assert read_feed(RUSSIAN, "koi8-r", "koi8-r", "windows-1251") == RUSSIAN


@pytest.mark.parametrize(
    "start",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<?xml version='1.0' encoding='windows1251'?><html>",
        "<META CHARSET = win-1251>",
        f"<!-- {'x' * 4000} --><meta charset=cp-1251>",
    ],
    ids=["http-equiv", "XHTML", "capitals", "far down"],
)
def test_a_page_names_its_encoding_in_several_ways(start: str) -> None:
    assert decode(f"{start}<p>{RUSSIAN}".encode("cp1251"), "text/html", PAGE).codec == "cp1251"


def test_a_label_of_a_wide_encoding_counts_where_no_mark_up_shows_it() -> None:
    text = "Hafenbehörde: 港务局"
    assert decode(text.encode("utf-16-be"), "text/plain; charset=utf-16be", PAGE).text == text
    assert decode(text.encode(), "text/plain; charset=utf-16be", PAGE).text == text


@pytest.mark.parametrize("blanks", ["", "\n", " \r\n\t"], ids=len)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_blanks_before_a_wide_text_leave_its_bytes_in_place(blanks: str, encoding: str) -> None:
    assert decode(f"{blanks}<rss>ß".encode(encoding), "", FEED).text == f"{blanks}<rss>ß"


# ---------------------------------------------------------------------------------------------------------- damage


@kinds
@pytest.mark.parametrize("label", ["", "utf-8", "iso-8859-1", "gb2312"])
@pytest.mark.parametrize("damage", [b"\xc3", b"\xff", b"\xe2\x80", b"\xf0\x9f\x98"], ids=repr)
def test_utf8_with_a_damaged_character_stays_utf8(kind: Kind, label: str, damage: bytes) -> None:
    whole = "Größe und Fülle der Häfen"
    decoded = decode(whole.encode() + damage, f"text/html; charset={label}", kind)
    assert (decoded.text, decoded.codec) == (whole + "\ufffd", "utf-8")
    assert decoded.problems == ("bytes that are not utf-8",)


@kinds
@pytest.mark.parametrize(
    ("label", "text", "damage"),
    [
        ("euc-kr", "항만청은 북쪽 제방의", b"\xff"),
        ("gb2312", "港务局推迟了北堤的", b"\xff"),
        ("shift_jis", "港湾局は北側の堤防", b"\x81"),
        ("windows-1253", "Η λιμενική" * 3, b"\xff"),
    ],
)
def test_a_label_holds_in_spite_of_a_damaged_character(kind: Kind, label: str, text: str, damage: bytes) -> None:
    decoded = decode(text.encode(label) + damage, f"text/html; charset={label}", kind)
    assert decoded.text == text + "\ufffd"
    assert decoded.problems == (f"bytes that are not {decoded.codec}",)


@kinds
def test_characters_that_were_lost_before_are_no_damage(kind: Kind) -> None:
    whole = "\ufffd\ufffd\ufffd Größe und Fülle"
    assert decode(whole.encode() + b"\xff", "", kind).text == whole + "\ufffd"


@pytest.mark.parametrize("length", [2, 4, 8, 20])
@pytest.mark.parametrize("name", ["japanese", "japanese, EUC", "chinese", "chinese, Big5", "korean", "thai"])
def test_no_piece_of_another_text_passes_for_damaged_utf8(name: str, length: int) -> None:
    encoding, text = LONG[name]
    for start in range(len(text) - length):
        decoded = decode(text[start : start + length].encode(encoding), f"text/html; charset={encoding}", PAGE)
        assert not decoded.problems


@kinds
def test_the_euro_sign_that_windows_has_in_chinese_is_read(kind: Kind) -> None:
    assert decode("港务局".encode("gbk") + b"\x80", "text/html; charset=gbk", kind).text == "港务局€"


def test_what_is_wrong_with_a_label_is_told() -> None:
    assert decode(b"Gr\xf6\xdfe", "", FEED).problems == ("not utf-8, read as cp1252",)
    assert decode("Größe".encode(), "text/xml; charset=koi8-r", FEED).problems == ()


# ------------------------------------------------------------------------------------------------- names of codecs

LIST = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
    "iso8859-6": (
        "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i "
        "iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987"
    ),
    "iso8859-7": (
        "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
        "iso_8859-7:1987 sun_eu_greek"
    ),
    "iso8859-8": (
        "csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 "
        "iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical"
    ),
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1250": "cp1250 windows-1250 x-cp1250",
    "cp1251": "cp1251 windows-1251 x-cp1251",
    "cp1252": (
        "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 "
        "iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252"
    ),
    "cp1253": "cp1253 windows-1253 x-cp1253",
    "cp1254": (
        "cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 "
        "windows-1254 x-cp1254"
    ),
    "cp1255": "cp1255 windows-1255 x-cp1255",
    "cp1256": "cp1256 windows-1256 x-cp1256",
    "cp1257": "cp1257 windows-1257 x-cp1257",
    "cp1258": "cp1258 windows-1258 x-cp1258",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": (
        "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 "
        "windows-949"
    ),
    "utf-16-be": "unicodefffe utf-16be",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
}  # fmt: skip
"""https://encoding.spec.whatwg.org/#names-and-labels, but for those that stand for no text (replacement)."""


@pytest.mark.parametrize(("codec", "labels"), LIST.items(), ids=LIST)
def test_the_labels_of_the_standard_are_known(codec: str, labels: str) -> None:
    for label in labels.split():
        assert codec_of(label) == codec_of(f" {label.upper()}\n") == codecs.lookup(codec).name, label


@pytest.mark.parametrize(
    "label",
    [
        "rot13", "uu", "bz2", "zlib", "hex", "base64", "quopri", "idna", "punycode", "undefined", "unicode_escape",
        "raw-unicode-escape", "charmap", "mbcs", "oem", "utf-7", "no-such-thing", "x", "cs", "../x", "\0", "",
    ],
)  # fmt: skip
def test_a_strange_label_counts_for_nothing(label: str) -> None:
    assert codec_of(label) is None
    for kind in (FEED, PAGE):
        assert decode("Ärger".encode(), f"text/html; charset={label}", kind).text == "Ärger"
        assert decode("Ärger".encode("cp1252"), f"text/html; charset={label}", kind).text == "Ärger"


@given(st.binary(max_size=300), st.text(max_size=20), st.sampled_from([FEED, PAGE]))
def test_no_bytes_and_no_label_make_it_raise(body: bytes, label: str, kind: Kind) -> None:
    decode(body, f"text/html; charset={label}", kind)
