// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/retention_question.h"

#include "ui/models/said_text.h"
#include "ui/widgets/ask_dialog.h"

#include <QCoreApplication>
#include <QDate>
#include <QDateTime>

#include <utility>

namespace ui::pages {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RetentionQuestion)
};

// Days are whole ones of this computer's calendar.
std::int64_t keptFromMs(int days)
{
    return QDate::currentDate().addDays(-days).startOfDay().toMSecsSinceEpoch();
}

QString meaning(const relay::Result<relay::api::UsageStat> &older)
{
    if (!older)
        return Words::tr("Older rows are deleted at once; sums per day stay. Their number cannot be told: %1")
            .arg(models::saidText(older.error()));
    return Words::tr(
        "%n row(s) of the ledger are deleted at once, and nothing brings them back. Sums per day "
        "stay.",
        nullptr, int(older->requests));
}

} // namespace

bool keepsFewer(int daysNow, int daysThen)
{
    return daysThen > 0 && (daysNow <= 0 || daysThen < daysNow);
}

void askToKeepFewer(QWidget *over, relay::api::RelayService &service, int days, std::function<void()> go,
                    std::function<void()> stay)
{
    // Slower than nothing: of the rows alone, as the sums that stay of earlier days know no times.
    service.usageStat({.endMs = keptFromMs(days), .slowerThanUs = 0}, over,
                      [over, days, go = std::move(go),
                       stay = std::move(stay)](const relay::Result<relay::api::UsageStat> &older) {
                          if (older && older->requests == 0)
                              return go(); // nothing is lost
                          auto *ask = new widgets::AskDialog(
                              over, Words::tr("Keep rows for %n day(s)?", nullptr, days), meaning(older),
                              Words::tr("Keep them"));
                          ask->setObjectName(QStringLiteral("retentionQuestion"));
                          ask->addDanger(Words::tr("Delete older rows"), go);
                          if (stay)
                              QObject::connect(ask, &QDialog::rejected, over, stay);
                          ask->open();
                      });
}

} // namespace ui::pages
