"""Words that would like to be more than words: a mention, a link, a formula, a header, or not to be seen."""

import re

from hypothesis import strategies as st

MARKUP = [
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<!subteam^S1>",
    "<@U666>",
    "<#C666>",
    "<http://x|PIN>",
    "<mailto:a@b.example|PIN>",
    "<!date^0^{date}|now>",
    "&lt;!channel&gt;",
    "&amp;lt;",
    "<",
    ">",
    "&",
    "|",
    "^",
    "*b*",
    "_i_",
    "~s~",
    "`c`",
    "```c```",
    ":x:",
    "https://evil.example",
]
UNSEEN = ("\u202e", "\u2066", "\u2069", "\u200b", "\u200e", "\u061c", "\ufeff", "\u00ad", "\x00", "\x07", "\x1b[31m")
BREAKS = ("\n", "\r", "\r\n", "\t", "\v", "\f", "\x85", "\u2028", "\u2029", "\r\nBcc: olly@example.com\r\n\r\n")
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    " =1",
    "\u200b=1",
    "'=1",
    "=cmd|' /C calc'!A0",
)

TOKENS = st.sampled_from((*MARKUP, *UNSEEN, *BREAKS, *FORMULAS)) | st.text(max_size=8) | st.sampled_from(("Gail", " "))
WORDS = st.lists(TOKENS, min_size=1, max_size=6).map("".join).filter(str.strip)

SEEN = re.compile(r"[\u200c\u200d]")
"""Invisible, and yet part of how names are spelled."""
HIDDEN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff]"
)
"""All but the line feed, which is how a message of ours breaks its lines."""
