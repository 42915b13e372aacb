"""Which names anybody may have, so that nobody is known by them. Pure.

In English, German, French, Spanish, Italian, Dutch and Portuguese: words for somebody who has no
name, and the names of platforms. A name that holds no other word tells nothing of who it is.
"""

from __future__ import annotations

import re
import unicodedata

from bot.phrases import words

_PEOPLE = words(
    "user users username customer customers client member guest visitor buyer purchaser shopper "
    "reviewer reader person people someone somebody anybody nobody anyone account profile "
    "author sender owner contributor subscriber traveller traveler diner guide patient follower "
    "poster commenter name nutzer nutzerin benutzer benutzerin kunde kundin kunden mitglied "
    "gast besucher besucherin käufer käuferin rezensent rezensentin jemand niemand konto profil "
    "verfasser patientin utilisateur utilisatrice internaute cliente membre invité invitée "
    "visiteur visiteuse acheteur acheteuse quelqu'un personne compte auteur voyageur nom "
    "usuario usuaria miembro invitado invitada visitante comprador compradora alguien nadie "
    "cuenta perfil persona autor viajero nombre huésped utente membro ospite visitatore "
    "visitatrice acquirente qualcuno nessuno profilo autore viaggiatore nome gebruiker klant "
    "lid bezoeker koper iemand gebruikersnaam naam reiziger usuário usuária utilizador "
    "utilizadora convidado convidada alguém ninguém conta pessoa"
)
_WITHOUT = words(
    "anonymous anon anonymised anonymized unknown unnamed nameless hidden private withheld "
    "deleted removed former inactive suspended deactivated verified confirmed new local level "
    "none null nil undefined blank empty test na n/a tbd anonym anonyme anonymer unbekannt "
    "unbekannte unbekannter gelöscht gelöschte gelöschter gelöschtes ehemalig ehemaliger "
    "ehemaliges verifiziert verifizierte verifizierter keine kein verborgen privat entfernt "
    "neuer neue leer ohne inconnu inconnue supprimé supprimée masqué masquée vérifié vérifiée "
    "ancien ancienne sans aucun privé vide anónimo anónima desconocido desconocida eliminado "
    "eliminada borrado borrada oculto verificado verificada sin ninguno privado antiguo vacío "
    "anonimo anonima sconosciuto sconosciuta eliminato eliminata cancellato cancellata nascosto "
    "verificato verificata senza nessun privato ignoto vuoto anoniem anonieme onbekend "
    "onbekende verwijderd verwijderde geverifieerd geverifieerde voormalig geen zonder leeg "
    "anônimo anônima desconhecido desconhecida excluído excluída apagado apagada removido "
    "removida sem nenhum vazio"
)
_SMALL = words(
    "a an the of on from by in at no not my our this that one ein eine einer der die das von "
    "bei auf des dem vom un une le la les l de d du sur chez par una el los las del en por uno "
    "il lo gli di da su sul sulla al een het van op bij um uma o os as do dos na em"
)
_PLATFORMS = words(
    "google maps play business facebook meta instagram threads messenger whatsapp x twitter "
    "tripadvisor trip advisor trustpilot yelp amazon ebay etsy booking com airbnb expedia "
    "hotels holidaycheck opentable thefork lafourchette lieferando deliveroo uber eats youtube "
    "tiktok linkedin reddit nextdoor mastodon bluesky telegram pinterest quora kununu glassdoor "
    "indeed apple app store appstore android trusted shops trustedshops provenexpert jameda "
    "check24 idealo verivox bol zalando fnac tiendanube mercadolibre mercado livre libre "
    "reclame aqui email e-mail mail web website online internet review reviews"
)
_NOBODY = _PEOPLE | _WITHOUT | _SMALL | _PLATFORMS
_FRONTS = sorted((word for word in _PLATFORMS if len(word) > 3), key=len, reverse=True)
_PARTS = re.compile(r"[^\W_]+")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u2800\ufe00-\ufe0f]")  # letters that look like nothing
_COUNTED = re.compile(r"(?<!\d)\d{1,3}$")  # “Guest 2”; a longer number tells one from another


def folded(name: str) -> str:
    """A name as it is compared: what looks the same is the same, whoever typed it."""
    name = unicodedata.normalize("NFKC", name)
    seen = "".join(c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(_UNSEEN.sub("", seen).casefold().split()).lstrip("@ ")


def is_nobody(name: str) -> bool:
    """Whether a `folded` name may be anybody's: hardly a letter, or no word that is a name."""
    parts = _PARTS.findall(name.replace("'", " ").replace("’", " "))
    if sum(char.isalpha() for char in name) < 2:
        return True
    told = all(part in _SMALL and len(part) > 1 for part in parts)  # such as “Van Do”
    return not told and all(_says_nothing(part) for part in parts)


def _says_nothing(part: str) -> bool:
    """Also “googleuser”, “guest2” and “facebooknutzer”, and one letter."""
    part = _COUNTED.sub("", part) or part
    if len(part) < 2 or part in _NOBODY or (part.isdecimal() and _COUNTED.match(part)):
        return True
    return any(part.startswith(one) and part[len(one) :] in _NOBODY for one in _FRONTS)
