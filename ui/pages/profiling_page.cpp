// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/profiling_page.h"

#include "ui/base/date_text.h"
#include "ui/pages/profile_view.h"
#include "ui/pages/profiling_server_card.h"
#include "ui/pages/save_dialog.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_note.h"
#include "ui/widgets/label.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/theme.h"

#include <QCoreApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using relay::api::ProfileKind;
using widgets::ButtonKind;
using widgets::Glyph;
using widgets::Ink;
using widgets::TextRole;

constexpr std::array kKinds = {ProfileKind::Cpu, ProfileKind::Heap, ProfileKind::Threads, ProfileKind::Block,
                               ProfileKind::Mutex};
constexpr std::array kSeconds = {5, 10, 30};

// A share of n samples is off by up to its square root: of fewer than these nothing can be said.
constexpr std::int64_t kFewSamples = 100;
constexpr std::int64_t kMostSamples = 1'000'000'000; // which fit an int

QString samplesText(std::int64_t samples)
{
    const auto count = int(std::min(samples, kMostSamples));
    return samples < kFewSamples
               ? QCoreApplication::translate("ui::pages::ProfilingPage", "%Ln sample(s): too few to judge by",
                                             nullptr, count)
               : QCoreApplication::translate("ui::pages::ProfilingPage", "%Ln sample(s)", nullptr, count);
}

} // namespace

ProfilingPage::ProfilingPage(const PageContext &context)
    : Page(context, tr("Profiling"))
    , m_profiler(context.service.profilingService())
    , m_settings(context.service.settingsService())
{
    m_save = widgets::newButton(ButtonKind::Secondary, tr("Save profile.proto…"), Glyph::Download);
    m_save->setObjectName(u"saveProfile"_s);
    m_save->setEnabled(false);
    m_save->setToolTip(tr("For go tool pprof and other readers of profile.proto"));
    header().addAction(m_save);
    content()->addWidget(buildCapture());
    content()->addWidget(buildResult(), 1);
    content()->addWidget(new ProfilingServerCard(m_settings, service().trafficService()));

    connect(m_save, &QPushButton::clicked, this, &ProfilingPage::save);
    connect(&m_profiler, &models::Profiler::started, this, &ProfilingPage::showRunning);
    connect(&m_profiler, &models::Profiler::progressed, this, &ProfilingPage::showProgress);
    connect(&m_profiler, &models::Profiler::cancelled, this, &ProfilingPage::showRunning);
    connect(&m_profiler, &models::Profiler::taken, this, &ProfilingPage::showResult);
    connect(&m_profiler, &models::Profiler::failed, this, [this](const QString &reason) {
        showRunning();
        complain(reason);
    });
    connect(&m_profiler, &models::Profiler::taken, this, [this] { m_saved = false; });
    connect(&m_writer, &models::FileWriter::written, this, [this](const QString &path) {
        m_saved = true;
        say(tr("Saved as %1").arg(QDir::toNativeSeparators(path)));
    });
    connect(&m_writer, &models::FileWriter::failed, this, [this](const QString &path, const QString &reason) {
        complain(tr("%1 was not written: %2").arg(QDir::toNativeSeparators(path), reason));
    });
    connect(&m_settings, &models::SettingsAccess::unreadable, this,
            [this](const QString &reason) { complainOf(u"read"_s, reason); });
    connect(&m_settings, &models::SettingsAccess::rowsRead, this, [this] { complainOf(u"read"_s, {}); });
    connect(&m_settings, &models::SettingsAccess::refused, this,
            [this](const QStringList &names, const QString &reason) {
                if (names.isEmpty()) // of an undo: no field says it
                    complain(reason);
            });
    connect(&m_settings, &models::SettingsAccess::applied, this,
            [this](const relay::api::SettingsOutcome &outcome) {
                if (!outcome.entry)
                    return;
                const bool on = m_settings.isOn("PPROF_ENABLED");
                const bool turned = outcome.entry->changes.front().name == "PPROF_ENABLED";
                const bool nowOn = turned ? outcome.entry->changes.front().to == "true" : on;
                const QString done = !turned ? tr("The profiling server has another port")
                                     : nowOn ? tr("The profiling server is on")
                                             : tr("The profiling server is off");
                say(done, [this, id = outcome.entry->id] { m_settings.undo(id); });
            });
    showRunning();
    explain();
}

void ProfilingPage::activate()
{
    m_settings.read();
}

