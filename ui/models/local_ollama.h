// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QStringList>

namespace ui::models {

// Looks whether an Ollama runs on this machine, and which models it has. Lives on gui.
class LocalOllama final : public QObject
{
    Q_OBJECT

public:
    explicit LocalOllama(const QString &address = QStringLiteral("http://127.0.0.1:11434"));

    void look();
    const QString &address() const { return m_address; }

signals:
    void found(const QStringList &models); // may be empty: it runs, and has none yet

private:
    const QString m_address;
    QNetworkAccessManager m_network;
};

} // namespace ui::models
