"""Languages: which one a text is in, how its words become stems, how common they are, and what its form letters look like."""

from math import log
from statistics import correlation
import unicodedata

import pytest

from newsloom.stories.background import Background, Frequencies, derived
from newsloom.stories.languages import LATIN, code, common_words, function_words, language_of
from newsloom.stories.templates import is_report, without_dateline
from newsloom.stories.terms import Terms, opening, words
from newsloom.stories.tongues import Tongue, tokens
from newsloom.testing.factories import article

BRIDGE = {
    "en": "The bridge over the river has been closed since the flood, the mayor said on Monday.",
    "de": "Die Brücke über den Fluss ist seit dem Hochwasser gesperrt, sagte der Bürgermeister am Montag.",
    "fr": "Le pont sur la rivière est fermé depuis la crue, a dit le maire lundi dans une lettre.",
    "es": "El puente sobre el río está cerrado desde la inundación, dijo el alcalde en una carta.",
    "it": "Il ponte sul fiume è chiuso dopo la piena, ha detto il sindaco in una lettera.",
    "pt": "A ponte sobre o rio está fechada desde a cheia, disse o prefeito em uma carta.",
    "ca": "El pont sobre el riu és tancat des de la riuada, va dir l'alcalde amb una carta als veïns.",
    "ro": "Podul peste râu este închis după inundație, a spus primarul într-o scrisoare care a fost publicată.",
    "nl": "De brug over de rivier is sinds het hoogwater gesloten, zei de burgemeester in een brief.",
    "sv": "Bron över älven är stängd efter översvämningen, sade borgmästaren och det kommer att ta tid.",
    "da": "Broen over åen er lukket efter oversvømmelsen, siger borgmesteren, og der bliver ikke åbnet af sig selv.",
    "nb": "Broen over elva er stengt etter flommen, sier ordføreren, og det blir ikke noe av åpningen nå.",
    "is": "Brúin yfir ána er lokuð eftir flóðið og það verður ekki opnað fyrir helgi, sagði hann.",
    "fi": "Silta joen yli on ollut suljettu tulvan jälkeen, ja se ei avaudu vielä, sanoi hän.",
    "pl": "Most na rzece jest zamknięty od powodzi i nie będzie otwarty przed świętami, powiedział burmistrz.",
    "cs": "Most přes řeku je od povodně zavřený a nebude se otevírat, řekl starosta, který to oznámil.",
    "sk": "Most cez rieku je od povodne zatvorený a nebude sa otvárať, povedal starosta, ktorý to oznámil pre rozhlas.",
    "sl": "Most čez reko je po poplavi zaprt in ne bo odprt, je povedal župan, ki se je z njo srečal.",
    "sh": "Most preko reke je zatvoren od poplave i neće biti otvoren, rekao je gradonačelnik koji je to najavio.",
    "hu": "A folyó hídja az árvíz után zárva van, és nem is nyitják meg, mondta a polgármester.",
    "lt": "Tiltas per upę yra uždarytas po potvynio ir nebus atidarytas, sakė meras, kuris tai pranešė.",
    "lv": "Tilts pār upi ir slēgts pēc plūdiem un netiks atvērts, sacīja mērs, kas par to paziņoja.",
    "tr": "Nehrin üzerindeki köprü selden sonra kapalı ve bu yıl için açılmayacak, dedi ne var ki başkan.",
    "id": "Jembatan di atas sungai itu ditutup setelah banjir dan tidak akan dibuka, kata wali kota dalam surat.",
    "vi": "Cây cầu qua sông đã đóng cửa sau lũ và không được mở lại trong năm này, ông nói với báo.",
    "ru": "Мост через реку закрыт после наводнения, сказал мэр, и это не всё, что он сообщил.",
    "uk": "Міст через річку закрито після повені, сказав мер, і це ще не все, що він повідомив.",
    "bg": "Мостът над реката е затворен след наводнението, каза кметът, и няма да се отвори.",
    "mk": "Мостот преку реката е затворен по поплавата и нема да се отвори, рече градоначалникот кој го најави тоа.",
    "el": "Η γέφυρα του ποταμού είναι κλειστή μετά την πλημμύρα, είπε ο δήμαρχος.",
    "ar": "الجسر فوق النهر مغلق منذ الفيضان وقال رئيس البلدية إن ذلك سوف يستمر في هذا العام.",
    "fa": "پل روی رودخانه از زمان سیل بسته است و شهردار گفت که این کار باید ادامه یابد.",
    "ur": "دریا پر پل سیلاب کے بعد سے بند ہے اور میئر نے کہا کہ یہ نہیں کھلے گا۔",
    "he": "הגשר מעל הנהר סגור מאז השיטפון, אמר ראש העיר.",
    "hi": "नदी पर बना पुल बाढ़ के बाद से बंद है, महापौर ने कहा।",
    "bn": "বন্যার পর থেকে নদীর উপর সেতুটি বন্ধ, মেয়র বলেছেন।",
    "ta": "வெள்ளத்திற்குப் பிறகு ஆற்றின் மீதான பாலம் மூடப்பட்டுள்ளது.",
    "th": "สะพานข้ามแม่น้ำปิดตั้งแต่น้ำท่วม นายกเทศมนตรีกล่าว",
    "ka": "ხიდი მდინარეზე დაკეტილია წყალდიდობის შემდეგ.",
    "ja": "洪水のあと川にかかる橋は閉鎖されている、と市長は述べた。",
    "ko": "홍수 이후 강 위의 다리가 폐쇄되었다고 시장이 말했다.",
    "zh": "洪水过后，河上的桥梁一直关闭，市长表示。",
}


