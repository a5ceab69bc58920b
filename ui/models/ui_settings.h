// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/base/disk_jobs.h"

#include <QMap>
#include <QObject>
#include <QVariant>

#include <memory>
#include <utility>

namespace ui::models {

// How the window wants to be: kept beside the database, in ui.ini. What the relay does is not here but in its
// settings. The file is read once, before there is a window, and written on another thread; what was set is
// on the disk once this is gone, unless the disk takes nothing. Lives on gui.
class UiSettings final : public QObject
{
    Q_OBJECT

public:
    enum class Language { System, English, Chinese };
    enum class Colours { System, Light, Dark };

    explicit UiSettings(const QString &dataDirectory);
    ~UiSettings() override;

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
    // Waits until what was set is on the disk, or for as long as one can expect of a disk that works.
    void flush();

signals:
    void
    notKept(const QString &path); // the first time that it cannot be written; tried again with each change
    void languageChanged();
    void coloursChanged();

private:
    using Values = QMap<QString, QVariant>;

    class File;

    void set(const QString &key, const QVariant &value);
    static void put(Values &values, const QString &key, const QVariant &value);

    Values m_values;
    const std::shared_ptr<File> m_file; // each write holds it
    relay::DiskJobs m_writer;           // of one thread: two never write at once
    QString m_note;
};

} // namespace ui::models
