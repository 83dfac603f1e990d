"""Boilerplate: what pages and feeds set between, before and behind the words of a piece, in the languages of the hubs that we know.

Every pattern is held against a short text from its beginning or its end, and every quantifier is bounded, so that no text costs much.
The lists were gathered from the benchmark and the real pages that docs/decisions/0017-text.md names.
"""

import re

LONGEST = 400
"""Characters from which a line is a paragraph whatever it begins with; the longest line of boilerplate seen had some 350."""

_LONGEST_CREDIT = 200

_ELSEWHERE = re.compile(
    r"^\W{0,3}(?:"
    r"related(?: (?:articles?|stor(?:y|ies)|posts?|content|links?|topics?|coverage|video|reading|roundup))?\s?[:：|]|"
    r"(?:related|recommended|more) (?:articles?|stories|posts|coverage|news|reading|content|videos?)\b.{0,60}$|"
    r"read (?:more|also|next|the full)\b|also read\b|see (?:also|more)\b|more (?:from|on|about|in)\b.{0,60}$|don['’]?t miss\b|"
    r"what to read next|most (?:read|popular|viewed|shared)\b.{0,40}$|you (?:may|might) (?:also )?(?:like|be interested)|"
    r"recommended for you|up next|watch(?: (?:now|more|also|below))?\s?:|"
    r"lire aussi|à lire (?:aussi|également)|sur le même (?:sujet|thème)|lire la suite|"
    r"lesen sie (?:auch|hier|mehr)|mehr (?:zum thema|dazu|lesen)|auch interessant|"
    r"lee (?:también|además|más)|leer más|(?:te|le) puede interesar|también (?:te|le) (?:puede|podría)|ver también|"
    r"leggi (?:anche|tutto)|potrebbe interessarti|leia (?:também|mais)|veja (?:também|mais)|saiba mais\b|"
    r"lees (?:ook|verder)|läs (?:också|mer)|les også|czytaj (?:też|także|więcej|również)|zobacz (?:też|także|również)|читайте также)",
)
_PLATFORMS = "twitter|facebook|instagram|youtube|linkedin|telegram|x|tiktok|mastodon|bluesky|threads|whatsapp"
_ASKING = re.compile(
    r"^.{0,90}(?:©|\b(?:"
    r"(?:subscribe|sign[- ]?up|signing up|register)\b.{0,90}"
    r"\b(?:newsletters?|inbox|updates|e-?mails?|channel|today|here|free|alerts?|account)\b|"
    r"newsletters?\b.{0,60}\b(?:inbox|subscri|sign)|"
    rf"follow .{{1,80}}\bon\b.{{0,40}}\b(?:{_PLATFORMS})\b|(?:like|find|join) us on (?:{_PLATFORMS})\b|"
    r"click here\b|(?:download|get) (?:the|our) .{0,60}\b(?:app|newsletter)\b|"
    r"send (?:tips|us)\b|have (?:a|any) (?:news )?(?:tip|story)s?\b|"
    r"all rights reserved\b|copyright (?:©|\(c\)|\d{4})|alle rechte vorbehalten\b|tous droits réservés\b|todos los derechos\b|"
    r"todos os direitos\b|tutti i diritti\b|affiliate (?:links?|commission)\b|may (?:receive|earn|get) a (?:commission|share)\b|"
    r"(?:erhält|erhalten) .{0,40}\b(?:provision|kommission)\b|affiliate-?links?\b|links? (?:afiliados?|affiliés?|di affiliazione)\b|"
    r"this (?:article|story|post) (?:was )?(?:originally|first) (?:appeared|published)\b|"
    r"contributed to this (?:report|story|article)\b|(?:e-?mail|write to|contact|reach|reached) .{0,50}@.{0,60}$|"
    r"(?:newsletter|rundbrief)\b.{0,40}\b(?:abonnieren|anmelden|bestellen)|abonnez-vous\b|inscrivez-vous\b|"
    r"suscríbete\b|suscríbase\b|inscreva-se\b|assine\b.{0,30}\bnewsletter\b|iscriviti\b))",
)
_BUTTON = re.compile(
    r"^\W{0,3}(?:comments?|share(?: (?:this|on|via).{0,40})?|advertisements?|adverti[sz]ing|sponsored(?: content)?|tags?|filed under|"
    r"loading.{0,10}|print(?: (?:article|this).{0,20})?|e-?mail|tweet|facebook|twitter|whatsapp|linkedin|pinterest|reddit|telegram|"
    r"instagram|back to top|close|menu|search|image|photos?|gallery|view (?:gallery|comments|all).{0,20}|order reprints|"
    r"leave a (?:comment|reply).{0,30}|tell us what you think.{0,10}|post a comment|reply|read comments|copy link|skip.{0,30}|"
    r"(?:story|article)? ?continue(?:s|d)?(?: reading)?(?: below.{0,20})?|show more|load more|an error has occurred.{0,30}|"
    r"anzeige|werbung|kommentare.{0,20}|teilen|publicité|commentaires.{0,20}|partager|publicidad|comentarios.{0,20}|compartir|"
    r"publicidade|comentários.{0,20}|compartilh(?:ar|e).{0,20}|pubblicità|condividi|commenti)\W{0,3}(?:\d{1,5}\W{0,3})?$",
)
_CREDIT = re.compile(
    r"^\W{0,3}(?:"
    r"(?:photo|image|picture|foto|bild|fotos|photograph|illustration|credit|source|quelle)s?"
    r"(?: (?:credits?|by|courtesy|via)\b|\s?[:：/©])|"
    r"(?:getty|ap photo|reuters|afp|shutterstock|istock|dpa|epa|alamy|unsplash)\b.{0,40}$|"
    r".{0,120}\((?:photo|image|foto|ap photo|getty)[^()]{0,80}\)$|"
    r".{0,160}[/|]\s?(?:getty images|ap|reuters|afp|shutterstock)\W{0,3}$)",
)

