"""Credit lines by their grammar, in many wordings and languages, and lines that only look like them."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, BlockRole, CleanArticle, Metadata
from pipelines.reading.cleaning.credit_lines import credited_names
from pipelines.reading.cleaning.normaliser import normalise

PROSE = (
    "The harbour office of Velmora has presented its report, ninety pages that hardly anyone reads to the end of them.",
    "The outer wall that the storm opened in two places cannot be mended for less than nineteen million crowns.",
    "The engineer who wrote the chapter spent eleven weeks on the wall with a hammer, and found the stone good.",
    "A levy on pleasure boats has been proposed more than once and refused each time by a council of their owners.",
    "Before the election in May nobody expects a decision, and until then a buoy marks the gap in the wall.",
)

CREDITS = """
ar|إعداد: ليلى منصور، المصدر: وكالات
ar|تحرير: خالد عمر – وكالات
ar|ساهم في إعداد التقرير: سامي حداد من بيروت
bg|По информация на БТА
bg|Редактор: Иван Колев, източник БТА
ca|Amb informació d'agències
ca|Text elaborat amb dades de l'agència Efe
cs|Autor: redakce, zdroj: ČTK
cs|S využitím zpráv agentury ČTK
cs|Zpracováno s přispěním agentury Reuters
da|Kilde: Ritzau og egne oplysninger
da|Redigeret af Mette Krogh
da|Sammenskrevet af redaktionen
de|(Mit Agenturen und eigener Recherche)
de|An diesem Bericht haben Jana Holt und Ole Brandt mitgearbeitet
de|Aus Agenturberichten zusammengestellt
de|Bearbeitung: Britta Voss
de|Der Artikel enthält Material von Reuters
de|Diese Meldung wurde mit Material der Nachrichtenagentur AFP erstellt.
de|Diese Nachricht wurde mit Hilfe von Agenturmaterial geschrieben
de|Ergänzt durch Meldungen der Agentur KNA
de|Mit Agenturmeldungen von AFP und epd
de|Mit Informationen aus der Redaktion und von APA
de|Mit Material von dpa
de|Mitarbeit: Jana Holt, Berlin
de|Nach Agenturmeldungen bearbeitet
de|Nach Informationen der dpa
de|Quellen: dpa, eigene Recherchen
de|Redigiert von Lars Holm
de|Text: dpa / Redaktion
de|Textgrundlage: KNA
de|Unter Verwendung von Agenturmaterial
de|Von unserem Korrespondenten in Okkel
de|Zusammengestellt aus Agenturmeldungen
de|Zusätzliche Recherchen: Britta Voss in Okkel
de|dts Nachrichtenagentur / Redaktion
de|mit dpa und AFP
el|Επιμέλεια κειμένου: Νίκος Σάρρας
el|Με πληροφορίες από ΑΠΕ-ΜΠΕ
el|Σύνταξη: Μαρία Λούκα, με πληροφορίες από Reuters
en|(Reporting: Hal Brisco, Tallmoor. Editing: Nia Wend)
en|(With agency material)
en|AFP, with staff writers
en|Additional material: Press Association
en|Additional reporting: Oona Drever in Velmora
en|Additional reporting: Tom Hale, Sana Quill and agencies
en|Agencies contributed to this story
en|Agency copy was used in the preparation of this story
en|Agency reports with staff input
en|Assembled from agency dispatches
en|Based on copy supplied by Reuters
en|By Mara Finch and wire services
en|Compiled from wire services
en|Contributing writer: Ned Orme
en|Copy: Mara Finch. Editing: Joss Pyne
en|Edited for length by Mara Finch
en|Extra reporting by Mara Finch in Tallmoor and Joss Pyne in Okkel
en|Fact-checking: Joss Pyne
en|From our correspondent in Okkel
en|From wires
en|HarborWire and agencies
en|Lara Quint and Ned Orme in Tallmoor contributed reporting.
en|Material from the Press Association was used in this article
en|News desk, with AFP
en|Our Foreign Staff contributed to this article
en|Our correspondents in Okkel and Tallmoor contributed to this report
en|Reporters Hal Brisco and Nia Wend assisted
en|Reporting by Ana Ruiz in Lima; editing by Tom Hale
en|Research by Sana Quill
en|Some information in this report came from PTI
en|Sourced from Interfax and local media
en|Staff and wire reports
en|Story by Ned Orme, additional photos by Lara Quint
en|Supplemental information by dpa and Reuters
en|Supplementary research: Nia Wend
en|Text: HarborWire staff; additional research: Lena Sund
en|The Associated Press contributed to this report.
en|This article was compiled from agency reports.
en|This report uses material supplied by AAP
en|This story includes information from HarborWire and Reuters.
en|This story was first published by HarborWire.
en|With assistance from Lara Quint
en|With contributions from the Associated Press
en|With inputs from PTI
en|With wire service reports
en|Written and edited by the news desk
en|© dpa-infocom, dpa:260312-99-1234/3
en|– Wire services contributed
en|— Lara Quint, with files from The Canadian Press
es|Agencias / Redacción
es|Con aportes de la agencia Efe
es|Con despachos de AFP, Efe y AP
es|Con información de Efe
es|Edición y adaptación: Bruno Lagos
es|Elaborado con datos de Europa Press y AFP
es|Información adicional: Marta Solís, desde Quito
es|Nota redactada por la mesa de noticias con datos de Télam
es|Redacción con información de agencias
es|Reporte adicional de Inés Pardo en Quito
es|Texto elaborado a partir de despachos de agencias
et|Toimetas Mart Saar, allikas BNS
eu|Iturria: Efe eta erredakzioa
fa|منبع: ایسنا و خبرگزاری‌ها
fi|Jutun kirjoittamisessa avusti Liisa Mäki
fi|Jutussa on käytetty STT:n aineistoa
fi|Toimittanut: Aino Lehto
fr|(Agences, avec notre envoyée spéciale)
fr|(avec AFP)
fr|Avec des informations de l'agence Belga
fr|Avec l'appui de nos correspondants
fr|Avec notre correspondant à Bruxelles
fr|Contribution : Luc Armand, à Lyon
fr|D'après AFP et Reuters
fr|Le Courrier avec AFP
fr|Ont également collaboré à cet article : Léa Morel, Jean Pinson
fr|Reportage complémentaire : Maud Terrier à Brest
fr|Rédaction avec ATS
fr|Source AFP, mise en forme par la rédaction
fr|Synthèse réalisée à partir de dépêches d'agences
fr|Texte de la rédaction, avec Belga
fr|Traduction et adaptation : Léa Morel
fr|Édition : Maud Terrier
he|בעריכת דנה לוי, סוכנויות הידיעות
he|מאת סוכנויות הידיעות
hi|(एजेंसी इनपुट के साथ)
hi|इनपुट: एजेंसी और संवाददाता
hr|Pripremio Ivo Babić, agencije
hr|Priredila: Ana Kos, izvor Hina
hu|Az MTI híre alapján
hu|Forrás: MTI / szerkesztőség
hu|Szerkesztette: Kis Anna, források: MTI, Reuters
id|Disunting oleh Sari Putri dari berbagai sumber
id|Laporan tambahan: Dewi Lestari di Bandung
id|Sumber: Antara, disunting redaksi
it|A cura della redazione esteri
it|Con la collaborazione di Paola Neri da Trieste
it|Con notizie di agenzia
it|Fonte: ANSA
it|Ha contribuito da Trieste Ivo Sartori
it|Redazione con Adnkronos
it|Testo di Carla Bosco, ha collaborato Ugo Pini
it|Testo redatto con informazioni di agenzia
ja|取材協力：時事通信
ja|構成・佐藤健（編集部）
ja|編集部（AFPの記事をもとに構成）
ja|（共同通信、AFP）
ko|(연합뉴스 종합)
ko|국제부 종합, 연합뉴스
ko|정리=김하늘 기자
lt|Parengta pagal BNS informaciją
nl|Aanvullende berichtgeving: Joris Vaan in Gent
nl|Dit bericht is gemaakt met informatie van het ANP
nl|Met bijdragen van Reuters en AP
nl|Op basis van berichten van ANP en Reuters
nl|Samengesteld uit persberichten
no|Med bidrag fra NTB
no|Redigert av Nils Berg, kilde NTB
no|Saken er skrevet med bidrag fra Ritzau
pl|Opracowanie własne na podstawie PAP
pl|Opracowano na podstawie depesz PAP
pl|Tekst powstał z wykorzystaniem depesz agencji Reutera
pl|Zebrał i opracował: Piotr Wilk
pt|Apuração adicional: Bento Prado, no Recife
pt|Colaboração: Rita Moura, em Lisboa
pt|Com Lusa
pt|Com informações da Agência Brasil
pt|Com material da Reuters e da AFP
pt|Notícia atualizada com informação da Lusa
pt|Redação, com agências internacionais
pt|Texto com base em despachos da Lusa
ro|Cu informații de la Agerpres
ro|Editare: Dan Popa
ro|Material realizat cu sprijinul Agerpres
ru|В подготовке текста участвовал Павел Серов
ru|Источник: ТАСС
ru|Материал подготовлен редакцией по сообщениям Рейтер
ru|Подготовлено по материалам РИА Новости
ru|С использованием сообщений агентств
sk|Spracované podľa správ agentúr
sv|Artikeln är sammanställd av redaktionen med material från AFP
sv|Kompletterande rapportering: Åke Ström
sv|Redigering: Karin Lund
sv|Sammanställt av nyhetsbyrån TT
sv|Texten bygger på uppgifter från TT
tr|AA ve Reuters haberlerinden derlenmiştir
tr|Derleyen: Elif Kaya, Ankara
tr|Haberi derleyen: Can Demir, kaynak: DHA
tr|Haberin hazırlanmasında Reuters ajansından yararlanılmıştır
uk|За матеріалами Укрінформу
uk|Підготував Остап Гай за матеріалами агентств
uk|Текст: редакція, за інформацією УНІАН
vi|Theo Reuters, AFP
vi|Tổng hợp từ Reuters và TTXVN
zh|(新华社)
zh|本文综合外媒报道
zh|来源：综合法新社、路透社消息
zh|综合新华社、法新社报道
zh|编译：张敏 来源：路透社
zh|记者李明 编辑王芳
"""

LOOK_ALIKES = """
ar|وغادر المراسلون المدينة.
ar|وقال لوكالة رويترز إن الميناء سيفتح.
cs|Zdroj vyschl.
de|Am Ende half nur die Redaktion
de|Anmerkung der Redaktion: Der Name der Zeugin wurde geändert.
de|Das Material wurde in Okkel geprüft.
de|Das bestätigte ein Sprecher der dpa.
de|Das sagte sie der Nachrichtenagentur AFP.
de|Davon berichtete auch die dpa.
de|Der Beitrag wird im Mai erhoben.
de|Der Bericht stammt von 1961.
de|Der Text hängt im Rathaus.
de|Die Bearbeitung dauert drei Wochen.
de|Die Mitarbeit der Fischer ist freiwillig.
de|Die Mitarbeiter haben Angst
de|Die Quelle liegt im Wald.
de|Die Recherche ergab nichts.
de|Die Redaktion bleibt in Berlin.
de|Dieser Bericht wurde dem Rat am Montag vorgelegt.
de|Eintritt frei, Anmeldung im Rathaus
de|Geschrieben wurde der Brief in Okkel.
de|Kartentelefon: Rathaus Okkel
de|Korrektur: In einer früheren Fassung hieß es, die Mole sei von 1998.
de|Material: Eiche aus Okkel
de|Mit Hilfe der Feuerwehr wurde das Boot geborgen.
de|Mit Informationen geizt das Hafenamt.
de|Mit Material aus dem Steinbruch wird die Mole geflickt.
de|Quelle und Mündung liegen im selben Dorf.
de|Regie: Paul Ott, mit Lina Sommer
de|Unser Korrespondent wurde ausgewiesen.
de|„Mit uns nicht.“
de|„Wir bleiben.“
en|A spokesman for dpa declined to comment.
en|A team of researchers from Okkel compiled the data with the help of the Tallmoor Institute.
en|A version for children was written by Joss Pyne.
en|AFP photographer Ines Varga was among the injured.
en|AP reporters were not admitted.
en|Additional staff will be hired in Okkel.
en|Additional trains will run on Sunday.
en|Agencies were told on Monday.
en|And the winner was Lara Quint
en|Asked by AFP, the mayor shrugged.
en|Both sources are in the archive.
en|Clarification: This article was amended on 3 March to correct the name of the mole.
en|Compiled in 1911, the atlas shows no harbour.
en|Contributions from the public reached £9,000.
en|Correction: An earlier version of this article misspelled the name of Oona Drever.
en|Director: Ned Orme; with Lara Quint and Joss Pyne
en|Edited and translated, the diary appears in May.
en|Editor's note: The yard has since reopened.
en|Editor’s note: Hal Brisco is a member of the council.
en|For Lara, with love
en|Foreign correspondents left the city.
en|Hal Brisco contributed to the roof fund.
en|He had no sources left
en|He told AFP that the yard would close in June.
en|Her source was a clerk in Velmora.
en|His material was tweed.
en|Information is free at the town hall.
en|Information was used against Ned Orme.
en|Interview over.
en|It was first published in 1902.
en|It was the last story from the wire.
en|Lara Quint assisted both goals.
en|Local reporters sang.
en|Mara Finch edits the parish news.
en|Material: oak, from Okkel
en|More information: Harbour Office, Okkel
en|Ned Orme (Okkel), Lara Quint (Tallmoor)
en|Ned Orme is a staff writer on the Okkel Courier.
en|Next week: The Reporter of Okkel
en|Nothing was left of the wire.
en|Oona Drever, who edited the book, died in 1998.
en|Our sources dried up.
en|Photographs and letters from the archive were burned
en|Reading list: The Wire, by Lara Quint
en|Referee: Lara Quint. Attendance: 9,112
en|Reporting from the island remains difficult.
en|Reporting restrictions were lifted on Friday.
en|Reports from Okkel were confused.
en|Research by the university found otherwise.
en|Research continues.
en|Reuters could not reach the owner.
en|Reuters had 200 staff in Okkel
en|She now works for Reuters.
en|Staff at the yard were sent home with pay.
en|Staff will return on Monday.
en|Staff: 31
en|Tallmoor Museum, open daily from nine
en|Text them before you leave
en|That report was edited by Reuters lawyers.
en|The Associated Press asked for comment.
en|The Associated Press won.
en|The End
en|The agency contributed two boats.
en|The desk was sold to a museum.
en|The editing took nine weeks.
en|The information came from a neighbour.
en|The map was produced by the Press Club of Okkel.
en|The material came from a quarry near Low Ness.
en|The news reached Okkel by boat.
en|The report was compiled from wire intercepts.
en|The story was compiled by monks in Okkel.
en|The story was reported to the police in Okkel on Monday.
en|The team from Tallmoor won 3-1.
en|The text was edited by Lars Holm and forgotten.
en|The wire was cut.
en|Then came the news
en|They had been told by Reuters.
en|Tickets from the town hall, Tallmoor
en|Tom Hale contributed two goals.
en|Translated into nine languages, it sold poorly.
en|Winner: Ned Orme (Tallmoor)
en|With the Associated Press in the room, Hale said nothing.
en|With the agencies silent, nobody knew.
en|Written evidence is due in May.
en|Written in Tallmoor, May 1911
en|“No comment.”
en|“Our source was the river.”
en|“That’s the story”
en|“We will be back,” she said.
es|Con Inés Pardo ganó el puerto.
es|Con el apoyo de la agencia, el barco zarpó.
es|Con información falsa no hay acuerdo.
es|Dirección: Bruno Lagos; con Inés Pardo
es|El material llegó de Quito.
es|Este informe fue entregado al alcalde.
es|La edición de mayo fue la última.
es|La fuente está en la plaza.
es|La redacción cerró en mayo.
es|Lo dijo a Efe el alcalde.
es|Los corresponsales se marcharon.
fr|Avec Maud Terrier, tout change.
fr|Avec l'aide de l'agence, le port a rouvert.
fr|Avec la participation du public, le fort a été repeint.
fr|Il l'a dit à l'AFP.
fr|L'édition 2027 aura lieu à Brest.
fr|L'équipe est rentrée avec la coupe.
fr|La dépêche est arrivée trop tard.
fr|La rédaction a quitté Paris.
fr|La source coule près de Lyon.
fr|Mise en scène : Jean Pinson
fr|Selon l'AFP, il n'en est rien.
fr|« Je reviendrai. »
hi|यह खबर गलत थी।
hi|संवाददाता शहर से चले गए।
hu|A hír szerint a móló áll.
hu|A szerkesztőség bezárt.
id|Hal itu ia sampaikan kepada Antara.
id|Redaksi sudah pindah.
it|Il servizio riprende a Trieste.
it|Il testo è stato approvato a Trieste.
it|La fonte è secca.
it|La redazione ha chiuso.
it|Lo ha detto all'ANSA il sindaco.
ja|彼は共同通信に語った。
ja|編集部は移転した。
ja|記事は削除された。
ko|그는 기사를 썼다.
ko|그는 연합뉴스에 말했다.
ko|기자들은 떠났다.
nl|Dat zei hij tegen persbureau ANP.
nl|De bron is opgedroogd.
nl|De redactie is verhuisd naar Gent.
nl|Dit verhaal begon in Gent.
pl|Pomoc nadeszła z Okkel.
pl|Powiedział to w rozmowie z PAP.
pl|Tekst podpisano w Warszawie.
pt|A edição deste ano será no Recife.
pt|A nota foi lida na redação.
pt|Disse à Lusa o autarca.
pt|O texto foi aprovado.
ro|Textul a fost aprobat.
ru|В работе участвовали сотрудники музея.
ru|Источник находится в лесу.
ru|Корреспонденты покинули город.
ru|Материалы переданы в суд.
ru|Об этом он рассказал ТАСС.
ru|Помощь пришла из редакции.
sv|Boken är översatt och redigerad.
sv|Det sade hon till TT.
sv|Källan ligger i skogen.
sv|Texten är borta.
tr|Bu haber herkesi sevindirdi.
tr|Bunu AA'ya söyledi.
tr|Haber merkezi kapatıldı.
uk|Матеріали передали до суду.
uk|Текст зник.
zh|他参与编写了这本书。
zh|他对新华社记者说。
zh|编辑部昨天搬走了。
zh|记者表示，港口将重新开放。
zh|该消息来源已被封。
"""


def cases(table: str) -> list[object]:
    rows = [row.split("|", 1) for row in table.strip().splitlines()]
    return [pytest.param(line, id=f"{language} {line}") for language, line in rows]


def read(*lines: str | Block) -> CleanArticle:
    blocks = tuple(line if isinstance(line, Block) else Block(role="paragraph", text=line) for line in lines)
    metadata = Metadata(headline="Nobody wants to pay for the wall")
    return normalise(Article(url="http://velmora.test/a", canonical=None, metadata=metadata, blocks=blocks))


@pytest.mark.parametrize("line", cases(CREDITS))
def test_a_credit_line_in_any_wording_is_cut(line: str) -> None:
    result = read(*PROSE, line)
    assert result.paragraphs == PROSE
    assert [(removal.text, removal.kind in ("source_line", "byline", "other")) for removal in result.removals] == [
        (line, True)
    ]


@pytest.mark.parametrize("line", cases(LOOK_ALIKES))
def test_a_closing_line_that_tells_of_something_stays(line: str) -> None:
    assert read(*PROSE, line).paragraphs == (*PROSE, line)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Compiled from wire services", ()),
        ("Additional reporting: Oona Drever in Velmora", ()),
        ("Additional reporting: Oona Drever in Velmora and AFP", ("AFP",)),
        ("This story includes information from HarborWire and Reuters.", ("HarborWire", "Reuters")),
        ("Text: dpa / Redaktion", ("dpa",)),
        ("AA ve Reuters haberlerinden derlenmiştir", ("AA", "Reuters")),
        ("Подготовлено по материалам РИА Новости", ("РИА Новости",)),
        ("综合新华社、法新社报道", ("新华社", "法新社")),
        ("dpa-infocom, dpa:260312-99-1234/3", ("dpa",)),
    ],
)
def test_agencies_are_credited_and_those_who_helped_are_not(line: str, names: tuple[str, ...]) -> None:
    assert credited_names(line) == names
    result = read(*PROSE, line)
    assert result.metadata.authors == ()


@pytest.mark.parametrize(
    "line", ["Diese Meldung wurde mit Material der Nachrichtenagentur AFP erstellt.", "(avec l'agence AFP)"]
)
def test_an_agency_is_credited_without_the_words_for_its_reports(line: str) -> None:
    assert read(*PROSE, line).metadata.credit_text == "AFP"


@pytest.mark.parametrize("role", ["list_item", "paragraph"])
def test_a_list_s_last_item_is_no_credit_line(role: BlockRole) -> None:
    items = ("Score by Ben Okafor", "Costumes by Ada Moss", "Translation and research by Sana Quill")
    result = read(*PROSE, *(Block(role=role, text=item) for item in items))
    assert result.paragraphs == (*PROSE, *items)


def test_several_credit_lines_behind_each_other_are_cut() -> None:
    lines = ("Additional reporting: Oona Drever", "Research by Sana Quill", "Compiled from wire services")
    assert read(*PROSE, *lines).paragraphs == PROSE


def test_a_heading_above_prose_is_no_credit_line() -> None:
    heading = Block(role="heading", text="Translation and research by Sana Quill")
    assert heading.text in read(*PROSE[:3], heading, *PROSE[3:]).paragraphs


def test_a_credit_line_in_the_middle_of_a_text_stays() -> None:
    line = "Compiled from wire services"
    assert line in read(PROSE[0], line, *PROSE[1:], *(f"{text} It is so." for text in PROSE)).paragraphs


@pytest.mark.parametrize("path", ["main>article>p.story-credit", "main>article>div.tagline>p", "main>article>small"])
def test_an_unknown_word_is_forgiven_where_the_element_is_called_so(path: str) -> None:
    text = "Kvwrt: Reuters"
    assert read(*PROSE, Block(role="paragraph", text=text, path=path)).paragraphs == PROSE
    assert read(*PROSE, text).paragraphs == (*PROSE, text)
