"""How machines and mail programs put things in many languages: automatic subjects, forwards, addresses that nobody reads."""

import re

# The beginnings of subjects that mail programs write over automatic replies.
_AUTOMATIC = (
    r"auto(?:matic|mated)?[- ]?(?:reply|response|answer)|out of (?:the )?office|away from (?:the |my )?office|vacation (?:reply|response)"
    r"|automatische (?:antwort|r[üu]ckantwort)|abwesenheit(?:s(?:notiz|meldung|nachricht|benachrichtigung)|:|\b.{0,40}\bb[üu]ro)"
    r"|(?:ich bin )?(?:derzeit )?(?:nicht im b[üu]ro|au[ßs]er haus)"
    r"|r[ée]ponse automatique|absence du bureau|message d'absence|notification d'absence|absent\(?e?\)? du bureau"
    r"|respuesta autom[áa]tica|fuera de (?:la )?oficina|ausencia de la oficina"
    r"|risposta automatica|fuori (?:sede|ufficio)|assenza dall'ufficio"
    r"|resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia tempor[áa]ria"
    r"|automatyczna odpowied[źz]|autoodpowied[źz]|odpowied[źz] automatyczna|poza biurem|nieobecno[śs][ćc]"
    r"|automatisch antwoord|automatische reactie|afwezig(?:heid)?(?:sbericht|smelding|:)|niet aanwezig"
    r"|автоматический ответ|автоответ|автоматична відповідь|автовідповідь|відсутність на роботі"
    r"|otomatik (?:yan[ıi]t|cevap)|ofis d[ıi][şs][ıi]nda|autosvar|automatiskt svar|automatisk svar|fr[åa]nvaro|frav[æe]r"
    r"|automaattinen vastaus|poissa toimistolta|automatick[áa] odpov[ěe][ďd]|automatikus v[áa]lasz"
    r"|自動返信|自動応答|不在通知|自动回复|自動回覆|자동 ?회신|부재중|رد تلقائي|خارج المكتب"
)
AUTOMATIC_SUBJECT = re.compile(rf"^\s*(?:\[[^\]]{{0,40}}\]\s*)?(?:{_AUTOMATIC})", re.IGNORECASE)

# English, German, French, Spanish, Italian, Portuguese, Polish, Dutch, Swedish, Turkish and Chinese mail programs.
FORWARD_SUBJECT = re.compile(
    r"^\s*(?:fwd?|wg|wtr|tr|rv|i|enc|pd|doorst|vb|vs|ilt|i̇lt|转发|轉寄)\s*[:：]", re.IGNORECASE
)
REPLY_SUBJECT = re.compile(
    r"^\s*(?:re|aw|antw?|r[ée]f?|rif|res|odp|sv|vs|ynt|回复|回覆|返信)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE
)
FORWARD_MARK = re.compile(
    r"(?im)^[> ]{0,6}(?:-{2,}\s{0,4}(?:forwarded message|weitergeleitete nachricht|message transf[ée]r[ée]|mensaje reenviado"
    r"|messaggio inoltrato|mensagem encaminhada|wiadomo[śs][ćc] przekazana|doorgestuurd bericht|original-nachricht der weiterleitung)"
    r"|begin forwarded message:|anfang der weitergeleiteten (?:nachricht|e-?mail):|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])"
    r"|inizio messaggio inoltrato:|inicio del mensaje reenviado:|in[íi]cio da mensagem (?:re)?encaminhada:|begin doorgestuurd bericht:)"
)

_NOBODY = re.compile(
    r"(?:do[-_.]?not|no|not?)[-_.]?(?:reply|respond|answer|replies)|nicht[-_.]?antworten|keine[-_.]?antwort|ne[-_.]?pas[-_.]?repondre"
    r"|no[-_.]?(?:responder|contestar|rispondere|responda)|non[-_.]?rispondere|nao[-_.]?(?:responder|responda)|nie[-_.]?odpowiada[cj]"
    r"|niet[-_.]?(?:be)?antwoorden|mailer[-_.]?daemon|postmaster|bounces?(?:[-_+].{0,60})?|nobody|notifications?|newsletter|daemon|root",
    re.IGNORECASE,
)  # fmt: skip


def is_nobody(email: str) -> bool:
    """Tell whether an address says that nobody reads it (`no-reply@...`, `bounces+...@...`)."""
    return bool(_NOBODY.fullmatch(email.rpartition("@")[0].partition("+")[0] or email.rpartition("@")[0]))
