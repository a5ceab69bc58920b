// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/update/announcement.h"
#include "tests/support/announcer.h"

#include <QTest>

using relay::ErrorKind;
using relay::Result;
using relay::platform::P256PublicKey;
using relay::update::Announcement;
using relay::update::kMostAnswerBytes;
using relay::update::readAnnouncement;
using relay::update::readAnswer;
using tests::Announcer;

class AnnouncementTest final : public QObject
{
    Q_OBJECT

private slots:
    void aSignedOneIsRead();
    void notBelieved_data();
    void notBelieved();
    void refused_data();
    void refused();
    void notesArePlain();

private:
    const Announcer m_announcer;
    const P256PublicKey m_key = *P256PublicKey::fromPem(m_announcer.publicPem());
};

void AnnouncementTest::aSignedOneIsRead()
{
    const Result<Announcement> read =
        readAnswer(m_announcer.answer(Announcer::announcement("1.2.3", "https://x.example/a?b=c")), m_key);
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    QCOMPARE(read->version, std::string("1.2.3"));
    QCOMPARE(read->page, std::string("https://x.example/a?b=c"));
    QCOMPARE(readAnnouncement(Announcer::announcement("1.2", "Https://X.example/Page"))->page,
             std::string("https://x.example/Page"));
    QCOMPARE(read->notes, std::string("Faster start."));
    QCOMPARE(read->sha256.size(), std::size_t{1});
    QCOMPARE(read->sha256.front(), std::pair(std::string("linux-appimage"), std::string(64, 'a')));
}

void AnnouncementTest::notBelieved_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, const std::string &answer, ErrorKind kind) {
        QTest::newRow(name) << QByteArray::fromStdString(answer) << int(kind);
    };
    const std::string text = Announcer::announcement("9.9.9");
    row("signed by somebody else", Announcer().answer(text), ErrorKind::Forbidden);
    row("the signature is of another text", m_announcer.answer(text, Announcer::announcement("9.9.8")),
        ErrorKind::Forbidden);
    row("not signed", text, ErrorKind::BadRequest);
    row("signed is no base64", R"({"signed": "{}", "signature": "AAAA"})", ErrorKind::BadRequest);
    row("no signature", R"({"signed": "AAAA"})", ErrorKind::BadRequest);
    row("an empty signature", R"({"signed": "AAAA", "signature": ""})", ErrorKind::BadRequest);
    row("numbers", R"({"signed": 1, "signature": 2})", ErrorKind::BadRequest);
    row("a web page", "<!doctype html><title>Sign in</title>", ErrorKind::BadRequest);
    row("nothing", "", ErrorKind::BadRequest);
    row("an array", "[]", ErrorKind::BadRequest);
    row("deep", std::string(20'000, '['), ErrorKind::BadRequest);
    row("zeros", std::string(100, '\0'), ErrorKind::BadRequest);
    row("too large", m_announcer.answer(text) + std::string(kMostAnswerBytes, ' '), ErrorKind::TooLarge);
}

void AnnouncementTest::notBelieved()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const int, kind);
    const Result<Announcement> read = readAnswer(answer.toStdString(), m_key);
    QVERIFY(!read);
    QCOMPARE(int(read.error().kind), kind);
    QVERIFY(!read.error().message.isEmpty());
}

void AnnouncementTest::refused_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const std::string &text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    row("of another program", R"({"product": "Other", "version": "9.9", "url": "https://x.example/"})");
    row("a version that is a word", Announcer::announcement("newest"));
    row("no version", R"({"product": "TrayRelay", "url": "https://x.example/"})");
    row("a page without TLS", Announcer::announcement("9.9", "http://x.example/"));
    row("a page that is a program", Announcer::announcement("9.9", "file:///bin/sh"));
    row("a page that runs", Announcer::announcement("9.9", "javascript:alert(1)"));
    row("a page without a host", Announcer::announcement("9.9", "https:///page"));
    row("a page with a password", Announcer::announcement("9.9", "https://me:secret@x.example/"));
    row("a page that is too long",
        Announcer::announcement("9.9", "https://x.example/" + std::string(2000, 'a')));
    row("no page", R"({"product": "TrayRelay", "version": "9.9"})");
    row("a short checksum",
        R"({"product": "TrayRelay", "version": "9.9", "url": "https://x.example/", "sha256": {"linux": "aa"}})");
    row("a platform with a blank", R"({"product": "TrayRelay", "version": "9.9", "url": "https://x.example/",
        "sha256": {"a b": ")" + std::string(64, 'a') +
                                       "\"}}");
    row("not JSON", "TrayRelay 9.9");
}

// Signed or not: who signs makes mistakes, too.
void AnnouncementTest::refused()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!readAnnouncement(text.toStdString()));
    const Result<Announcement> read = readAnswer(m_announcer.answer(text.toStdString()), m_key);
    QVERIFY(!read);
    QCOMPARE(int(read.error().kind), int(ErrorKind::BadRequest));
}

void AnnouncementTest::notesArePlain()
{
    const std::string begin =
        R"({"product": "TrayRelay", "version": "9.9", "url": "https://x.example/", "notes": ")";
    const Result<Announcement> read = readAnnouncement(begin + R"(  one\ntwo\u0007\u202e three\u001b[1m "})");
    QVERIFY(read);
    QCOMPARE(read->notes, std::string("one\ntwo three[1m"));
    const Result<Announcement> endless = readAnnouncement(begin + std::string(10'000, 'n') + "\"}");
    QVERIFY(endless);
    QCOMPARE(endless->notes.size(), std::size_t{4000});
}

QTEST_GUILESS_MAIN(AnnouncementTest)
#include "tst_announcement.moc"
