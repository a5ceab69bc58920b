// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_about.h"

#include "ui/pages/settings_updates.h"
#include "ui/widgets/card.h"
#include "ui/widgets/ink.h"
#include "ui/widgets/label.h"
#include "ui/widgets/theme.h"

#include <QDir>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace ui::pages {

namespace {

using namespace Qt::StringLiterals;
using widgets::Ink;
using widgets::TextRole;

struct Terms
{
    QLatin1StringView library;
    QLatin1StringView licence;
    QLatin1StringView page;
};

constexpr std::array kTerms{Terms{"Qt"_L1, "LGPL-3.0"_L1, "https://www.qt.io"_L1},
                            Terms{"SQLite"_L1, "public domain"_L1, "https://www.sqlite.org"_L1},
                            Terms{"OpenSSL"_L1, "Apache-2.0"_L1, "https://www.openssl.org"_L1},
                            Terms{"simdjson"_L1, "Apache-2.0"_L1, "https://simdjson.org"_L1},
                            Terms{"spdlog"_L1, "MIT"_L1, "https://github.com/gabime/spdlog"_L1},
                            Terms{"fmt"_L1, "MIT"_L1, "https://fmt.dev"_L1},
                            Terms{"zlib"_L1, "zlib"_L1, "https://zlib.net"_L1},
                            Terms{"QCustomPlot"_L1, "GPL-3.0"_L1, "https://www.qcustomplot.com"_L1}};

QLabel *selectable(const QString &text, TextRole role, Ink ink)
{
    QLabel *label = widgets::newLabel(text, role, ink);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

void addPair(QGridLayout *grid, const QString &name, QLabel *value)
{
    const int row = grid->rowCount();
    grid->addWidget(selectable(name, TextRole::Body, Ink::Text2), row, 0, Qt::AlignTop);
    value->setWordWrap(true);
    grid->addWidget(value, row, 1);
}

} // namespace

SettingsAbout::SettingsAbout(const SettingsParts &parts)
    : m_parts(parts)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(buildProgram());
    column->addWidget(new SettingsUpdates(m_parts));
    column->addWidget(buildLibraries());
    column->addStretch(1);
}

QWidget *SettingsAbout::buildProgram()
{
    auto *card = new widgets::Card(u"TrayRelay"_s);
    card->setFact(tr("a personal relay for LLM APIs"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    const relay::api::StatusSnapshot status = m_parts.context.service.status();
    addPair(grid, tr("Version"),
            selectable(QString::fromStdString(status.version), TextRole::Body, Ink::Text));
    addPair(grid, tr("Licence"),
            selectable(tr("GNU General Public License, version 3 or later"), TextRole::Body, Ink::Text));
    addPair(grid, tr("Its text"),
            selectable(u"https://www.gnu.org/licenses/gpl-3.0.html"_s, TextRole::MonoSmall, Ink::Text));
    addPair(grid, tr("Warranty"),
            selectable(tr("None, as far as the law allows."), TextRole::Body, Ink::Text));
    addPair(grid, tr("Data folder"),
            selectable(QDir::toNativeSeparators(m_parts.context.desktop.dataDirectory()), TextRole::MonoSmall,
                       Ink::Text));
    card->column()->addLayout(grid);
    return card;
}

QWidget *SettingsAbout::buildLibraries()
{
    auto *card = new widgets::Card(tr("Made with"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(3, 1);
    int row = 0;
    for (const auto &[name, version] : m_parts.context.desktop.versions()) {
        if (name == "TrayRelay"_L1)
            continue; // it stands above
        grid->addWidget(selectable(name, TextRole::Body, Ink::Text), row, 0);
        grid->addWidget(selectable(version, TextRole::Body, Ink::Text2), row, 1);
        const auto terms = std::ranges::find_if(
            kTerms, [&name = name](const Terms &each) { return name.startsWith(each.library); });
        if (terms != kTerms.end()) {
            grid->addWidget(selectable(terms->licence, TextRole::Secondary, Ink::Text2), row, 2);
            grid->addWidget(selectable(terms->page, TextRole::MonoSmall, Ink::Text2), row, 3);
        }
        ++row;
    }
    card->column()->addLayout(grid);
    return card;
}

} // namespace ui::pages
