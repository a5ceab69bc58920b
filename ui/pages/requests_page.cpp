// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requests_page.h"

#include "ui/models/figure_text.h"
#include "ui/models/usage_export.h"
#include "ui/models/usage_text.h"
#include "ui/pages/ledger_view.h"
#include "ui/pages/prices_view.h"
#include "ui/pages/spend_view.h"
#include "ui/widgets/button.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/segmented_control.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;

} // namespace

RequestsPage::RequestsPage(const PageContext &context)
    : Page(context, tr("Requests"))
{
    m_exporting = new models::UsageExport(service(), this);
    m_ledger = new LedgerView(service(), context.figures, context.desktop.commandShell());
    m_spend = new SpendView(service());
    m_prices = new PricesView(service());
    buildHeader();
    m_stack = new QStackedLayout;
    for (QWidget *view : {static_cast<QWidget *>(m_ledger), static_cast<QWidget *>(m_spend),
                          static_cast<QWidget *>(m_prices)})
        m_stack->addWidget(view);
    content()->addLayout(m_stack, 1);
    connectViews();
}

void RequestsPage::buildHeader()
{
    m_parts = new widgets::SegmentedControl({tr("Requests"), tr("Spend"), tr("Prices")});
    m_parts->setObjectName(u"parts"_s);
    m_parts->setAccessibleName(tr("What to show"));
    header().addAction(m_parts);
    m_export = widgets::newButton(widgets::ButtonKind::Secondary, tr("Export CSV"), widgets::Glyph::Download);
    m_export->setObjectName(u"export"_s);
    QSizePolicy keepsItsPlace = m_export->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    m_export->setSizePolicy(keepsItsPlace);
    header().addAction(m_export);
    connect(m_parts, &widgets::SegmentedControl::chosen, this, &RequestsPage::showPart);
    connect(m_export, &QPushButton::clicked, this, [this] {
        if (m_exporting->isRunning()) {
            m_exporting->cancel();
            showExport();
        } else {
            askForFile();
        }
    });
    connect(m_exporting, &models::UsageExport::progressed, this, &RequestsPage::showExport);
    connect(m_exporting, &models::UsageExport::finished, this, [this](const QString &trouble) {
        showExport();
        complainOf(u"export"_s, trouble.isEmpty() ? QString() : tr("The export has failed: %1").arg(trouble));
        if (trouble.isEmpty())
            say(tr("%Ln row(s) are in %1", nullptr, int(m_exporting->rows()))
                    .arg(QFileInfo(m_exporting->file()).fileName()));
    });
}

void RequestsPage::connectViews()
{
    connect(m_ledger, &LedgerView::factsChanged, this, [this](const QString &facts) {
        m_facts = facts;
        if (m_parts->current() == LedgerPart)
            header().setFacts(facts);
    });
    connect(m_ledger, &LedgerView::failed, this,
            [this](const QString &why) { complainOf(u"ledger"_s, why); });
    connect(m_ledger, &LedgerView::said, this, [this](const QString &done) { say(done); });
    connect(m_ledger, &LedgerView::channelRequested, this,
            [this](const QString &name) { requestPage(PageId::Channels, u"channel:"_s % name); });
    connect(m_ledger, &LedgerView::addressRequested, this,
            [this] { requestPage(PageId::Overview, u"address"_s); });
    connect(m_spend, &SpendView::failed, this, [this](const QString &why) { complainOf(u"spend"_s, why); });
    connect(m_spend, &SpendView::addressRequested, this,
            [this] { requestPage(PageId::Overview, u"address"_s); });
    connect(m_spend, &SpendView::pricesRequested, this, [this] {
        m_parts->setCurrent(PricesPart);
        showPart(PricesPart);
    });
    connect(m_prices, &PricesView::failed, this, [this](const QString &why) { complainOf(u"price"_s, why); });
    connect(m_prices, &PricesView::unreadable, this,
            [this](const QString &why) { complainOf(u"prices"_s, why); });
    connect(m_prices, &PricesView::said, this,
            [this](const QString &done, const std::function<void()> &undo) { say(done, undo); });
}

void RequestsPage::activate()
{
    showPart(m_parts->current());
}

void RequestsPage::deactivate()
{
    m_ledger->setActive(false);
}

void RequestsPage::showPart(int part)
{
    m_stack->setCurrentIndex(part);
    m_export->setVisible(part == LedgerPart);
    header().setTitle(part == SpendPart ? tr("Spend") : part == PricesPart ? tr("Prices") : tr("Requests"));
    header().setFacts(part == LedgerPart ? m_facts : QString());
    m_ledger->setActive(isActive() && part == LedgerPart);
    if (!isActive())
        return;
    if (part == SpendPart)
        m_spend->refresh();
    if (part == PricesPart)
        m_prices->refresh();
}

void RequestsPage::showSubject(const QString &subject)
{
    const QString value = subject.section(u':', 1);
    const Part part = subject == "spend"_L1 ? SpendPart : subject == "prices"_L1 ? PricesPart : LedgerPart;
    m_parts->setCurrent(part);
    showPart(part);
    if (subject.startsWith("channel:"_L1)) {
        m_ledger->showChannel(value);
    } else if (subject.startsWith("request:"_L1)) {
        if (const std::optional<std::uint64_t> id = models::requestIdOf(value))
            m_ledger->showRequest(*id);
    }
}

void RequestsPage::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Export CSV"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->setNameFilters({tr("CSV files (*.csv)"), tr("All files (*)")});
    dialog->selectFile(u"trayrelay-requests-%1.csv"_s.arg(QDate::currentDate().toString(Qt::ISODate)));
    connect(dialog, &QFileDialog::fileSelected, this, &RequestsPage::exportTo);
    dialog->open();
}

QStringList RequestsPage::wouldBeLost() const
{
    return m_exporting->isRunning() ? QStringList{tr("an export that runs")} : QStringList();
}

void RequestsPage::exportTo(const QString &file)
{
    m_exporting->start(m_ledger->query(), file);
}

void RequestsPage::showExport()
{
    const bool running = m_exporting->isRunning();
    m_export->setText(running ? tr("%Ln row(s) · Cancel", nullptr, int(m_exporting->rows()))
                              : tr("Export CSV"));
    widgets::setGlyph(m_export, running ? widgets::Glyph::Close : widgets::Glyph::Download);
}

} // namespace ui::pages
