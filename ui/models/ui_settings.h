// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSettings>
#include <QVariant>

#include <utility>

namespace ui::models {

// How the window wants to be: kept beside the database, in ui.ini. What the relay does is not here but in its
// settings. Lives on gui.
class UiSettings final : public QObject
{
    Q_OBJECT

public:
    enum class Language { System, English, Chinese };
    enum class Colours { System, Light, Dark };

    explicit UiSettings(const QString &dataDirectory);

    Language language() const;
    void setLanguage(Language language);
    Colours colours() const;
    void setColours(Colours colours);
    bool closesToTray() const; // default: true
    void setClosesToTray(bool closes);
    bool startsHidden() const; // default: false; --minimized does so too
    void setStartsHidden(bool hidden);
    bool guideSeen() const; // of the first-start guide
    void setGuideSeen(bool seen);
    // Small memories of a page: a column's width, a window of time.
    QVariant memory(const QString &name, const QVariant &otherwise = {}) const;
    void remember(const QString &name, const QVariant &value);
    // What the settings page is to open at once the relay has begun anew. Of this run alone.
    void leaveNote(const QString &subject) { m_note = subject; }
    QString takeNote() { return std::exchange(m_note, QString()); }

signals:
    void languageChanged();
    void coloursChanged();

private:
    QSettings m_file;
    QString m_note;
};

} // namespace ui::models
