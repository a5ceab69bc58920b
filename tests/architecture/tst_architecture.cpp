// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/source_rules.h"

#include <QTest>

#include <algorithm>
#include <string>

using architecture::SourceFile;
using architecture::SourceRule;
using architecture::Violations;

// Holds the tree against the rules of the house, and every rule against planted violations.
class ArchitectureTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void treeObeys_data();
    void treeObeys();
    void ruleJudges_data();
    void ruleJudges();
    void everyRuleHasCaughtSomething();

private:
    static QByteArray described(const Violations &violations);

    std::vector<SourceFile> m_tree;
};

QByteArray ArchitectureTest::described(const Violations &violations)
{
    std::string text;
    for (const auto &violation : violations) {
        text += "\n" + violation.path + ":" + std::to_string(violation.line) + ": " + violation.what;
    }
    return QByteArray::fromStdString(text);
}

void ArchitectureTest::initTestCase()
{
    m_tree = architecture::readTree(TESTS_DIR "/..");
    const auto holds = [&](std::string_view path) {
        return std::ranges::find(m_tree, path, &SourceFile::path) != m_tree.end();
    };
    QVERIFY(holds("relay/base/result.h"));
    QVERIFY(holds("relay/base/CMakeLists.txt"));
    QVERIFY(holds("tests/architecture/tst_architecture.cpp"));
}

void ArchitectureTest::treeObeys_data()
{
    QTest::addColumn<int>("rule");
    for (int i = 0; i < static_cast<int>(architecture::sourceRules().size()); ++i) {
        QTest::newRow(architecture::sourceRules()[static_cast<std::size_t>(i)].name) << i;
    }
}

void ArchitectureTest::treeObeys()
{
    QFETCH(const int, rule);
    Violations all;
    for (const SourceFile &file : m_tree) {
        const Violations some = architecture::sourceRules()[static_cast<std::size_t>(rule)].check(file);
        all.insert(all.end(), some.begin(), some.end());
    }
    QVERIFY2(all.empty(), described(all).constData());
}

struct PlantedSource
{
    const char *claim;
    const char *rule;
    const char *path;
    const char *text;
    int violations;
};

static const char kArrows[] = "includes follow the arrows";
static const char kLinks[] = "linked targets follow the arrows";
static const char kOsNames[] = "only net and platform name an operating system";
static const char kSlow[] = "the data path is free of slow Qt classes";
static const char kUsing[] = "no header opens a namespace";
static const char kLicence[] = "every source starts with its licence";
static const char kOnce[] = "every header is read once";
static const char kLength[] = "no file is too long to read";
static const char kNames[] = "file names say what is inside";

