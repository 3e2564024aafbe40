"""What the codes in `ParsedMessage.defects` mean, in sentences for the officer."""

_SENTENCES = {
    "over_limit:header_bytes": "Its header is longer than 256 KB; only the beginning was read.",
    "over_limit:header_lines": "Its header has more than 1,000 lines; only the first were read.",
    "over_limit:field_bytes": "A field of its header is longer than 32 KB and was left out.",
    "over_limit:addresses": "A field names more than 500 addresses and was left out.",
    "over_limit:references": "It refers to more than 200 other mails; that field was left out.",
    "over_limit:depth": "Its parts are nested too deeply to be taken apart; open the raw mail.",
    "over_limit:parts": "It has more than 200 parts and was not taken apart in full; open the raw mail.",
    "over_limit:part_header": "A part of it has a header of more than 32 KB; it was not taken apart, open the raw mail.",
    "from_missing": "It has no From header.",
    "from_repeated": "It has more than one From header.",
    "from_ambiguous": "Its From header does not name exactly one address.",
    "from_unreadable": "Its From header holds no valid address.",
    "date_missing": "It has no Date header; the day of receipt is ours anyway.",
    "date_unreadable": "Its Date header cannot be read; the day of receipt is ours anyway.",
    "message_id_missing": "It has no Message-ID.",
    "message_id_unreadable": "Its Message-ID cannot be read.",
    "message_id_repeated": "It has more than one Message-ID; the first was taken.",
    "header_8bit": "Its header holds raw 8-bit characters; how they read is a guess.",
    "charset_missing": "It does not say in which charset it is written; how it reads is a guess.",
    "base64_broken": "A part is not the base64 that it says it is; it was decoded as far as it went.",
    "encoding_unknown": "A part is encoded in a way that we do not know; it was kept as it is.",
    "text_cut": "Its text is very long; the raw mail has the rest.",
    "encrypted": "A part is encrypted and cannot be read here.",
    "tnef": "It holds a winmail.dat of Outlook, which may hide attachments; open it with a reader for TNEF.",
}
_WITH_DETAIL = {
    "charset_wrong": "Its text is not in the charset that it names ({detail}); how it reads is a guess.",
    "charset_unknown": "It names a charset that we do not know ({detail}); how it reads is a guess.",
    "from_taken": "Its sender was taken from {detail}, since From gives none.",
    "unreadable": "It could not be read in full ({detail}); open the raw mail.",
}


def explain(code: str) -> str:
    """Return the sentence for a code; a code without one as it is."""
    kind, _, detail = code.partition(":")
    with_detail = _WITH_DETAIL.get(kind)
    return _SENTENCES.get(code) or (with_detail.format(detail=detail) if with_detail else code)
