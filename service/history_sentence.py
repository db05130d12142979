"""Says a case's history in one line: third time on this matter; last reply 41 days ago."""

from __future__ import annotations

from models.history import CaseHistory
from service.messages import Language, text


def history_sentence(history: CaseHistory, language: Language | None = None) -> str:
    """One line for whoever answers; empty for the first petition of a matter."""
    if history.times < 2:
        return ""
    parts = [text("history.times", language, times=history.times)]
    if history.days_since_reply is not None:
        parts.append(text("history.last_reply", language, days=history.days_since_reply))
    elif history.replies:
        parts.append(text("history.reply_undated", language))
    else:
        parts.append(text("history.no_reply", language))
    if history.days_open is not None:
        parts.append(text("history.days_open", language, days=history.days_open))
    if history.replies and history.longest_wait is not None:
        parts.append(text("history.longest_wait", language, days=history.longest_wait))
    return text("history.between", language).join(parts)
