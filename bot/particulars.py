"""Finds what a post tells of the matter: what failed, when, where, who was there, how often."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Iterator

from bot.language import guess_language
from bot.phrases import words
from bot.triage import Aspect, Particular
from bot.wording import Span, lower, overlapped

_READ = 3_000  # characters; the first sentences of a huge post tell enough
_MOST = 2  # of each aspect

_UNIT = (
    r"(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|night|weekend|week|fortnight|month|year|tag(?:en?)?|"
    r"nächten?|stunden?|minuten?|wochen?|monat(?:en?)?|jahr(?:en?)?|jours?|semaines?|mois|heures?|"
    r"ans?|días?|semanas?|mes(?:es)?|horas?|años?|dagen|weken|maanden|uur|jaar|dias?|anos?)s?"
)
_NUMBER = (
    r"(?:\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|"
    r"forty|several|few|couple of|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|einer|einem|"
    r"deux|trois|quatre|cinq|dos|tres|cuatro|cinco|twee|drie|vijf|duas?|dois|três|quatro|um|uma)"
)
# "for a bad night" and "for a second one" say what was paid for, not how long it took.
_WHOLE = r"(?:whole|full|solid|good|entire|long|further|straight|couple|few|half|ganze\w?)"
_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|"
    r"samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|"
    r"jueves|viernes|sábado|domingo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|"
    r"segunda|terça|quarta|quinta|sexta"
)
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|avril|juin|juillet|août|"
    r"septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|"
    r"septiembre|octubre|noviembre|diciembre|maart|mei|augustus|janeiro|fevereiro|março|maio|"
    r"junho|julho|setembro|outubro|dezembro|christmas|easter|weihnachten|ostern)"
)
_DATE = (
    rf"(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)(?: (?:of )?{_MONTH})?|\d{{1,2}}\.? (?:de )?{_MONTH}|"
    rf"{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?|\d{{1,2}}[./]\d{{1,2}}[./]?(?:\d{{2,4}})?|"
    r"(?:19|20)\d\d)"
)
_AT = r"(?: (?:morning|afternoon|evening|night|lunchtime|früh|abend|morgen|matin|soir|noche))?"
_NOT_YET = r"(?<!by )(?<!until )(?<!till )(?<!before )(?<!next )(?<!every )(?<!bis )"

_WHEN = (
    rf"\b(?:ever since|since|seit|depuis|desde|sinds) (?:(?:the|last|dem|der|le|el|la|o|a|vorigen|"
    rf"letzten|letzter|vorige) )?(?:{_DAY}|{_DATE}|yesterday|lunch|breakfast|midnight|noon|gestern|"
    rf"hier|ayer|ontem|gisteren|week|month|year|{_NUMBER} {_UNIT}){_AT}\b",
    rf"\b(?:for|for the (?:past|last)|over|past|in the last|these) (?:about |almost |nearly |"
    rf"over )?"
    rf"(?!an? sec|one sec)(?!an? (?!{_WHOLE}\b)\w{{3,8}} {_UNIT}\b)"
    rf"{_NUMBER} (?:\w{{3,8}} )?{_UNIT}\b(?<!year)(?<!years)(?! (?:ticket|pass|contract|old|"
    rf"warranty|guarantee))",
    rf"\b{_NUMBER} {_UNIT} (?:ago|geleden)\b|\b(?:vor|il y a|hace|há) {_NUMBER} {_UNIT}\b",
    r"\b(?:yesterday|last (?:night|week|month|year|weekend|friday|saturday|sunday|monday|tuesday|"
    r"wednesday|thursday)|this (?:morning|afternoon|evening|week)|tonight|gestern(?: abend)?|"
    r"vorgestern|heute (?:früh|morgen|nacht|mittag)|letzte (?:woche|nacht)|letzten \w{3,12}|hier "
    r"soir|hier matin|ce matin|cette nuit|ayer|anoche|esta mañana|gisteren|gisteravond|vanmorgen|"
    rf"vorige week|ontem|esta manhã){_AT}\b",
    rf"{_NOT_YET}\b(?:on|am|le|el|op|em) (?:{_DAY}|(?:the )?\d{{1,2}}(?:st|nd|rd|th)|\d{{1,2}}\.? "
    rf"(?:de )?{_MONTH}){_AT}\b",
    rf"{_NOT_YET}\b(?:in|back in|im|en|em) {_MONTH}\b",
)
_ORDINAL = (
    r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|2nd|3rd|[4-9]th|1\dth|nth|"
    r"umpteenth)"
)
_TRIED = (
    r"(?:phone calls|calls|e-?mails|emails|visits|letters|attempts|engineers|messages|"
    r"reminders|appointments|callbacks|chats|texts|anrufe|mails|e-mails|briefe|techniker|"
    r"appels|llamadas|correos|telefoontjes|chamadas|technicians|forms|complaints)"
)
_OFTEN = (
    rf"\b{_ORDINAL} (?:\w{{2,14}} (?:running|in a row)|(?:time|week|month|attempt|call|engineer|"
    r"e-?mail|letter|visit|replacement|parcel|delivery|appointment|missed|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: running| in a row| this \w{3,8})?)\b",
    rf"\b(?:twice|(?:{_NUMBER}|{_NUMBER} or {_NUMBER}|countless|many|hundred) times)\b"
    r"(?! (?:more|bigger|better|worse|as|the|table|square|faster|over))",
    rf"\b(?:\d{{1,3}}|{_NUMBER[3:-1]}|countless) {_TRIED}\b".replace(r"an?|", ""),
    r"\b(?:every (?:single )?(?:day|night|morning|evening|week|weekend|month|time|year|hour|"
    r"\w{3,6}day|(?:\w{1,6} )?minutes|(?:\w{1,6} )?hours)|each time|week after week|day after day|"
    r"again and again|over and over|daily(?! (?:paper|mail|star|mirror))|nightly)\b",
    r"\b(?:zum (?:\w{2,8}ten|x-ten|wiederholten) mal|(?:zwei|drei|vier|fünf|sechs|zehn|"
    r"\d{1,2}) ?mal|"
    r"jede[nsr]? (?:tag|woche|monat|nacht|morgen|mal)|täglich|immer wieder|die (?:zweite|dritte|"
    r"vierte|fünfte) \w{3,20})\b",
    r"\b(?:(?:deuxième|troisième|quatrième|cinquième|\d{1,2}e) (?:fois|semaine|relance|appel|"
    r"technicien|colis)|(?:deux|"
    r"trois|quatre|\d{1,2}) fois|chaque (?:jour|semaine|mois|fois)|tous les (?:jours|mois)|"
    r"(?:segunda|"
    r"tercera|cuarta|terceira|quarta) vez|(?:dos|tres|cuatro|duas|três|\d{1,2}) (?:veces|vezes)|"
    r"cada "
    r"(?:día|semana|mes|vez|dia)|todos (?:los días|os dias)|(?:tweede|derde|vierde) keer|(?:twee|"
    r"drie"
    r"|vier|\d{1,2}) keer|elke (?:dag|week|maand|keer|ochtend))\b",
)
_SPOT = (
    r"(?:car park|parking lot|reception|lobby|front desk|kitchen|bathroom|toilets?|waiting room|"
    r"platform(?: \d{1,2})?|terminal(?: \w{1,2})?|gate(?: \w{1,3})?|room(?: \d{1,4})?|"
    r"ward(?: \w{1,3})"
    r"?|aisle(?: \d{1,2})?|checkouts?|tills?|counter|branch|store|shop|depot|warehouse|airport|"
    r"station"
    r"|bus stop|surgery|clinic|pharmacy|hospital|pool|changing rooms?|gym|restaurant|café|cafe|bar|"
    r"garden|playground|nursery|school|library|museum|theatre|cinema|lift|stairs|corridor|hallway|"
    r"drive-?thru|hotel|lodge|campsite|stadium|office|block \w|doorstep|letterbox|help ?desk)"
)
_WHERE = (
    rf"\b(?:in|at|on|near|outside|inside|by|from|behind) (?:the |your |our |"
    rf"my )(?:\w{{3,12}} ){{0,2}}?"
    rf"{_SPOT}\b(?! (?:hotel|queue|manager|staff|team|door|window|floor))",
    r"\b(?:platform|terminal|gate|ward|aisle) \d{1,3}\b",
    r"\b(?:im|in der|in eurer|in ihrer|in eurem|an der|am|auf der) (?:filiale|bahnhof|laden|zug|"
    r"bus|"
    r"zimmer(?: \d{1,4})?|praxis|wartezimmer|küche|bad|parkplatz|kasse|rezeption|hotel|restaurant|"
    r"krankenhaus|treppenhaus|flughafen|haltestelle)\b",
)
_TOWN = re.compile(
    r"\b(?:in|at|near) (?P<it>(?!The\b|I\b)[A-Z][a-z]{3,14}(?: (?:Street|Road|Square|Park|Lane|"
    r"Bay|Green|"
    r"Hill|Cross|Station|Airport|Quay))?)\b(?! [A-Z])(?!['’])"
)
_NO_TOWN = words(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday christmas easter english german french "
    "spanish dutch portuguese italian god heaven"
)
_ROLE = (
    r"(?:bus driver|delivery driver|driver|waiter|waitress|receptionist|manager|doctor|"
    r"consultant|nurse|midwife|dentist|hygienist|vet|steward|stewardess|engineer|technician|fitter|"
    r"plumber|electrician|courier|postman|cashier|clerk|guard|conductor|warden|inspector|agent|"
    r"adviser|advisor|operator|teacher|instructor|trainer|lifeguard|carer|caretaker|chef|"
    r"barman|barmaid|barista|bouncer|security man|guide(?! dog)|cleaner|housekeeper|surgeon|"
    r"pharmacist|"
    r"optician|stylist|barber|mechanic|salesman|landlord|letting agent|crew|shop assistant|"
    r"fahrer|fahrerin|kellner|kellnerin|techniker|monteur|arzt|ärztin|schaffner|schaffnerin|"
    r"mitarbeiter|mitarbeiterin|verkäuferin|verkäufer|berater|beraterin|chefin|hausmeister|"
    r"serveur|serveuse|chauffeur|vendeur|vendeuse|camarero|camarera|conductor|técnico|monteur|"
    r"medewerker|motorista|atendente)"
)
_KIN = (
    r"(?:son|daughter|kids|children|child|baby|toddler|mum|mom|mother|dad|father|gran|grandma|nan|"
    r"grandad|grandpa|grandmother|grandfather|husband|wife|partner|sister|brother|aunt|uncle|"
    r"parents|niece|"
    r"nephew|neighbour|neighbours|twins|\d{1,2}[- ]year[- ]old|sohn|tochter|kinder|mutter|vater|"
    r"oma|"
    r"opa|mann|frau|fils|fille|mère|père|hijo|hija|madre|padre|zoon|dochter|moeder|vader|filho|"
    r"filha)"
)
_WHO = (
    rf"\b(?:the|your|that|this|one of your|der|die|euer|ihr|eure|ihre|le|la|el|o|de|un|una|une) "
    rf"(?P<it>(?:young |night |duty |shift |ticket |area |store |branch |site |new )?{_ROLE})\b"
    r"(?! (?:app|licence|training|policy|menu))",
    rf"\b(?P<it>(?:two|three|four|\d) (?:of your )?{_ROLE}s)\b",
    rf"\b(?:my|our|meine?r?|unsere?|mon|ma|mes|notre|mi|nuestr[oa]|mijn|onze|minha|meu) "
    rf"(?P<it>(?:\w{{3,9}} )?{_KIN})\b(?!['’]s )",
)
_BROKEN = (
    r"broken|dead|down|cold|late|wrong|missing|gone|empty|dirty|filthy|leaking|stuck|locked|closed|"
    r"shut|cancell?ed|lost|damaged|cracked|burnt|raw|mouldy|moldy|faulty|useless|stale|soaked|"
    r"smashed|torn|delayed|blocked|frozen|overcooked|undercooked|blinking|failing|dripping|"
    r"dropping|"
    r"crashing|unusable|unreadable|overdue|undelivered|stolen|ripped|bent|expired|ruined|rotten|"
    r"disgusting|sticky|unplugged|not working|out of order|on the blink|in bits|in pieces|"
    r"pending|processing"
)
_WENT = (
    r"broke|failed|fails|died|dies|snapped|leaked|leaks|crashed|crashes|collapsed|vanished|"
    r"disappeared|exploded|melted|stopped|stinks?|stank|fell (?:off|apart|out|down)|froze|freezes|"
    r"drips|jammed|burst|shrank|faded|peeled|flooded|lapsed|bounced|never|hasn't|haven't|didn't|"
    r"doesn't|won't|isn't|wasn't|aren't|weren't|couldn't|(?:keeps?|kept) (?!asking|telling|"
    r"saying)\w+ing"
)
_SMALL = (
    r"(?:the|a|an|and|or|but|if|so|to|of|in|on|at|for|from|with|by|as|is|was|are|were|be|been|has|"
    r"have|had|do|does|did|not|no|never|i|we|you|he|she|it|they|me|us|him|them|my|our|your|his|her|"
    r"its|their|this|that|these|those|who|what|which|when|where|why|how|there|here|then|than|just|"
    r"still|only|even|also|too|very|all|both|some|any|one|once|now|again|because|while|after|"
    r"before|"
    r"said|says|told|got|get|will|would|can|could|should|more|most|first|last|next|whole|own|same|"
    r"other|anyone|someone|nobody|everyone|everything|nothing|something|thing|things|reason|fact|"
    r"problem|way|rest|time|times|day|days|week|weeks|month|months|year|years|answer|point|idea|"
    r"people|person|man|woman|guy|bloke|lad|lady|girl|boy|staff|team|company|lot|bit|lol|please|"
    r"second|third|fourth|fifth|two|three|four|five|six|shop|bank|council|school|surgery|hotel|"
    r"garage|dealer|office|airline|police|hi|hello|sorry|thanks|yes|ok|having|being|going|getting|"
    r"patience|temper|mind|faith|hope|"
    r"worst|best|name|life|love|world|turn|end)"
)
_PHRASE = (
    rf"(?P<it>(?:(?!{_SMALL}\b)[a-z][a-z-]{{1,18}} ){{0,2}}?(?!{_SMALL}\b)[a-z][a-z-]{{2,18}})"
)
_SHORT = _PHRASE.replace("{0,2}", "{0,1}")
_ADVERBS = r"(?:still |just |now |always |again |already |completely |also |constantly |suddenly )?"
_BE = (
    r"(?:(?:is|was|are|were|came|comes|arrived|turned up|has been|have been|had been|been) |['’]s )"
)
_WHAT = (
    r"(?<!\bon )(?<!\bin )(?<!\bat )(?<!\bto )(?<!\bof )(?<!\bby )(?<!from )(?<!with )(?<!for )"
    rf"\b(?:the|my|our|your|this|these) {_PHRASE} {_ADVERBS}(?:{_BE}{_ADVERBS}(?:{_BROKEN})\b|"
    rf"(?:{_WENT})\b)",
    rf"(?:\A|[.!?\n;] ?){_SHORT} {_ADVERBS}(?:{_BE}?{_ADVERBS}(?:{_BROKEN})\b)(?! (?:my|our|me|us|"
    rf"the|a|your)\b)",
    r"\b(?:no|without(?: any)?) (?P<it>(?:heating|hot water|running water|water|internet|broadband|"
    r"wi-?fi|power|electricity|signal|lift|refund|delivery|reply|response|answer|callback|parking|"
    r"seats?|toilets?|sound|gas|phone line|lights?|aircon|air conditioning|towels|soap|bins?|"
    r"vegan options?|step-free access|ramp|invoice|receipt|update|explanation))\b",
    r"\b(?:charged|billed|fined|invoiced|overcharged)(?: me| us)?(?: twice|"
    r" again)?(?: [£€$]?\d[\d.,]*"
    rf")? (?:twice )?for (?:a |an |the |my |our )?{_PHRASE}(?=[.,;!?\n]| (?:i|we|that|which|"
    rf"and)\b|\Z)",
    rf"\b(?:lost|broke|damaged|cancelled|canceled|ruined|smashed|scratched|misplaced|"
    rf"wrecked) (?:my|our)"
    rf" {_PHRASE}(?=[.,;!?\n]|\Z| (?:and|on|in|at|again|twice|for|with|without)\b)",
)
_GERMAN_WHAT = (
    r"\b(?i:der|die|das|meine?|unsere?|eure?|ihre?) (?:[a-zäöüß]{3,14}e[rsn]? )?"
    r"(?P<it>[A-ZÄÖÜ][\wäöüß-]{2,25}) (?:ist|war|sind|waren|geht|ging|funktioniert|läuft|kommt|kam|"
    r"wurde|fehlt|tropft|stinkt|bleibt|blieb)\b[^.!?,;\n]{0,30}?(?:\bnicht|\bnie|kaputt|kalt|"
    r"defekt|"
    r"\bweg|\baus|zu spät|verspätet|falsch|leer|dreckig|schmutzig|verschwunden|gestrichen|"
    r"ausgefallen"
    r"|abgesagt|storniert|dauernd|ständig|fehlt|tropft|stinkt)\b",
    r"\b(?i:keine?n?|ohne) (?P<it>Warmwasser|Wasser|Heizung|Internet|Strom|Licht|Netz|Antwort|"
    r"Rückruf|Rückmeldung|Lieferung|Termin|Aufzug|Erstattung|Parkplatz|Empfang|Rechnung|Ersatz|"
    r"Bestätigung|Handtücher|Klopapier|Heizkörper|Ticket|Sitzplatz|Anschluss)\b",
    r"\b(?P<it>[A-ZÄÖÜ][\wäöüß-]{3,25}) (?:schon wieder |seit \w+ |immer noch )?(?:kaputt|defekt|"
    r"ausgefallen|verspätet|gestrichen|verschwunden|abgesagt)\b",
)  # fmt: skip


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_SMALL_LETTERS = {
    Aspect.WHEN: _compiled(_WHEN),
    Aspect.WHERE: _compiled(_WHERE),
    Aspect.WHO: _compiled(_WHO),
    Aspect.HOW_OFTEN: _compiled(_OFTEN),
}
_THINGS = _compiled(_WHAT)
_GERMAN_THINGS = _compiled(_GERMAN_WHAT)
_PERSON = re.compile(rf"(?:.* )?(?:{_ROLE}|{_KIN})s?")


def find_particulars(post: str, barred: Iterable[Span] = ()) -> tuple[Particular, ...]:
    """What the post tells, in its order; at most two spans of each aspect, none overlapping.

    Nothing is taken from the `barred` spans (personal data, orders to software). Names of people
    are never among them; of people only roles and groups are told ("driver", "daughter").
    """
    head = post[:_READ]
    taken = sorted(barred)
    found: list[Particular] = []
    for aspect in (Aspect.HOW_OFTEN, Aspect.WHEN, Aspect.WHAT, Aspect.WHERE, Aspect.WHO):
        told: set[str] = set()
        for span in _spans(aspect, head):
            words_of_it = head[slice(*span)].casefold()
            if words_of_it in told or overlapped(taken, *span):
                continue
            told.add(words_of_it)
            insort(taken, span)
            found.append(Particular(aspect, *span))
            if len(told) == _MOST:
                break
    return tuple(sorted(found, key=lambda particular: particular.start))


def _spans(aspect: Aspect, text: str) -> Iterator[Span]:
    """The spans of one aspect, the surer ones first."""
    small = lower(text)
    if aspect is Aspect.WHAT:
        language = guess_language(text)
        rows = [(pattern, text) for pattern in _GERMAN_THINGS if language in ("de", "")]
        rows += [(pattern, small) for pattern in _THINGS if language != "de"]
        for pattern, read in rows:
            for match in pattern.finditer(read):
                if not _PERSON.fullmatch(match["it"].lower()):
                    yield match.span("it")
        return
    for pattern in _SMALL_LETTERS[aspect]:
        for match in pattern.finditer(small):
            yield match.span("it" if "it" in pattern.groupindex else 0)
    if aspect is Aspect.WHERE and guess_language(text) == "en":
        for match in _TOWN.finditer(text):
            if match["it"].lower() not in _NO_TOWN:
                yield match.span("it")