@pytest.mark.parametrize(("language", "text"), BRIDGE.items())
def test_language_of_a_sentence_is_found_undeclared_and_declared_wrongly(language, text):
    assert language_of(text) == language
    assert language_of(text, language) == language
    assert language_of(text, "en-US" if language != "en" else "de-AT") == language


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Bridge reopens", "", "en"),
        ("Bridge reopens", "de", "de"),
        ("", "", "en"),
        ("", "fr-CA", "fr"),
        ("2021: 5-4", "ru", "en"),  # no letter of it is Cyrillic
        ("東京", "ja", "ja"),
        ("東京", "ko", "zh"),
        ("iPhone 15 Pro Max、東京で発売", "", "ja"),
        ("Die Hard", "", "en"),
        ("Most se otvara u maju", "hr", "sh"),
        ("Broen er lukket", "no", "nb"),
        ("Мост закрыт", "sr", "sh"),
        ("Apple opens a shop in 東京", "", "en"),
    ],
)
def test_language_of_a_scrap_is_the_declared_one_else_its_scripts_first(text, declared, language):
    assert language_of(text, declared) == language


def test_code_reads_tags_of_every_shape():
    assert [code(tag) for tag in ("EN-gb", "zh-Hant-TW", "pt_BR", "deu", "iw", "x-klingon", "und", "", "english", "1")] == [
        "en", "zh", "pt", "de", "he", "", "", "", "", ""
    ]  # fmt: skip


def test_function_words_are_known_of_every_language_that_shares_its_script():
    for language in ("de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr", "ru", "uk", "bg", "ar", "fa", "hi"):
        assert len(set(function_words(language))) == 120
    assert all(word == word.lower() and len(languages) >= 1 for word, languages in common_words().items())


