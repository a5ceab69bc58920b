// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/routing/outcome.h"

namespace relay::routing {

Phrase phraseOf(const Outcome &outcome)
{
    const PhraseValue why = outcome.phrase ? PhraseValue(outcome.phrase) : PhraseValue(outcome.text);
    const auto told = [&](const char *alone, const char *withReason, const auto &...values) {
        Phrase phrase = said(outcome.text.empty() ? alone : withReason, values...);
        phrase.values.push_back(why);
        return phrase;
    };
    switch (outcome.kind) {
    case Outcome::Kind::Answered:
        return told(QT_TRANSLATE_NOOP("Phrases", "HTTP %1"), QT_TRANSLATE_NOOP("Phrases", "HTTP %1 (%2)"),
                    outcome.status);
    case Outcome::Kind::ConnectFailed:
        return told(QT_TRANSLATE_NOOP("Phrases", "no connection"),
                    QT_TRANSLATE_NOOP("Phrases", "no connection (%1)"));
    case Outcome::Kind::Silent:
        return told(QT_TRANSLATE_NOOP("Phrases", "no answer in time"),
                    QT_TRANSLATE_NOOP("Phrases", "no answer in time (%1)"));
    case Outcome::Kind::Broken:
        return told(QT_TRANSLATE_NOOP("Phrases", "the connection broke"),
                    QT_TRANSLATE_NOOP("Phrases", "the connection broke (%1)"));
    case Outcome::Kind::Unavailable:
        return told(QT_TRANSLATE_NOOP("Phrases", "not tried"),
                    QT_TRANSLATE_NOOP("Phrases", "not tried (%1)"));
    }
    return {};
}

std::string inWords(const Outcome &outcome)
{
    return phraseOf(outcome).english();
}

} // namespace relay::routing
