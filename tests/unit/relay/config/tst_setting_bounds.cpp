// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/config/setting_value.h"
#include "relay/config/settings_loader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace relay::config;
using namespace Qt::StringLiterals;

namespace {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

bool isNumber(const SettingSpec &spec)
{
    return spec.type == SettingType::Integer || spec.type == SettingType::Decimal;
}

QStringList words(const SettingSpec &spec)
{
    return toQString(spec.choices).split(u' ', Qt::SkipEmptyParts);
}

QStringList allowedBounds(const SettingSpec &spec)
{
    QStringList schemes;
    switch (spec.type) {
    case SettingType::Integer:
    case SettingType::Decimal:
        return {QString::number(spec.min), QString::number(spec.max)};
    case SettingType::Choice:
        return words(spec);
    case SettingType::Bool:
        return {u"true"_s, u"false"_s};
    case SettingType::Url:
        for (const QString &scheme : words(spec))
            schemes.append(scheme % u"://host.example:1080"_s);
        return schemes << QString();
    case SettingType::Address:
        return {u"127.0.0.1"_s, u"0.0.0.0"_s, u"::1"_s, u"localhost"_s};
    case SettingType::Origins:
        return {QString(), u"https://a.example,http://localhost:5173"_s};
    case SettingType::Path:
        return {u"a.db"_s, u"/elsewhere/a.db"_s};
    case SettingType::Secret:
        return {QString(), u"sk-0123456789abcdef"_s};
    }
    return {};
}

QStringList refused(const SettingSpec &spec)
{
    QStringList texts{u"wrong \x01"_s};
    if (isNumber(spec)) {
        texts << QString::number(spec.min - 1) << QString::number(spec.max + 1) << QString() << u"1 2"_s;
        if (spec.type == SettingType::Decimal)
            texts << QString::number(double(spec.min) - 0.01, 'f', 2) << QString::number(spec.max) % u".01"_s;
        else
            texts << QString::number(spec.max) % u".5"_s;
    } else if (spec.type == SettingType::Choice) {
        texts << QString() << toQString(spec.choices);
        for (const QString &word : words(spec))
            texts << word % u'X' << word.chopped(1);
    } else if (spec.type == SettingType::Bool) {
        texts << QString() << u"2"_s << u"maybe"_s;
    } else if (spec.type == SettingType::Url) {
        texts << u"ftp://host.example"_s << u"host.example:1080"_s;
        for (const QString &scheme : words(spec))
            texts << scheme % u"://"_s << scheme % u"://host.example:65536"_s;
    } else if (spec.type == SettingType::Address) {
        texts << QString() << u"256.0.0.1"_s << u"host.example"_s;
    }
    return texts;
}

// What a refusal must tell.
QStringList bounds(const SettingSpec &spec)
{
    if (isNumber(spec))
        return {u" from %1 to %2"_s.arg(spec.min).arg(spec.max)};
    if (spec.type == SettingType::Bool)
        return {u"true"_s, u"false"_s};
    return words(spec);
}

} // namespace

// Each row of the table: what it allows, up to its bounds, is taken; what is one beyond is refused with a
// text that names them, and the value below it stands.
class SettingBoundsTest final : public QObject
{
    Q_OBJECT

private slots:
    void takesWhatIsAllowed_data() { eachRow(); }
    void takesWhatIsAllowed();
    void refusesWhatIsBeyond_data() { eachRow(); }
    void refusesWhatIsBeyond();
    void aFileIsHeldToThem_data() { eachRow(); }
    void aFileIsHeldToThem();

private:
    static void eachRow()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < settingsTable().size(); ++i)
            QTest::newRow(std::string(settingsTable()[i].name).c_str()) << int(i);
    }
    static const SettingSpec &spec()
    {
        QFETCH(const int, index);
        return settingsTable()[std::size_t(index)];
    }
    LoadedSettings load(const QString &value) const;

    QTemporaryDir m_folder;
};

void SettingBoundsTest::takesWhatIsAllowed()
{
    for (const QString &text : allowedBounds(spec())) {
        const auto taken = checkedValue(spec(), text.toStdString());
        QVERIFY2(taken, qPrintable(text));
        QCOMPARE(QString::fromStdString(*taken), text);
    }
    for (const QString &word : words(spec())) {
        if (spec().type == SettingType::Choice)
            QCOMPARE(QString::fromStdString(*checkedValue(spec(), word.toLower().toStdString())), word);
    }
}

void SettingBoundsTest::refusesWhatIsBeyond()
{
    for (const QString &text : refused(spec())) {
        const auto taken = checkedValue(spec(), text.toStdString());
        QVERIFY2(!taken, qPrintable(text));
        QCOMPARE(taken.error().kind, relay::ErrorKind::BadRequest);
        for (const QString &bound : bounds(spec()))
            QVERIFY2(taken.error().message.contains(bound), qPrintable(taken.error().message));
    }
}

LoadedSettings SettingBoundsTest::load(const QString &value) const
{
    SettingsRequest request;
    request.envFile = m_folder.filePath(u".env"_s);
    QFile file(request.envFile);
    const QByteArray line = (toQString(spec().name) % u"='"_s % value % u"'\n"_s).toUtf8();
    if (!file.open(QFile::WriteOnly) || file.write(line) != line.size())
        qFatal("cannot write the file");
    file.close();
    return loadSettings(request);
}

void SettingBoundsTest::aFileIsHeldToThem()
{
    const std::size_t index = *findSetting(spec().name);
    for (const QString &text : allowedBounds(spec())) {
        const LoadedSettings loaded = load(text);
        QVERIFY2(loaded.warnings.empty(), qPrintable(text));
        QCOMPARE(QString::fromStdString(loaded.texts[index]), text);
    }
    for (const QString &text : refused(spec())) {
        const LoadedSettings loaded = load(text);
        QVERIFY2(loaded.warnings.size() == 1, qPrintable(text));
        QCOMPARE(loaded.texts[index], std::string(spec().defaultText));
        for (const QString &bound : bounds(spec()))
            QVERIFY2(toQString(loaded.warnings.front()).contains(bound), loaded.warnings.front().c_str());
    }
}

QTEST_GUILESS_MAIN(SettingBoundsTest)
#include "tst_setting_bounds.moc"
