"""How machines and mail programs put things in many languages: automatic subjects, forwards, addresses that nobody reads."""

import re

# The beginnings of subjects that mail programs write over automatic replies, a language or two per line.
_AUTOMATIC = (
    r"auto(?:matic|mated)?[- ]?(?:reply|response|answer)|out of (?:the )?office|away from (?:the |my )?office",
    r"vacation (?:reply|response)",
    r"automatische (?:antwort|r[üu]ckantwort)|abwesenheit(?:s(?:notiz|meldung|nachricht|benachrichtigung)|:|.{1,40}\bb[üu]ro)",
    r"(?:ich bin )?(?:derzeit )?(?:nicht im b[üu]ro|au[ßs]er haus)",
    r"r[ée]ponse automatique|absence du bureau|message d'absence|notification d'absence|absent\(?e?\)? du bureau",
    r"respuesta autom[áa]tica|fuera de (?:la )?oficina|ausencia de la oficina",
    r"risposta automatica|fuori (?:sede|ufficio)|assenza dall'ufficio",
    r"resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia tempor[áa]ria",
    r"automatyczna odpowied[źz]|autoodpowied[źz]|odpowied[źz] automatyczna|poza biurem|nieobecno[śs][ćc]",
    r"automatisch antwoord|automatische reactie|afwezig(?:heid)?(?:sbericht|smelding|:)|niet aanwezig",
    r"автоматический ответ|автоответ|автоматична відповідь|автовідповідь|відсутність на роботі",
    r"otomatik (?:yan[ıi]t|cevap)|ofis d[ıi][şs][ıi]nda",
    r"autosvar|automatiskt? svar|fr[åa]nvaro|frav[æe]r|automaattinen vastaus|poissa toimistolta",
    r"automatick[áa] odpov[ěe][ďd]|automatikus v[áa]lasz",
    r"自動返信|自動応答|不在通知|自动回复|自動回覆|자동 ?회신|부재중|رد تلقائي|خارج المكتب",
)
AUTOMATIC_SUBJECT = re.compile(rf"^\s*(?:\[[^\]]{{0,40}}\]\s*)?(?:{'|'.join(_AUTOMATIC)})", re.IGNORECASE)

# English, German, French, Spanish, Italian, Portuguese, Polish, Dutch, Swedish, Turkish and Chinese mail programs.
FORWARD_SUBJECT = re.compile(r"^\s*(?:fwd?|wg|wtr|tr|rv|i|enc|pd|doorst|vb|ilt|i̇lt|转发|轉寄)\s*[:：]", re.IGNORECASE)

_FORWARDED_RULE = (
    "forwarded message|weitergeleitete nachricht|message transf[ée]r[ée]|mensaje reenviado|messaggio inoltrato",
    "mensagem encaminhada|wiadomo[śs][ćc] przekazana|doorgestuurd bericht",
)
_FORWARDED_LINE = (
    "begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|inizio messaggio inoltrato",
    "d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])|inicio del mensaje reenviado",
    "in[íi]cio da mensagem (?:re)?encaminhada|begin doorgestuurd bericht",
)
FORWARD_MARK = re.compile(
    rf"^[> ]{{0,6}}(?:-{{2,}}\s{{0,4}}(?:{'|'.join(_FORWARDED_RULE)})|(?:{'|'.join(_FORWARDED_LINE)})\s?:)",
    re.IGNORECASE | re.MULTILINE,
)

_NOBODY = (
    r"(?:do[-_.]?not|no|not?)[-_.]?(?:reply|respond|answer|replies)|nicht[-_.]?antworten|keine[-_.]?antwort",
    r"ne[-_.]?pas[-_.]?repondre|no[-_.]?(?:responder|contestar|rispondere|responda)|non[-_.]?rispondere",
    r"nao[-_.]?(?:responder|responda)|nie[-_.]?odpowiada[cj]|niet[-_.]?(?:be)?antwoorden",
    r"mailer[-_.]?daemon|postmaster|bounces?|nobody|notifications?|newsletter|daemon|root",
)
_NOBODY_READS = re.compile("|".join(_NOBODY), re.IGNORECASE)


def is_nobody(email: str) -> bool:
    """Tell whether an address says that nobody reads it (`no-reply@...`, `bounces+1@...`)."""
    return bool(_NOBODY_READS.fullmatch(email.rpartition("@")[0].partition("+")[0]))