static const PlantedSource kPlanted[] = {
    {"base sees nothing", kArrows, "relay/base/ids.cpp", "#include \"relay/model/token.h\"\n", 1},
    {"a folder sees itself", kArrows, "relay/base/ids.cpp", "#include \"relay/base/ids.h\"\n", 0},
    {"http does not see the pipeline", kArrows, "relay/http/server.cpp",
     "#include \"relay/base/log.h\"\n  #  include \"relay/pipeline/exchange.h\"\n", 1},
    {"dialect sees no socket", kArrows, "relay/dialect/openai_chat/reader.cpp",
     "#include \"relay/dialect/dialect.h\"\n#include \"relay/net/poller.h\"\n", 1},
    {"angle brackets hide nothing", kArrows, "relay/routing/breaker.cpp", "#include <relay/storage/pool.h>\n",
     1},
    {"two wrong includes are two", kArrows, "relay/access/token_check.cpp",
     "#include \"relay/http/server.h\"\n#include \"relay/ledger/journal.h\"\n", 2},
    {"service sees all of relay", kArrows, "relay/service/relay.cpp", "#include \"relay/admin/routes.h\"\n",
     0},
    {"service does not see ui", kArrows, "relay/service/relay.cpp", "#include \"ui/shell/shell.h\"\n", 1},
    {"ui sees api", kArrows, "ui/shell/tray.cpp", "#include \"relay/api/relay_service.h\"\n", 0},
    {"ui does not see service", kArrows, "ui/shell/tray.cpp", "#include \"relay/service/relay.h\"\n", 1},
    {"app sees the interface of ui", kArrows, "app/main.cpp", "#include \"ui/shell/shell.h\"\n", 0},
    {"app sees no more of ui", kArrows, "app/main.cpp", "#include \"ui/shell/tray.h\"\n", 1},
    {"no product code sees tests", kArrows, "app/main.cpp", "#include \"tests/support/fake_upstream.h\"\n",
     1},
    {"includes start at the root", kArrows, "relay/http/server.cpp", "#include \"server.h\"\n", 1},
    {"moc output has no root", kArrows, "relay/http/server.cpp", "#include \"server.moc\"\n", 0},
    {"a new folder needs a row", kArrows, "relay/teleport/beam.cpp", "int i;\n", 1},
    {"tests see everything", kArrows, "tests/unit/relay/base/tst_ids.cpp", "#include \"app/main.h\"\n", 0},

    {"http does not link storage", kLinks, "relay/http/CMakeLists.txt",
     "relay_add_library(relay/http SOURCES server.cpp\n DEPENDS relay_net relay_storage)\n", 1},
    {"http links net", kLinks, "relay/http/CMakeLists.txt",
     "relay_add_library(relay/http SOURCES server.cpp DEPENDS relay_base relay_net Qt6::Network)\n", 0},
    {"data is for everyone", kLinks, "relay/ledger/CMakeLists.txt",
     "relay_add_library(relay/ledger SOURCES a.cpp DEPENDS relay_resources)\n", 0},
    {"relay links no widgets", kLinks, "relay/service/CMakeLists.txt",
     "relay_add_library(relay/service SOURCES relay.cpp DEPENDS relay_admin Qt6::Widgets)\n", 1},

    {"an OS header in http", kOsNames, "relay/http/server.cpp", "#include <sys/socket.h>\n", 1},
    {"an OS switch in app", kOsNames, "app/main.cpp", "#ifdef Q_OS_WIN\n#endif\n", 1},
    {"an OS macro in a unit test", kOsNames, "tests/unit/relay/http/tst_server.cpp", "#ifdef _WIN32\n", 1},
    {"a mapping call in ledger", kOsNames, "relay/ledger/journal.cpp", "auto *p = ::mmap(a, b);\n", 1},
    {"a setting's name is no call", kOsNames, "relay/config/settings.cpp", "\"SQLITE_MMAP_SIZE\"\n", 0},
    {"net is where the OS lives", kOsNames, "relay/net/poller.cpp", "#include <sys/epoll.h>\n", 0},
    {"so is app/platform", kOsNames, "app/platform/console_posix.cpp", "#include <unistd.h>\n", 0},
    {"a folder with a like name is not", kOsNames, "relay/network/a.cpp", "#include <unistd.h>\n", 1},

    {"a JSON tree in dialect", kSlow, "relay/dialect/openai_chat/reader.cpp", "#include <QJsonDocument>\n",
     1},
    {"a Qt socket in net", kSlow, "relay/net/stream.h", "class QTcpSocket;\n", 1},
    {"admin may be slow", kSlow, "relay/admin/log_controller.cpp", "#include <QJsonDocument>\n", 0},

    {"a namespace opened in a header", kUsing, "relay/base/a.h", "  using namespace std;\n", 1},
    {"one opened in a source", kUsing, "relay/base/a.cpp", "using namespace std::chrono_literals;\n", 0},

    {"no licence line", kLicence, "relay/base/a.cpp", "#include <string>\n", 1},
    {"a licence line further down", kLicence, "ui/a.h",
     "#pragma once\n// SPDX-License-Identifier: GPL-3.0-or-later\n", 1},
    {"another licence", kLicence, "app/a.h", "// SPDX-License-Identifier: MIT\n", 1},
    {"the licence line first", kLicence, "tests/a.cpp", "// SPDX-License-Identifier: GPL-3.0-or-later\n", 0},

    {"a header without the pragma", kOnce, "relay/base/a.h", "int a();\n", 1},
    {"a header that only speaks of it", kOnce, "relay/base/a.h", "// #pragma once\nint a();\n", 1},
    {"a header with the pragma", kOnce, "relay/base/a.h", "#pragma once\nint a();\n", 0},
    {"a source needs none", kOnce, "relay/base/a.cpp", "int a();\n", 0},

    {"a folder file of 13 lines", kLength, "relay/base/CMakeLists.txt", "\n\n\n\n\n\n\n\n\n\n\n\n\n", 1},
    {"the list of folders is as long as it is", kLength, "relay/CMakeLists.txt", "\n\n\n\n\n\n\n\n\n\n\n\n\n",
     0},
    {"a folder file of 12 lines", kLength, "relay/base/CMakeLists.txt", "\n\n\n\n\n\n\n\n\n\n\n\n", 0},

    {"utils", kNames, "relay/base/utils.h", "", 1},
    {"string_utils", kNames, "relay/base/string_utils.cpp", "", 1},
    {"a manager", kNames, "relay/http/connection_manager.h", "", 1},
    {"types", kNames, "relay/model/types.h", "", 1},
    {"CamelCase", kNames, "relay/http/RequestParser.h", "", 1},
    {"a name of the class's words", kNames, "relay/http/request_parser.h", "", 0},
    {"media_types says what it holds", kNames, "relay/http/media_types.h", "", 0},
};

void ArchitectureTest::ruleJudges_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("violations");
    for (const PlantedSource &planted : kPlanted) {
        QTest::newRow(planted.claim) << QByteArray(planted.rule) << QByteArray(planted.path)
                                     << QByteArray(planted.text) << planted.violations;
    }
    for (const int lines : {600, 601}) {
        QTest::addRow("a source of %d lines", lines) << QByteArray(kLength) << QByteArray("relay/base/a.cpp")
                                                     << QByteArray(lines, '\n') << lines - 600;
    }
}

void ArchitectureTest::ruleJudges()
{
    QFETCH(const QByteArray, rule);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, text);
    QFETCH(const int, violations);
    const auto &rules = architecture::sourceRules();
    const auto found = std::ranges::find(rules, rule.toStdString(), &SourceRule::name);
    QVERIFY(found != rules.end());
    const Violations judged = found->check({path.toStdString(), text.toStdString()});
    QVERIFY2(static_cast<int>(judged.size()) == violations, described(judged).constData());
}

void ArchitectureTest::everyRuleHasCaughtSomething()
{
    for (const SourceRule &rule : architecture::sourceRules()) {
        const bool caught = std::ranges::any_of(kPlanted, [&](const PlantedSource &planted) {
            return std::string_view(planted.rule) == rule.name && planted.violations > 0;
        });
        QVERIFY2(caught, rule.name);
    }
}

QTEST_GUILESS_MAIN(ArchitectureTest)
#include "tst_architecture.moc"
