// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/api/doctor_service.h"

#include <QWidget>

namespace ui::pages {

// One look of the doctor's: its verdict, what was seen, what helps and the
// button that does it. Lives on gui.
class FindingRow final : public QWidget
{
    Q_OBJECT

public:
    explicit FindingRow(const relay::api::Finding &finding, QWidget *parent = nullptr);

signals:
    void remedyRequested(const QString &name); // its preset
    void placeRequested(const QString &name);  // where a person mends it

private:
    QWidget *buildWords() const;
    QWidget *buildAction();

    const relay::api::Finding m_finding;
};

} // namespace ui::pages
