// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace ui::shell {

using namespace Qt::StringLiterals;
using Language = models::UiSettings::Language;

namespace {

// A package copies qtbase_zh_CN.qm into translations/ beside the program, unless Qt is the system's.
QStringList usualFolders()
{
    return {QLibraryInfo::path(QLibraryInfo::TranslationsPath),
            QCoreApplication::applicationDirPath() % u"/translations"_s,
            QCoreApplication::applicationDirPath() % u"/../share/trayrelay/translations"_s};
}

} // namespace

Translation::Translation(const QStringList &folders)
    : m_folders(folders)
{
}

bool Translation::use(Language language)
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
    if (m_chinese == chinese)
        return false;
    m_chinese = chinese;
    QCoreApplication::removeTranslator(&m_house);
    QCoreApplication::removeTranslator(&m_qt);
    const QStringList folders = m_folders.isEmpty() ? usualFolders() : m_folders;
    for (const QString &folder : folders) {
        if (chinese && m_qt.load(u"qtbase_zh_CN"_s, folder)) {
            QCoreApplication::installTranslator(&m_qt);
            break;
        }
    }
    // English has a file too: for its plurals.
    if (m_house.load(chinese ? u":/i18n/trayrelay_zh_CN.qm"_s : u":/i18n/trayrelay_en.qm"_s))
        QCoreApplication::installTranslator(&m_house);
    return true;
}

} // namespace ui::shell
