// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/translation.h"

#include <QCoreApplication>
#include <QLocale>

namespace ui::shell {

using namespace Qt::StringLiterals;
using Language = models::UiSettings::Language;

void Translation::use(Language language)
{
    const QLocale system = QLocale::system();
    const bool chinese = language == Language::Chinese ||
                         (language == Language::System && system.language() == QLocale::Chinese);
    // English words stand beside English numbers.
    QLocale locale(QLocale::English, QLocale::UnitedStates);
    if (chinese)
        locale = QLocale(QLocale::Chinese, QLocale::China);
    else if (system.language() == QLocale::English)
        locale = system;
    QLocale::setDefault(locale);
    QCoreApplication::removeTranslator(&m_house);
    // English has a file too: for its plurals.
    if (m_house.load(chinese ? u":/i18n/trayrelay_zh_CN.qm"_s : u":/i18n/trayrelay_en.qm"_s))
        QCoreApplication::installTranslator(&m_house);
}

} // namespace ui::shell