def test_stems_of_two_languages_never_meet():
    seen: dict[str, str] = {}
    terms = Terms()
    for language, text in BRIDGE.items():
        for stem in terms.of_text(f"{text} 2021"):
            assert seen.setdefault(stem, language) == language


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Häuser größer", "haus groesser"),
        ("fr", "L’élection des députés", "les ELECTIONS du député"),
        ("es", "canciones", "CANCION"),
        ("tr", "İstanbul'da ışık", "ISTANBUL isik"),
        ("ru", "самолёты", "самолета"),
        ("sh", "председника", "predsednik"),
        ("fa", "کتاب‌ها", "کتابها"),
        ("ar", "الكِتاب", "كتاب"),
        ("el", "κυβέρνησης", "ΚΥΒΕΡΝΗΣΗ"),
        ("ja", "ﾄﾖﾀ", "トヨタ"),
        ("hi", "लड़के", "लड़का"),
    ],
)
def test_stems_two_spellings_and_cases_of_a_word_are_one(language, one, other):
    tongue = Tongue(language)
    assert tongue.stems(one) == tongue.stems(other) != []


@pytest.mark.parametrize(
    ("language", "one", "other"), [("bg", "кой", "кои"), ("uk", "їх", "іх"), ("vi", "má", "mà"), ("hi", "कल", "काल"), ("he", "שר", "שיר")]
)
def test_fold_leaves_the_letters_of_other_scripts(language, one, other):
    tongue = Tongue(language)
    tongue._stop = frozenset()
    assert tongue.stems(one) != tongue.stems(other)


def test_tokens_of_vowel_signs_joiners_and_runs_are_whole():
    assert list(tokens("हिन्दी भाषा।")) == ["हिन्दी", "भाषा"]
    assert list(tokens("می‌خواهم")) == ["می‌خواهم"]
    assert list(tokens("ท่วมท")) == ["ท่วม", "่วมท"]
    assert list(tokens("서울 시장")) == ["서울", "시장"]
    assert list(tokens("新iPhone发布")) == ["新", "iphone", "发布"]
    assert list(tokens("雨・雪")) == ["雨", "雪"]


def test_tokens_of_any_letter_are_bounded():
    assert max(map(len, tokens("a" * 1000 + "я" * 1000 + "字" * 1000))) == 40
    assert not [word for word in tokens("\u0300\u0301 ـ ̂") if not unicodedata.normalize("NFKC", word).strip()]


def test_of_article_in_german_declared_english_is_read_as_german():
    found = Terms().of_article(article(title="Brücke gesperrt", excerpt="BERLIN (dpa) - " + BRIDGE["de"], language="en"))
    assert list(found.items())[:3] == [("de:bruck", 2), ("de:gesperrt", 2), ("de:fluss", 1)]
    assert "de:dpa" not in found


def test_of_article_english_with_a_foreign_name_stays_bare():
    found = Terms().of_article(article(title="Shares of Škoda fall", excerpt="", language="en"))
    assert found == {"share": 1, "skoda": 1, "fall": 1}


def test_opening_without_blanks_is_cut_by_characters():
    assert len(opening(article(excerpt="洪水过后河上的桥" * 40))) == 150
    assert opening(article(excerpt="Донаудампфшифффарт " * 50)) == " ".join(["Донаудампфшифффарт"] * 50)


def test_signature_of_a_title_without_blanks_proves_a_text():
    assert Terms().signature("洪水过后桥梁关闭") == Terms().signature("洪水过后：桥梁关闭".replace("：", ""))
    assert Terms().signature("洪水过后桥梁关闭")
    assert words("洪水过后") == ["洪水", "水过", "过后"]


def test_frequencies_know_common_from_rare_words_of_other_languages():
    frequency = Background.load().frequency
    assert frequency["de:regier"] > frequency["de:bruck"] > frequency.get("de:gezeitenkraftwerk", 0) == 0
    assert frequency["zh:中国"] > frequency["zh:桥梁"]
    assert frequency["de:2021"] == frequency["2021"]
    assert (frequency.get("th:สะพา", 0), frequency.get("xx:bridge", 0)) == (0, 0)


def test_frequencies_read_a_language_when_its_first_word_is_asked_for():
    frequencies = Frequencies({"bank": 9}, 1000)
    assert (frequencies["bank"], len(frequencies), list(frequencies), frequencies._others) == (9, 1, ["bank"], {})
    assert frequencies.get("it:banc", 0) > 0
    assert list(frequencies._others) == ["it"]


