// SPDX-License-Identifier: GPL-3.0-or-later
// Every page as it is painted, in both languages and colours: screenshots DIRECTORY [PAGE...]. The figures
// are invented (sample_service). PAGE:SUBJECT opens a page there as well. QT_SCALE_FACTOR acts as usual;
// among the arguments font=PIXELS and size=WIDTHxHEIGHT set these, and empty=yes shows a relay that has
// nothing yet.
#include "tests/gui/fake_desktop.h"
#include "tests/gui/sample_service.h"
#include "ui/pages/page_factory.h"
#include "ui/shell/main_window.h"
#include "ui/shell/translation.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFontDatabase>
#include <QPushButton>
#include <QTemporaryDir>

#include <cstdio>
#include <memory>

using namespace Qt::StringLiterals;
using ui::models::UiSettings;
using ui::widgets::Theme;

namespace {

constexpr int kSettleMs = 1500; // replies come from the event loop, charts paint at their own pace

void settle()
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < kSettleMs)
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
}

// Something to see where a page is empty until it is asked.
void prepare(const ui::shell::MainWindow &window, const QString &page)
{
    if (page != "profiling"_L1)
        return;
    if (auto *capture = window.findChild<QPushButton *>(u"capture"_s))
        capture->click();
}

// NAME=VALUE among the arguments.
QString option(const QStringList &arguments, const QString &name, const QString &otherwise)
{
    for (const QString &word : arguments)
        if (word.startsWith(name % u'='))
            return word.mid(name.size() + 1);
    return otherwise;
}

struct Look
{
    const char *word;
    UiSettings::Language language;
    Theme::Choice colours;
};

constexpr Look kLooks[] = {{"en-light", UiSettings::Language::English, Theme::Choice::Light},
                           {"en-dark", UiSettings::Language::English, Theme::Choice::Dark},
                           {"zh-light", UiSettings::Language::Chinese, Theme::Choice::Light},
                           {"zh-dark", UiSettings::Language::Chinese, Theme::Choice::Dark}};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2 || !QDir().mkpath(arguments[1])) {
        std::fprintf(stderr, "usage: screenshots DIRECTORY [PAGE...]\n");
        return 2;
    }
    QFont font(u"Noto Sans"_s);
    font.setPixelSize(option(arguments, u"font"_s, u"13"_s).toInt());
    QApplication::setFont(font);
    const QStringList size = option(arguments, u"size"_s, u"1180x760"_s).split(u'x');
    const bool empty = !option(arguments, u"empty"_s, {}).isEmpty();
    arguments.removeIf([](const QString &word) { return word.contains(u'='); });
    const QTemporaryDir data;
    tests::FakeDesktop desktop;
    desktop.directory = data.path();
    tests::SampleService::writeMeasurements(data.path());
    Theme theme(application);
    ui::shell::Translation translation;
    for (const Look &look : kLooks) {
        theme.choose(look.colours);
        translation.use(look.language);
        const std::unique_ptr<tests::FakeRelayService> made =
            empty ? std::make_unique<tests::FakeRelayService>() : std::make_unique<tests::SampleService>();
        tests::FakeRelayService &service = *made;
        UiSettings ui(data.path());
        ui.setGuideSeen(true);
        ui::models::Measuring measuring({}, data.path());
        ui.remember(u"overviewSpan"_s, 1);
        ui::shell::MainWindow window(service, desktop, ui, measuring, [] { return true; });
        window.resize(size.value(0).toInt(), size.value(1).toInt());
        window.show();
        const auto save = [&](const QString &name) {
            settle();
            const QString file = arguments[1] % u'/' % name % u'-' % QLatin1String(look.word) % u".png"_s;
            if (window.grab().save(file))
                return true;
            std::fprintf(stderr, "screenshots: cannot write %s\n", qPrintable(file));
            return false;
        };
        for (const ui::pages::PageId page : ui::pages::kPages) {
            const QString name = QLatin1String(ui::pages::wordOf(page));
            if (arguments.size() > 2 && !arguments.mid(2).contains(name))
                continue;
            window.showPage(page);
            prepare(window, name);
            if (!save(name))
                return 1;
            for (const QString &word : arguments) {
                if (!word.startsWith(name % u':'))
                    continue;
                window.page(page).showSubject(word.mid(name.size() + 1));
                if (!save(QString(word).replace(u':', u'-')))
                    return 1;
            }
        }
        window.showGuide();
        if ((arguments.size() == 2 || arguments.contains(u"guide"_s)) && !save(u"guide"_s))
            return 1;
    }
    return 0;
}
