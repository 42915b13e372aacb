"""The patterns by which personal data is told: one row a form, the surer forms first.

Where a pattern has a group `it`, that is the datum, and what stands around it only tells which;
`sure` is the same for a form that needs no other check.
Every repetition is bounded, so that no text, however long, costs more than its length.
"""

from __future__ import annotations

import re

_STREETS = (
    "road|rd|street|st|avenue|ave|lane|ln|view|close|drive|dr|way|court|ct|terrace|gardens|"
    "crescent|cres|place|pl|square|sq|grove|hill|mews|boulevard|blvd|park|row|walk|parade|rise|"
    "wharf|quay|croft|mead|meadows?|green|vale|gate|bank|brae|wynd|fold|yard|chase|circle|trail|"
    "parkway|pike|ridge|heights|end|loop|alley|villas|buildings|house|tower|mansions|cottages?"
)
_UK = r"[A-Z]{1,2}\d[A-Z\d]?(?: \d[A-Z]{2})?\b"
_FLAT = r"(?i:flat|apt|apartment|unit|suite|app?\.|wohnung|piso|bus)\.? ?#?\d{1,4}[A-Za-z]?\b"
# What may follow an address: the flat, the town, the postcode.
_ON = (
    rf"(?:,? {_FLAT})?(?:, ?(?!(?:I|And|But|Please|Thanks)\b)[A-ZÄÖÜ][^\W\d_]{{2,20}}"
    rf"(?! [A-Z][a-z])(?:,? [A-Z]{{2}}\b)?)?(?:,? (?:{_UK}|\d{{5}}(?:-\d{{4}})?\b))?"
)
# The same in other countries: door, floor, postcode and town.
_DOOR = (
    r"(?:, ?(?:(?:bât|bâtiment|apto|depto|int|interno|esc|etg|stock|hs)\.? ?\w{1,4}\b|"
    r"\d{1,2}\.?[ºª°] ?[A-Z]?\b))?(?:(?:,? (?:[A-Z]-)?\d{4,5}(?: [A-Z]{2})? |, )"
    r"[A-ZÀ-Þ][\wß-ÿ-]{2,25})?"
)
_UNITS = (
    r"[ -]?(?:€|£|\$|%|₹|eur|pound|quid|gbp|usd|dollar|rupee|rs\b|lakh|min|hour|hr|day|week|month|"
    r"year|time|people|person|page|mile|km|kg|ml|of\b|euro|uhr|tage?\b|stunden|wochen|monate|"
    r"jahre?|heures|jours|días|horas|dias|dagen|uur|am\b|pm\b|views|followers|views|points|steps)"
)

