// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/restore_dialog.h"

#include "ui/base/date_text.h"
#include "ui/models/database_text.h"
#include "ui/models/figure_text.h"
#include "ui/widgets/button.h"
#include "ui/widgets/theme.h"

#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::ButtonKind;

constexpr int kLeastWidth = 432;
constexpr int kRowHeight = 36;  // as of tables
constexpr int kRowPadding = 14; // of large letters

} // namespace

RestoreDialog::RestoreDialog(QWidget *over, const std::optional<std::vector<relay::api::BackupFile>> &files)
    : Dialog(over->window())
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Restore a backup"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->addStrut(kLeastWidth);
    column->setSpacing(8);
    auto *title = new QLabel(tr("Restore a backup"));
    title->setFont(widgets::fontOf(widgets::TextRole::PanelTitle));
    column->addWidget(title);
    auto *meaning =
        new QLabel(tr("What was recorded after the backup is no longer in the database: requests, "
                      "spend, changes of channels, tokens and settings. The database as it is now is "
                      "kept as a safety copy. The relay lets answers end and begins anew."));
    meaning->setObjectName(u"meaning"_s);
    meaning->setWordWrap(true);
    widgets::setInk(meaning, widgets::Ink::Text2);
    column->addWidget(meaning);
    m_list = new QListWidget;
    m_list->setObjectName(u"backups"_s);
    m_list->setAccessibleName(tr("Backups"));
    m_list->setMinimumHeight(180);
    column->addWidget(m_list);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    auto *other = widgets::newButton(ButtonKind::Link, tr("Another file…"));
    other->setObjectName(u"otherFile"_s);
    row->addWidget(other);
    row->addStretch(1);
    auto *stay = widgets::newButton(ButtonKind::Secondary, tr("Keep the database"));
    stay->setObjectName(u"keep"_s);
    stay->setDefault(true);
    row->addWidget(stay);
    m_restore = widgets::newButton(ButtonKind::Danger, tr("Restore"));
    m_restore->setObjectName(u"restoreNow"_s);
    m_restore->setEnabled(false);
    row->addWidget(m_restore);
    column->addLayout(row);
    if (files)
        fill(*files);
    else
        sayLine(tr("The folder of backups has not been read."));
    connect(stay, &QPushButton::clicked, this, &QDialog::reject);
    connect(other, &QPushButton::clicked, this, &RestoreDialog::askForFile);
    // What has the keyboard is not yet chosen.
    connect(m_list, &QListWidget::itemSelectionChanged, this,
            [this] { m_restore->setEnabled(!m_list->selectedItems().isEmpty()); });
    connect(m_restore, &QPushButton::clicked, this, [this] {
        const QString file = m_list->selectedItems().constFirst()->data(Qt::UserRole).toString();
        accept();
        emit chosen(file);
    });
}

void RestoreDialog::fill(const std::vector<relay::api::BackupFile> &files)
{
    const bool none = std::ranges::all_of(files, models::isSafetyCopy);
    if (none)
        sayLine(tr("There are no backups yet."));
    for (const relay::api::BackupFile &file : files) {
        if (!models::isSafetyCopy(file))
            add(file);
    }
    if (std::ranges::none_of(files, models::isSafetyCopy))
        return;
    sayLine(tr("Kept before a restore: the way back"));
    for (const relay::api::BackupFile &file : files) {
        if (models::isSafetyCopy(file))
            add(file);
    }
}

void RestoreDialog::add(const relay::api::BackupFile &file)
{
    const QString path = QString::fromStdString(file.path);
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(file.changedMs);
    const QString size = models::bytesText(std::uint64_t(std::max<std::int64_t>(0, file.bytes))).whole();
    m_list->addItem(newItem(
        tr("%1 · %2 · %3").arg(base::fullText(at, QDate::currentDate()), size, QFileInfo(path).fileName()),
        path));
}

// `path` empty: a line that cannot be chosen.
QListWidgetItem *RestoreDialog::newItem(const QString &text, const QString &path) const
{
    auto *item = new QListWidgetItem(text);
    item->setSizeHint({0, std::max(kRowHeight, m_list->fontMetrics().height() + kRowPadding)});
    if (path.isEmpty()) {
        item->setFlags(Qt::NoItemFlags);
        return item;
    }
    item->setData(Qt::UserRole, path);
    item->setToolTip(path);
    return item;
}

void RestoreDialog::sayLine(const QString &why)
{
    m_list->addItem(newItem(why, {}));
}

void RestoreDialog::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("A backup"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        QListWidgetItem *item = newItem(file, file);
        m_list->insertItem(0, item);
        m_list->setCurrentItem(item);
    });
    dialog->open();
}

} // namespace ui::pages