def test_derived_pairs_across_words_are_counted():
    """No word of Chinese is 的人, but every other text has "…的 人…"."""
    counts = derived("zh", 1000)
    assert counts["zh:的人"] > counts["zh:桥梁"]


def test_derived_frequencies_of_english_agree_with_the_counted_ones():
    """Measured: .81 over 12,106 stems, by idf; derived words are .6 too common on average, as a text that has a word has it twice."""
    counted, terms = Background.load(), Terms()
    chances: dict[str, float] = {}
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - as in the code it checks

    for word, chance in get_frequency_dict("en", "small").items():
        for stem in set(terms.of_text(word)):
            chances[stem] = chances.get(stem, 0.0) + chance
    both = [stem for stem in counted.frequency if stem in chances and not stem.isdigit()]
    measured = [log((counted.texts + 2) / (counted.frequency[stem] + 0.5)) for stem in both]
    guessed = [log((counted.texts + 2) / (counted.texts * (1 - (1 - chances[stem]) ** 60) + 0.5)) for stem in both]
    assert len(both) > 12_000
    assert correlation(measured, guessed) > 0.8


@pytest.mark.parametrize(
    "line",
    [
        "BERLIN (dpa) - ", "Berlin (dpa/bb) – ", "Frankfurt/Main (dpa-AFX) - ", "Wien (APA) - ", "Bern (sda) - ", "Paris (AFP) – ",
        "PARIS, 3 juil 2021 (AFP) - ", "Madrid, 3 jul (EFE).- ", "MADRID, 3 Jul. (EUROPA PRESS) - ", "(ANSA) - ROMA, 03 LUG - ",
        "Roma, 3 lug. (askanews) - ", "BRUXELLES (Belga) - ", "Lisboa, 03 jul 2021 (Lusa) – ", "DEN HAAG (ANP) - ", "Oslo (NTB): ",
        "МОСКВА, 3 июля. /ТАСС/. ",
    ],
)  # fmt: skip
def test_dateline_of_agencies_abroad_is_stripped(line):
    for text in (BRIDGE["de"], BRIDGE["fr"], BRIDGE["ru"]):
        assert without_dateline(line + text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Artificial general intelligence (AGI) is near", "The psychologists (APA) said so", "Die Agentur (dpa) meldete",
        "Le TT (Tourist Trophy) - une course", "Der Preis (SID) steigt", *BRIDGE.values(),
    ],
)  # fmt: skip
def test_dateline_ordinary_text_abroad_is_left_alone(text):
    assert without_dateline(text) == text


@pytest.mark.parametrize(
    "title",
    [
        "Wasserkocher-Markt 2021: Größe, Anteil, Wachstum, Trends und Prognose bis 2027",
        "Markt für Wasserkocher: Analyse, Umsatz und Ausblick 2021–2027",
        "Marché des bouilloires : taille, part, croissance et prévisions 2021-2027",
        "Mercado de hervidores: tamaño, participación y pronóstico hasta 2027",
        "Mercado de chaleiras: tamanho, quota e previsão até 2027",
        "Mercato dei bollitori: dimensioni, quote e previsioni 2021-2027",
    ],
)
def test_is_report_mill_titles_of_other_languages_are_known(title):
    assert is_report(title)
    assert Terms().of_article(article(title=title)) == {}


@pytest.mark.parametrize(
    "title",
    [
        "Arbeitsmarkt: Prognose bis 2030 gesenkt",
        "Der Markt für Wasserkocher wächst",
        "Marché du travail : les prévisions pour 2027",
        "El mercado de trabajo crece en 2027",
        "Mercato, la Juve cerca un portiere fino al 2027",
    ],
)
def test_is_report_news_of_markets_abroad_is_none(title):
    assert not is_report(title)


def test_latin_languages_are_those_without_a_script_of_their_own():
    assert not LATIN & {"ru", "el", "ja", "ar", "hi", "th"}
    assert {"de", "vi", "tr", "sh"} <= LATIN