# Words before a number that is somebody's: what was bought, who they are, what was sent.
_LABELS = (
    # English
    r"orders?|ord|booking|reservation|ref(?:erence)?|ticket|invoice|inv|account|acct|acc|a/c|"
    r"customer|client|member(?:ship)?|mem|policy|(?<!in )case|claim|complaint|tracking|patient|"
    r"hosp(?:ital)?|nhs|passport|pnr|donor|student|pupil|payroll|employee|candidate|applicant|"
    r"applica(?:tion|nt)|consignment|parcel|package|shipment|delivery|awb|tenancy|agreement|"
    r"contract|loan|mortgage|licen[cs]e|imei|serial|meter|mpan|mprn|chassis|vin|rma|utr|txn|trx|"
    r"transaction|payment|pcn|crime(?: ref\w*)?|incident|docket|(?:job|rate|loyalty|club|library|"
    r"gift|id|sim) ?card|card|job|enrolment|enrollment|tag|certificate|resident|"
    r"seat|prescription|rx|microchip|chip|ssn|social security|ni(?:no)?|national insurance|"
    r"tax|pension|badge|user|uid|player|subscriber|"
    r"subscription|consumer|request|sr|roll|folio|visa|permit|warranty|receipt|return|refund|"
    r"quote|dossier|appointment|insurance|medicare|aadhaar|pan|iqama|ucas|sort(?:[ -]code)?|"
    # German; compounds by their end
    r"bestellung|auftrag|rechnung|kunde|kundin|vertrag|police|buchung|vorgang|sendung|paket|"
    r"mitglied|konto|blz|bankleitzahl|\w{2,16}zeichen|az|schaden|karte|carte|tarjeta|cartão|kaart|"
    r"zähler|ausweis|matrikel|"
    r"buchungscode|\w{2,24}(?:nummer|-?nr|-id)|"
    # French, Spanish, Dutch, Portuguese, Italian
    r"commande|réservation|contrat|facture|colis|sinistre|référence|abonnement|adhérente?|compte|"
    r"pedido|reserva|expediente|clientes?|contrato|factura|póliza|referencia|cuenta|soci[oa]|"
    r"dni|nie|nif|envío|bestelling|polis|factuur|boeking|rekening|bsn|zaak|lid|encomenda|fatura|"
    r"apólice|cpf|processo|utente|conta|protocolo|ordine|prenotazione|pratica|contratto|fattura|"
    r"polizza|conto|codice fiscale"
)
_LINKS = (
    r"(?:[ ]?n[º°]|[ ]?(?:number|numbers|num|no|nr|id|ids|ref|reference|code|card|is|was|ist|"
    r"lautet|es|est|é|è|ending|ends|in|numero|número|numéro|nummer|de|client|cliente|kunde)\b[.°]?|"
    r"[ ]?[#:=(]){0,4}"
)
_CODE = (
    rf"(?:(?-i:[A-Z]{{1,5}}) )?(?=[A-Z/.-]{{0,8}}\d)[A-Z0-9]{{1,24}}"
    r"(?:[-/._][A-Z0-9]{1,14}){0,5}"
    rf"(?: (?!\d{{1,4}}{_UNITS})\d{{1,6}}[A-Z]?\b(?![.,:]\d)){{0,6}}(?: [A-Z]\b(?![ '’]))?"
)
_DATE = r"\d{1,2}(?:st|nd|rd|th|\.)?[ ./-]{1,2}(?:de )?\w{1,10}\.?[ ./-](?:de )?\d{2,4}\b"
_DIGIT = (
    r"(?:oh|zero|nought|double|triple|one|two|three|four|five|six|seven|eight|nine|null|eins|zwo|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|hundred|thousand)"
)

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("email", r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b"),
    ("email", r"(?i)\b[\w.+-]{2,64} ?[\[(] ?(?:at|ät) ?[\])] ?[\w-]{1,63}(?:(?:\.| dot |"
     r" ?[\[(]dot[\])] ?)[a-z-]{2,24}){1,3}\b"),
    ("email", r"(?i)\b(?:[\w+-]{2,40} (?:dot|punkt|underscore) )?[\w.+-]{2,64} (?:at|ät|arroba|"
     r"arobase) [\w-]{2,63}(?: (?:dot|punkt|punto|point|ponto) [\w-]{2,24})?"
     r" (?:dot|punkt|punto|point|ponto) (?:com|net|org|info|eu|io|co|uk|de|at|ch|fr|it|es|nl|pt|"
     r"ie|in|example)\b"),
    ("iban", r"(?i)\b[A-Z]{2}\d{2}[ -]?[A-Z0-9]{4}(?:[ -]?(?=[A-Z]{0,3}\d)[A-Z0-9]{4}){1,6}"
     r"(?:[ -]?\d{1,3})?\b"),
    ("card", r"\b\d(?:[ -]?\d){12,18}\b"),
    ("birth_date", r"(?i)\b(?:born(?: on)?(?: the)?|dob|d\.o\.b\.?|(?:date of birth|birth ?date|"
     r"geburtsdatum|geboortedatum)(?:['’]s\b|\b)(?:[^.!?\n]{0,40}[ :])??(?: is)?|"
     r"geboren(?: am| op)?|geb\.?|née? le|nacid[oa] el|"
     rf"nascid[oa] (?:em|a)|nat[oa] il)[ :]{{0,3}}\b(?P<it>{_DATE}|\d{{4}}-\d\d-\d\d|\d{{6,8}}\b)"),
    # Plates with a word before; then those that stand for themselves.
    ("plate", r"(?i)\b(?:licen[cs]e plate|number plate|plates?|reg(?:istration)?|vrm|kennzeichen|"
     r"kenteken|matrícula|immatriculation|targa(?:ta)?)(?: (?:no|number|is|nr))?\.?[ :]{1,2}"
     r"(?P<it>[A-Z]{2}\d\d ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|"
     r"(?-i:(?=[A-ZÄÖÜ -]{0,6}\d)[A-ZÄÖÜ0-9]{1,4}"
     r"(?:[ -][A-Z0-9]{1,4}){0,3})|(?=[a-zäöü -]{0,6}\d)[a-zäöü0-9]{2,8})\b"),
    ("plate", r"\b[A-HJ-PR-Y][A-HJ-PR-Y]\d{2} ?[A-HJ-PR-Z]{3}\b"),
    ("plate", r"\b[A-HJ-NPR-TV-Y]\d{1,3} [A-HJ-PR-TV-Y]{3}\b(?!-)"),
    ("plate", r"\b(?:[A-Z]{2}-\d{3}-[A-Z]{2}|[A-Z]{2}-\d{2}-[A-Z]{2}|\d{2}-[A-Z]{2}-\d{2}|"
     r"\d{2}-[A-Z]{2,3}-\d{1,2}|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{2} ?\d{3} ?[A-Z]{2}|"
     r"\d{2,3}-(?:[CDGLTW]|[CDKLMORSTW][A-Z])-\d{1,6}|\d{4} ?[BCDFGHJ-NPR-TV-Z]{3})\b"),
    ("plate", r"\b[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{2,4}[EH]?\b"),
    ("plate", r"\b[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}\b"),
    ("number", r"(?i)\b(?:sort[ -]?code|sort)[ :]{1,3}(?:is )?(?P<sure>\d\d-\d\d-\d\d)\b|"
     r"\b\d\d-\d\d-\d\d(?= ?[/,]? ?(?:acc\w* )?\d{8}\b)"),
    ("number", r"\b\d{1,4} [A-Z][A-Za-z]{0,2} \d{1,5}/\d\d\b"),
    # Numbers that a state gives: insurance, tax, identity.
    ("number", r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b|"
     r"\bQQ ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    ("number", r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])|\b\d{3}\.\d{3}\.\d{3}-\d{2}\b|"
     r"\b[XYZ]-?\d{7}-?[A-Z]\b|\b\d{8}-?[A-Z]\b|\b[A-Z]{5}\d{4}[A-Z]\b|\b[A-Z]{6}\d\d[A-Z]\d\d"
     r"[A-Z]\d{3}[A-Z]\b|\b[12] \d\d \d\d \d\d \d{3} \d{3}(?: \d\d)?\b"),
    ("number", rf"(?i)(?<![\w@-])(?:{_LABELS})(?:s|'s)?{_LINKS}[ :#.=,(–]{{1,3}}(?P<it>{_CODE})"),
    ("number", rf"(?i)(?<![\w@-])(?<!flight )(?<!model )(?<!route )(?<!train )(?<!part )"
     rf"(?<!article )(?<!item )(?:(?:no|nr|number|num|id|nummer)\b\.?|n[°º])"
     rf"[ :#]{{1,3}}(?P<it>(?!\+|0\d[\d ()/-]{{7}}){_CODE})"),
    ("phone", r"(?<![\w.,£$€#-])(?:\+|00)?\(?\d(?:[ ()./-]{0,2}\d){7,14}(?![\w-]| \d{4}\b)"),
    ("phone", r"(?<![\d.,£$€#-])[2-9]\d{2} \d{3} \d{3}(?![\w.,-]*\d| ?[\d€£$%]| euro)"),
    ("phone", r"(?<![\d.,£$€#-])\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}(?![\w-])"),
    ("phone", r"(?i)\b(?:tel|phone|mobile|mob|cell|fax|handy|telefon)\b\.?(?: (?:no|nr|number|is)"
     r"\b\.?){0,2}[ :]{0,2}(?P<it>\d[\d ()/-]{3,18}\d)\b"),
    ("phone", rf"(?i)\b(?:{_DIGIT}[ ,-]{{1,2}}){{6,16}}{_DIGIT}\b"),
    ("address", r"(?i)\bp\.? ?o\.? box \d{1,6}\b|\bpostfach \d{1,6}\b"),
    ("address", rf"\b{_FLAT},? (?:\d{{1,4}} )?[A-Z][\w'’-]{{1,20}} (?i:{_STREETS})\b{_ON}"),
    ("address", rf"\b(?:{_FLAT},? )?\d{{1,4}}[A-Za-z]?(?:-\d{{1,3}})?,? (?:(?:[A-Z][\w'’-]{{1,20}}|"
     rf"St\.|of|the) ){{1,3}}(?i:{_STREETS})\b{_ON}"),
    ("address", rf"(?i)\b(?:live at|lives at|living at|address(?: is|:)?|home is|home at|we're at|"
     rf"i'm at|am at|deliver to|house at) (?P<it>(?:{_FLAT},? )?\d{{1,4}}[a-z]?,? "
     rf"(?:[a-z'’-]{{2,20}} ){{1,2}}(?:{_STREETS})\b)"),
    ("address", r"\b(?:[A-ZÄÖÜ][\wäöüß-]{1,25}|[A-ZÄÖÜ]\w{1,25} )(?i:str(?:aße|asse|\.)|straat|"
     r"laan|plein|gracht|weg|gasse|allee|platz|kade|dijk|singel) ?\d{1,4}(?: ?[a-z]\b)?\b"
     rf"(?:-\d{{1,3}})?{_DOOR}"),
    ("address", r"\b\d{1,4}(?: ?(?:bis|ter))?,? (?i:rue|avenue|boulevard|place|chemin|allée|"
     r"impasse|quai) (?:(?:de|du|des|la|le|les|l'|d') ?){0,2}[A-ZÉÈ][\w'’-]{2,20}"
     r"(?:[ -][A-Z][\w-]{2,20})?"
     rf"{_DOOR}"),
    ("address", r"\b(?:(?i:calle|avenida|avda\.?|av\.|plaza|paseo|rua|travessa|praça) |[Cc]/ ?)"
     rf"[\w'’ .-]{{3,30}}?,? (?:n\.?º ?)?\d{{1,4}}\b{_DOOR}"),
    ("address", r"\b(?:Am|An der|Auf der|Im|In der|Zum|Zur|Unter den) [A-ZÄÖÜ][\wäöüß-]{2,25} "
     r"\d{1,4}[a-z]?\b(?! ?(?:Uhr|Leute|Gäste|Personen|Minuten|Stunden|Euro|€|[.:,]\d))"),
    ("address", r"\b(?i:via|viale|piazza|corso|vicolo|largo) (?:d\w{1,4} )?[A-Z][\w'’ .]{2,30}?,? "
     rf"\d{{1,4}}[a-z]?\b{_DOOR}"),
    ("address", r"\b(?:[A-Z]-?\d{1,4}, )?(?:[A-Z][\w-]{1,20}[ ,]{1,2}){3,6}[–-]? ?[1-8]\d{5}\b"),
    ("address", r"\b(?:[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20}){0,3}, ){1,3}[A-Z]{1,2}\d[A-Z\d]?"
     r" \d[ABD-HJLNP-UW-Z]{2}\b"),
    ("address", rf"\b(?:[A-Z][\w'’-]{{1,20}} ){{1,2}}(?!lane)(?i:{_STREETS}) \d{{1,4}}[a-z]?\b"
     rf"(?![.:,]\d|{_UNITS})"),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b|"
     r"\b[AC-FHKNPRTV-Y]\d[\dW] [\dACDEFHKNPRTV-Y]{4}\b|"
     r"\b[a-z]{1,2}\d[a-z\d]? \d(?!th)[abd-hjlnp-uw-z]{2}\b(?=\s*(?:[.,;!?)]|\Z))"),
    # Codes that nobody names: letters and many digits in one, or a long row of digits.
    ("number", r"(?<![\w@.,/£$€+-])(?=[A-Z0-9/._-]{0,24}\d)[A-Z]{1,6}[-/_]?\d[A-Z0-9]{3,20}"
     r"(?:[-/_][A-Z0-9]{1,12}){0,4}\b(?![@.,:]\d)"),
    ("number", r"(?<![\w@.,/£$€+-])[A-Z0-9]{1,8}(?:[-/_][A-Z0-9]{1,12}){1,5}\b(?![@.,:/-]\w)"),
    ("number", rf"(?<![\w@.,/£$€₹+-])#?\d{{7,16}}[A-Z]?\b(?![.,:]\d|{_UNITS})"),
)  # fmt: skip
FINDERS = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