widgets::Card *ProfilingPage::buildCapture()
{
    auto *card = new widgets::Card;
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    m_kind =
        new widgets::SegmentedControl({tr("CPU"), tr("Heap"), tr("Threads"), tr("Waiting"), tr("Locks")});
    m_kind->setObjectName(u"kind"_s);
    m_kind->setAccessibleName(tr("What to look at"));
    row->addWidget(m_kind);
    QStringList seconds;
    for (const int each : kSeconds)
        seconds.append(tr("%1 s").arg(each));
    m_seconds = new widgets::SegmentedControl(seconds);
    m_seconds->setObjectName(u"seconds"_s);
    m_seconds->setAccessibleName(tr("For how long"));
    row->addWidget(m_seconds);
    m_hint = widgets::newLabel({}, TextRole::Secondary, Ink::Text2);
    row->addWidget(m_hint);
    m_progress = new widgets::ProgressLine;
    m_progress->setObjectName(u"progress"_s);
    m_progress->setAccessibleName(tr("Progress"));
    row->addWidget(m_progress, 1);
    row->addStretch(0);
    m_left = widgets::newLabel({}, TextRole::Body, Ink::Text2);
    m_left->setObjectName(u"left"_s);
    row->addWidget(m_left);
    m_cancel = widgets::newButton(ButtonKind::Secondary, tr("Cancel"));
    m_cancel->setObjectName(u"cancel"_s);
    row->addWidget(m_cancel);
    m_capture = widgets::newButton(ButtonKind::Primary, tr("Capture"), Glyph::Play);
    m_capture->setObjectName(u"capture"_s);
    row->addWidget(m_capture);
    card->column()->addLayout(row);
    connect(m_kind, &widgets::SegmentedControl::chosen, this, &ProfilingPage::explain);
    connect(m_capture, &QPushButton::clicked, this, &ProfilingPage::capture);
    connect(m_cancel, &QPushButton::clicked, &m_profiler, &models::Profiler::cancel);
    return card;
}

QWidget *ProfilingPage::buildResult()
{
    auto *card = new widgets::Card;
    m_stack = new QStackedWidget;
    m_empty = new widgets::EmptyNote(tr("No profile yet"), {});
    m_stack->addWidget(m_empty);
    m_view = new ProfileView;
    m_view->setObjectName(u"profile"_s);
    m_stack->addWidget(m_view);
    card->column()->addWidget(m_stack);
    card->setMinimumHeight(320);
    return card;
}

ProfileKind ProfilingPage::chosenKind() const
{
    return kKinds.at(std::size_t(m_kind->current()));
}

void ProfilingPage::capture()
{
    complain({});
    m_profiler.start(chosenKind(), std::chrono::seconds(kSeconds.at(std::size_t(m_seconds->current()))));
}

QStringList ProfilingPage::wouldBeLost() const
{
    if (m_profiler.isRunning())
        return {tr("a profile that is being taken")};
    return m_saved ? QStringList() : QStringList{tr("a profile that was not saved")};
}

void ProfilingPage::showRunning()
{
    const bool running = m_profiler.isRunning();
    m_kind->setEnabled(!running);
    m_seconds->setEnabled(!running);
    m_capture->setVisible(!running);
    m_cancel->setVisible(running);
    m_progress->setVisible(running);
    m_left->setVisible(running);
    m_hint->setVisible(!running);
    if (running)
        m_cancel->setFocus();
    showProgress();
}

void ProfilingPage::showProgress()
{
    m_progress->setShare(m_profiler.progress());
    const auto left = m_profiler.left().count();
    m_left->setText(left > 0 ? tr("%1 s left").arg(left) : tr("putting it together"));
}

void ProfilingPage::showResult()
{
    showRunning();
    const models::Profiler::Taken &taken = *m_profiler.last();
    m_view->showProfile(taken);
    m_stack->setCurrentWidget(m_view);
    m_save->setEnabled(!taken.capture.proto.empty());
    const QString at = base::timeText(taken.at.time());
    if (taken.kind == ProfileKind::Cpu)
        header().setFacts(tr("CPU, %1 s until %2")
                              .arg(QLocale().toString(double(taken.duration.count()) / 1000, 'g', 3), at) %
                          u" · "_s % samplesText(taken.capture.samples));
    else
        header().setFacts(tr("taken at %1").arg(at));
}

void ProfilingPage::explain()
{
    const ProfileKind kind = chosenKind();
    m_seconds->setVisible(kind == ProfileKind::Cpu);
    QString why;
    switch (kind) {
    case ProfileKind::Cpu:
        why = tr("Which functions the processor works for. Take one while the relay is busy or a core is "
                 "full; it costs a few per cent meanwhile.");
        m_hint->setText(tr("where the time goes"));
        break;
    case ProfileKind::Heap:
        why =
            tr("Which functions have asked for the memory that is in use. Take one when the program grows.");
        m_hint->setText(tr("where the memory is"));
        break;
    case ProfileKind::Threads:
        why = tr("Where each thread stands at this moment, and the exchanges in progress. Take one when "
                 "something hangs.");
        m_hint->setText(tr("where everybody stands"));
        break;
    case ProfileKind::Block:
        why = tr("Where threads have waited for others. Take one when requests are slow and the processor "
                 "is not busy.");
        m_hint->setText(tr("who waits"));
        break;
    case ProfileKind::Mutex:
        why =
            tr("Who held the locks that others waited for. Take one when threads stand in each other's way.");
        m_hint->setText(tr("who lets others wait"));
        break;
    }
    m_empty->set(tr("No profile yet"), why);
}

void ProfilingPage::save()
{
    if (!m_profiler.last())
        return;
    const models::Profiler::Taken taken = *m_profiler.last(); // the one that is seen now
    const QString name = u"trayrelay-%1-%2.pb.gz"_s.arg(
        QLatin1String(relay::api::profileKindName(taken.kind)), taken.at.toString(u"yyyyMMdd-HHmmss"_s));
    askWhereToSave(this, tr("Save profile"), name, tr("Profiles (*.pb.gz)"),
                   [this, taken](const QString &path) {
                       m_writer.write(path, QByteArray::fromStdString(taken.capture.proto));
                   });
}

} // namespace ui::pages