_MACHINE = re.compile(
    r"^(?:we (?:and our partners )?use|(?:this|our) (?:web)?site uses|diese (?:web)?seite (?:verwendet|nutzt)|wir (?:verwenden|nutzen)|"
    r"nous utilisons|ce site utilise|utilizamos|usamos|este sitio (?:web )?(?:utiliza|usa)|este site (?:utiliza|usa)|utilizziamo|"
    r"(?:questo|il) sito (?:web )?utilizza|deze website gebruikt|wij gebruiken)\b.{0,60}\bcookies?\b"
    r"|^(?:please |bitte |veuillez |por favor,? )?"
    r"(?:enable|activate|aktivieren sie|aktiviere|activer|activa|active|habilite|abilita(?:re)?) "
    r"(?:les |las |os |i )?(?:javascript|cookies?)\b"
    r"|^you are using an outdated browser\b|^(?:strict standards|warning|notice|deprecated|fatal error): .{1,300} on line \d"
    r"|^(?:your e-?mail address will not be published|deine e-mail-adresse wird nicht veröffentlicht|"
    r"votre adresse e-?mail ne sera pas publiée|tu dirección de correo electrónico no será publicada)",
)


def is_boilerplate(line: str) -> bool:
    """Tell whether a line belongs to the page instead of the piece: a pointer elsewhere, a request, a button, a credit.

    Example:
        >>> [is_boilerplate(line) for line in ("Read more: Chips are scarce", "ADVERTISEMENT", "Photo: Jane Doe", "Chips are scarce.")]
        [True, True, True, False]
    """
    if len(line) > LONGEST:
        return False
    line = line.lower()  # once: patterns that ignore case cannot be told by their first letter, and take five times as long
    credit = len(line) <= _LONGEST_CREDIT and _CREDIT.match(line)
    return bool(credit or _ELSEWHERE.match(line) or _BUTTON.match(line) or _ASKING.match(line) or _MACHINE.match(line))


# What feeds append: WordPress' own words for "The post … appeared first on …" in its translations, and the invitations to read on.
_POST = (
    r"The post .{1,300} (?:appeared first|first appeared) on|(?:Der Beitrag|Dieser Beitrag) .{1,300} erschien zuerst auf|"
    r"(?:L['’](?:article|articolo)|Cet article|El artículo|La entrada|O post|O conteúdo|Het bericht|Artykuł|Inlägget|Wpis) .{1,300} "
    r"(?:est apparu en premier sur|se publicó primero en|apareció primero en|aparece primero en|apareceu primeiro em|aparece primeiro em|"
    r"proviene da|sembra essere il primo su|verscheen eerst op|pochodzi z serwisu|dök först upp på)"
)
_MORE = (
    r"Read (?:more|on|the full (?:story|article))|Keep reading|Weiterlesen|(?:Jetzt|Hier|Mehr) (?:weiter)?lesen|Mehr dazu|Zum Artikel|"
    r"Lire la suite|En savoir plus|Lire plus|Leer más|Seguir leyendo|Sigue leyendo|Ler mais|Leia mais|Continue lendo|Saiba mais|"
    r"Leggi tutto|Continua a leggere|Leggi di più|Lees (?:verder|meer)|Czytaj (?:dalej|więcej)|Läs mer|Les mer|Læs mere|"
    r"Learn more|More details"
)
_TAILS = (
    (re.compile(rf"\b(?:{_POST}) .{{1,120}}$"), 450),
    (re.compile(r"Continue reading\b[^.]{0,120}[.…→»]{0,3}$"), 150),
    (re.compile(rf"\s?[\[(<»→▶►|]\s?(?:{_MORE})[\s.…→»>:|!\])]{{0,9}}$", re.IGNORECASE), 60),
    (re.compile(rf"(?:^|(?<=\W))(?:{_MORE}|{_MORE.upper()})[\s.…→»>:|!]{{0,9}}$"), 60),
    (
        re.compile(
            r"\s[\[(](?:details|werbung|anzeige|video|podcast|ad|advertisement|sponsored|publicité)[\])][\s.…]{0,3}$", re.IGNORECASE
        ),
        60,
    ),
)
"""Each with the characters at the end of a text that it can take up."""

