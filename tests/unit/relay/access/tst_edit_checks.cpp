// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/access/edit_checks.h"

#include <QTest>

#include <functional>

using namespace relay;
using ChannelEdit = std::function<void(model::Channel &)>;
using TokenEdit = std::function<void(model::Token &)>;

static model::Channel channel()
{
    return {.id = 7, .name = "work", .keys = {"k1", "k2"}, .baseUrl = "https://llm.example/v1"};
}

static model::Token token()
{
    return {.id = 7, .name = "editor", .key = "0123456789abcdefghij"};
}

static QString objection(const Result<void> &result)
{
    return result ? QString() : result.error().message;
}

class EditChecksTest final : public QObject
{
    Q_OBJECT

private slots:
    void takesChannels_data();
    void takesChannels();
    void refusesChannels_data();
    void refusesChannels();
    void takesTokens_data();
    void takesTokens();
    void refusesTokens_data();
    void refusesTokens();
    void whatIsStoredStaysEditable();
    void aQuotaThatIsOverspentStaysEditable();
};

void EditChecksTest::takesChannels_data()
{
    QTest::addColumn<ChannelEdit>("edit");
    const auto row = [](const char *name, ChannelEdit edit) { QTest::newRow(name) << std::move(edit); };
    row("as it is", [](model::Channel &) {});
    row("no key: a local upstream", [](model::Channel &c) { c.keys.clear(); });
    row("the type's own address", [](model::Channel &c) { c.baseUrl.clear(); });
    row("a name in any script", [](model::Channel &c) { c.name = "b\xc3\xbcro 2"; });
    row("weight 0", [](model::Channel &c) { c.weight = 0; });
    row("a negative priority", [](model::Channel &c) { c.priority = -5; });
    row("a proxy with a login", [](model::Channel &c) { c.proxy = "socks5://me:pass@proxy.example:1080"; });
    row("a Host in place of the URL's", [](model::Channel &c) { c.headers = {{"Host", "virtual.example"}}; });
    row("a header with blanks and UTF-8", [](model::Channel &c) {
        c.headers = {{"X-Org", "a \xc3\xa4\tb"}};
    });
}

void EditChecksTest::takesChannels()
{
    QFETCH(const ChannelEdit, edit);
    model::Channel edited = channel();
    edit(edited);
    const model::Channel stored = channel();
    QCOMPARE(objection(access::checkEdit(edited, nullptr)), QString());
    QCOMPARE(objection(access::checkEdit(edited, &stored)), QString());
}

