"""Tells whether a customer said no more than thank you: that alone does not mean it is solved."""

from __future__ import annotations

import re
import unicodedata

from bot.phrases import words

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_COURTESY = words(
    "thanks thank thx thnx thanx tnx tx tks tysm ty cheers ta you u so very much many a lot again "
    "ok okay k alright right fine noted understood got it i see will for the your this that quick "
    "fast prompt reply replying answer answering response responding message messages mail getting "
    "back to me us coming and reaching out letting know telling time taking your patience effort "
    "appreciate appreciated obliged grateful help helping info information hi hello dear team all "
    "mate pal folks guys everyone everybody kind kindly regards best bye have nice good day one x "
    "xx xo whatever we am really just well "
    "danke dankeschön dankesehr vielen dank schön sehr herzlichen herzlich für die das den deine "
    "ihre eure antwort rückmeldung nachricht schnelle schnell zeit mühe melden gut in ordnung lg "
    "mfg alles klar merci beaucoup bien pour votre ta vos réponse retour message temps rapide de "
    "d'avoir répondu d'accord bonne journée gracias muchas muchísimas mil por la su tu el tiempo "
    "respuesta contestar responder rápida vale acuerdo buen día "
    "obrigado obrigada brigado muito pela pelo sua seu tempo resposta rápida responder tá bom "
    "valeu dank je u jullie wel bedankt hartelijk voor het uw antwoord reactie bericht tijd moeite "
    "snelle snel oké prima dankjewel dankuwel grazie mille molte tante per la sua tua vostra "
    "risposta tempo aver risposto veloce va bene "
    # How other languages thank.
    "tack tak takk tusen mange så mycket kiitos paljon dzięki dziękuję dziekuje bardzo za "
    "odpowiedź děkuji děkuju díky moc ďakujem hvala lepo köszönöm köszi szépen mulțumesc mersi "
    "teşekkür teşekkürler ederim ederiz sağol sağolun спасибо большое благодарю за ответ вам "
    "дякую благодаря мерси ευχαριστώ ευχαριστούμε πολύ شكرا شكراً جزيلا لكم לך לכם תודה רבה "
    "terima kasih banyak makasih cảm ơn cám bạn nhiều salamat po maraming asante sana shukriya "
    "dhanyavaad eskerrik asko gràcies moltes graciñas"
)
# Written without blanks between the words.
_UNSPACED = re.compile(
    "谢谢|謝謝|感谢|感謝|多谢|多謝|你们|你們|您|你|的|了|啊|回复|回覆|ありがとうございました|"
    "ありがとうございます|ありがとう|どうも|ご返信|감사합니다|고맙습니다|고마워요|정말|답변|ขอบคุณ|"
    "มาก|ครับ|ค่ะ|คะ|धन्यवाद|शुक्रिया|बहुत"
)
_THANKED = words("thanks thank thx tnx cheers danke merci gracias obrigado obrigada bedankt grazie")


def only_thanks(text: str) -> bool:
    """Whether nothing is left of it without courtesy. An empty text says nothing either."""
    text = unicodedata.normalize("NFC", text).replace("’", "'")
    said = _WORD.findall(_UNSPACED.sub(" ", text))
    left = [word for word in said if word.lower() not in _COURTESY]
    return not left or _name_alone(said, left)


def _name_alone(said: list[str], left: list[str]) -> bool:
    """“Thanks, Marco”: whom they thank, or who does, at the end."""
    thanked = any(word.lower() in _THANKED for word in said)
    return thanked and left == said[-1:] and left[0].istitle() and len(said) <= 4