# Datelines as agencies and wires write them: LONDON (Reuters) - …, Hamburg (dpa/lno) – …, COLUMBIA, S.C. (AP) — …, Madrid, 5 nov (EFE).- …
_AGENCIES = (
    r"Thomson Reuters Foundation|Reuters|AP|AFP|dpa|APA|EFE|EP|Europa Press|ANSA|AGI|Adnkronos|askanews|Lusa|Agência Brasil|"
    r"KNA|epd|sda|SDA|"
    r"Keystone-SDA|SID|sid|ots|UPI|Bloomberg|Xinhua|PTI|IANS|ANI|TASS|Kyodo|Yonhap|Belga|ANP|AAP|NTB|TT|PAP|Télam|Notimex|CNN|CNA|CNS|"
    r"BUSINESS WIRE|GLOBE ?NEWSWIRE|PRWEB|Marketwired|Newsfile Corp\.|Newswire\.com"
)
_DATELINE = re.compile(
    r"^[^\W\d_a-z(][^()\n!?]{0,80}?\s?(?:--|—|–)?\s?"
    rf"\((?:{_AGENCIES})(?:[/,.\s-][^()]{{0,30}})?\)\s?\.?\s?(?:[-–—:]{{1,3}}|\.)\s{{0,3}}"
    rf"|^\((?:{_AGENCIES})(?:[/,.\s-][^()]{{0,30}})?\)\s?(?:[-–—:]{{1,3}}\s{{0,3}})?"
    r"|^[^\n/]{1,80}/ ?(?:PR ?Newswire(?:[-\w ]{0,30})?|ACCESS(?:WIRE| Newswire)|CNW(?: Telbec)?|EIN ?Presswire(?:\.com)?) ?/"
    r"(?:[^/\n]{0,40}/)?\s?[-–—]{0,3}\s{0,3}"
    r"|^[^\W\d_a-zà-öø-ÿ]{5,30}(?:[ /,-][^\W\d_a-zà-öø-ÿ]{2,30}){0,3}\s[-–—]{1,2}\s",
)
_CREDITED = re.compile(
    r"\s?[(\[](?:(?:photo|image|picture|illustration|foto|bild|fotografía|credit|symbolbild)s?"
    r"(?: (?:credits?|by|courtesy|via|source))?\s?[:/©]|"
    r"(?:photo|image|picture) (?:by|courtesy|via)\b|ap photo|getty images|©)[^()\[\]]{0,120}[)\]]",
    re.IGNORECASE,
)


def without_dateline(said: str) -> str:
    """Return a text without the place and agency that it opens with.

    Example:
        >>> without_dateline("COLUMBIA, S.C. (AP) — A dozen met."), without_dateline("OSLO, May 4, 2021 /PRNewswire/ -- Acme opens a mill.")
        ('A dozen met.', 'Acme opens a mill.')
        >>> without_dateline("SIMMELSDORF – Ein Mann kam."), without_dateline("The union (AP) said no.")
        ('Ein Mann kam.', 'The union (AP) said no.')
    """
    found = _DATELINE.match(said)
    rest = said[found.end() :] if found else said
    return rest or said


def without_appended(said: str) -> str:
    """Return a text without what feeds append to it and without the credits of pictures in brackets.

    Example:
        >>> without_appended("Chips are scarce. Der Beitrag Chips erschien zuerst auf Beispiel.")
        'Chips are scarce.'
        >>> without_appended("Chips (Photo: Jane Doe/Agency) are scarce. Read more »")
        'Chips are scarce.'
    """
    for tail, longest in _TAILS:
        found = tail.search(said, max(0, len(said) - longest))
        said = said[: found.start()].rstrip() if found else said
    return _CREDITED.sub("", said) if "(" in said or "[" in said else said