void EditChecksTest::refusesChannels_data()
{
    QTest::addColumn<ChannelEdit>("edit");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const char *field, ChannelEdit edit) {
        QTest::newRow(name) << std::move(edit) << QString::fromLatin1(field);
    };
    row("no name", "name", [](model::Channel &c) { c.name.clear(); });
    row("a name of blanks", "name", [](model::Channel &c) { c.name = "  "; });
    row("a name of two lines", "name", [](model::Channel &c) { c.name = "a\nb"; });
    row("two words in a key", "key", [](model::Channel &c) { c.keys = {"two words"}; });
    row("a line break in a key", "key", [](model::Channel &c) { c.keys = {"good", "k\r\nX-A: 1"}; });
    row("a no-break space in a key", "key", [](model::Channel &c) { c.keys = {"k\xc2\xa0"}; });
    row("an empty key", "key", [](model::Channel &c) { c.keys = {""}; });
    row("a base URL without a scheme", "base_url", [](model::Channel &c) { c.baseUrl = "llm.example"; });
    row("a base URL of a file", "base_url", [](model::Channel &c) { c.baseUrl = "file:///etc/passwd"; });
    row("a base URL without a host", "base_url", [](model::Channel &c) { c.baseUrl = "http:///v1"; });
    row("a base URL with a login", "base_url",
        [](model::Channel &c) { c.baseUrl = "https://me:secret@llm.example/v1"; });
    row("a base URL with a name", "base_url",
        [](model::Channel &c) { c.baseUrl = "https://me@llm.example/v1"; });
    row("a compatible one without a base URL", "base_url", [](model::Channel &c) {
        c.type = model::ChannelType::OpenAiCompatible;
        c.baseUrl.clear();
    });
    row("Azure without a base URL", "base_url", [](model::Channel &c) {
        c.type = model::ChannelType::Azure;
        c.baseUrl.clear();
    });
    row("a proxy of another kind", "proxy", [](model::Channel &c) { c.proxy = "ftp://proxy.example"; });
    row("a model with a NUL", "models", [](model::Channel &c) { c.models = {std::string("a\0b", 3)}; });
    row("models with an end of line", "models", [](model::Channel &c) { c.models = {"a", "b\r\nc"}; });
    row("an empty model", "models", [](model::Channel &c) { c.models = {""}; });
    row("a mapping of two lines", "model_mapping", [](model::Channel &c) {
        c.modelMapping = {{"a", "b\nc"}};
    });
    row("a mapping to nothing", "model_mapping", [](model::Channel &c) { c.modelMapping = {{"a", ""}}; });
    row("a negative weight", "weight", [](model::Channel &c) { c.weight = -5; });
    row("a weight beyond all sense", "weight", [](model::Channel &c) { c.weight = 1'000'001; });
    row("a priority beyond all sense", "priority", [](model::Channel &c) { c.priority = 2'000'000'000; });
    row("a header name with a blank", "headers", [](model::Channel &c) { c.headers = {{"A B", "c"}}; });
    row("a header without a name", "headers", [](model::Channel &c) { c.headers = {{"", "c"}}; });
    row("a header of two lines", "headers", [](model::Channel &c) { c.headers = {{"A", "1\r\nB: 2"}}; });
    row("a header with a NUL", "headers", [](model::Channel &c) {
        c.headers = {{"A", std::string("1\0002", 3)}};
    });
    row("a header that says where a message ends", "headers", [](model::Channel &c) {
        c.headers = {{"X-Fine", "1"}, {"Content-LENGTH", "5"}};
    });
    row("a header that hides loops", "headers", [](model::Channel &c) {
        c.headers = {{"X-TrayRelay-Via", "a"}};
    });
    row("a header that makes answers unreadable", "headers", [](model::Channel &c) {
        c.headers = {{"Accept-Encoding", "br"}};
    });
    row("an empty Host", "headers", [](model::Channel &c) { c.headers = {{"Host", ""}}; });
}

void EditChecksTest::refusesChannels()
{
    QFETCH(const ChannelEdit, edit);
    QFETCH(const QString, field);
    model::Channel edited = channel();
    edit(edited);
    const model::Channel stored = channel();
    for (const Result<void> &result :
         {access::checkEdit(edited, nullptr), access::checkEdit(edited, &stored)}) {
        QVERIFY2(objection(result).startsWith(field + QStringLiteral(" must be ")),
                 qPrintable(objection(result)));
        QCOMPARE(result.error().kind, ErrorKind::BadRequest);
    }
}

void EditChecksTest::takesTokens_data()
{
    QTest::addColumn<TokenEdit>("edit");
    const auto row = [](const char *name, TokenEdit edit) { QTest::newRow(name) << std::move(edit); };
    row("as it is", [](model::Token &) {});
    row("a time", [](model::Token &t) { t.expiredTime = 1'900'000'000; });
    row("subnets and addresses", [](model::Token &t) { t.subnet = "10.0.0.0/8, ::1"; });
    row("a quota", [](model::Token &t) {
        t.unlimitedQuota = false;
        t.remainQuota = 500'000;
    });
    row("nothing left", [](model::Token &t) { t.unlimitedQuota = false; });
    row("a key with all that one may hold", [](model::Token &t) { t.key = "A-z_0189"; });
}

void EditChecksTest::takesTokens()
{
    QFETCH(const TokenEdit, edit);
    model::Token edited = token();
    edit(edited);
    const model::Token stored = token();
    QCOMPARE(objection(access::checkEdit(edited, nullptr)), QString());
    QCOMPARE(objection(access::checkEdit(edited, &stored)), QString());
}

void EditChecksTest::refusesTokens_data()
{
    QTest::addColumn<TokenEdit>("edit");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const char *field, TokenEdit edit) {
        QTest::newRow(name) << std::move(edit) << QString::fromLatin1(field);
    };
    row("no name", "name", [](model::Token &t) { t.name.clear(); });
    row("a key of one letter", "key", [](model::Token &t) { t.key = "a"; });
    row("a key of 257 letters", "key", [](model::Token &t) { t.key.assign(257, 'a'); });
    row("a key with a blank", "key", [](model::Token &t) { t.key = "two words"; });
    row("time 0", "expired_time", [](model::Token &t) { t.expiredTime = 0; });
    row("a time before 1970", "expired_time", [](model::Token &t) { t.expiredTime = -2; });
    row("milliseconds", "expired_time", [](model::Token &t) { t.expiredTime = 1'900'000'000'000; });
    row("a word for a subnet", "subnet", [](model::Token &t) { t.subnet = "foo"; });
    row("a prefix that is too long", "subnet", [](model::Token &t) { t.subnet = "10.0.0.0/33"; });
    row("an empty model", "models", [](model::Token &t) { t.models = {"a", ""}; });
    row("a quota beyond all sense", "remain_quota",
        [](model::Token &t) { t.remainQuota = access::kMostQuota + 1; });
    row("a quota below all sense", "remain_quota", [](model::Token &t) {
        t.unlimitedQuota = true;
        t.remainQuota = -access::kMostQuota - 1;
    });
}

void EditChecksTest::refusesTokens()
{
    QFETCH(const TokenEdit, edit);
    QFETCH(const QString, field);
    model::Token edited = token();
    edit(edited);
    const model::Token stored = token();
    for (const Result<void> &result :
         {access::checkEdit(edited, nullptr), access::checkEdit(edited, &stored)}) {
        QVERIFY2(objection(result).startsWith(field + QStringLiteral(" must be ")),
                 qPrintable(objection(result)));
        QCOMPARE(result.error().kind, ErrorKind::BadRequest);
    }
}

void EditChecksTest::whatIsStoredStaysEditable()
{
    model::Token odd = token();
    odd.key = "short"; // of INITIAL_ROOT_TOKEN, say
    odd.expiredTime = 0;
    model::Token renamed = odd;
    renamed.name = "other";
    QCOMPARE(objection(access::checkEdit(renamed, &odd)), QString());
    renamed.key = "brief";
    QVERIFY(!access::checkEdit(renamed, &odd));
}

void EditChecksTest::aQuotaThatIsOverspentStaysEditable()
{
    model::Token overspent = token();
    overspent.unlimitedQuota = false;
    overspent.remainQuota = -40;
    model::Token renamed = overspent;
    renamed.name = "other";
    QCOMPARE(objection(access::checkEdit(renamed, &overspent)), QString());
    QVERIFY(objection(access::checkEdit(overspent, nullptr)).startsWith(QStringLiteral("remain_quota must")));
}

QTEST_GUILESS_MAIN(EditChecksTest)
#include "tst_edit_checks.moc"
