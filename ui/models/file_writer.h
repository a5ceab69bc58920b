// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ui::models {

// Writes a file whole or not at all, on another thread: nobody waits for the disk. Lives on gui.
class FileWriter final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void write(const QString &path, const QByteArray &content);

signals:
    void written(const QString &path);
    void failed(const QString &path, const QString &reason);
};

} // namespace ui::models
