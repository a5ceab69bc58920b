// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/inflater.h"

#include <zlib.h>

#include <QTest>

#include <string>

using relay::http::Inflater;

namespace {

constexpr int kGzip = 16;

std::string packed(std::string plain, int windowBits)
{
    z_stream stream{};
    std::string out(plain.size() + 1000, '\0');
    if (::deflateInit2(&stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    stream.next_in = static_cast<Bytef *>(static_cast<void *>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = static_cast<Bytef *>(static_cast<void *>(out.data()));
    stream.avail_out = static_cast<uInt>(out.size());
    const bool well = ::deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(well ? stream.total_out : 0);
    ::deflateEnd(&stream);
    return out;
}

} // namespace

class InflaterTest final : public QObject
{
    Q_OBJECT

private slots:
    void unpacks_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("plain");
        const auto row = [](const char *name, const std::string &body, const char *plain) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << QByteArray(plain);
        };
        const std::string member = packed("hello", MAX_WBITS + kGzip);
        row("gzip", member, "hello");
        row("zlib", packed("hello", MAX_WBITS), "hello");
        row("deflate without zlib's frame", packed("hello", -MAX_WBITS), "hello");
        row("two members", member + member, "hellohello");
        row("zeros behind it", member + std::string(20, '\0'), "hello");
        row("something behind it", member + "padding that is no member", "hello");
        row("nothing", "", "");
    }
    void unpacks()
    {
        QFETCH(QByteArray, body);
        for (const int step : {1, 7, 100'000}) {
            Inflater inflater;
            std::string plain;
            for (qsizetype at = 0; at < body.size(); at += step)
                QVERIFY(inflater.unpack(body.mid(at, step).toStdString(), plain));
            QTEST(QByteArray::fromStdString(plain), "plain");
        }
    }
    void isBounded()
    {
        const std::string bomb = packed(std::string(3'000'000, 'x'), MAX_WBITS + kGzip);
        std::string plain;
        QVERIFY(bomb.size() < 10'000);
        QVERIFY(!Inflater().unpack(bomb, plain, 1'000'000));
        QVERIFY(plain.size() < 1'100'000);
        plain.clear();
        QVERIFY(Inflater().unpack(bomb, plain));
        QCOMPARE(plain.size(), std::size_t{3'000'000});
    }
    void tellsWhatIsBroken()
    {
        std::string plain;
        QVERIFY(!Inflater().unpack("this is no such thing", plain));
        std::string broken = packed(std::string(5000, 'y'), MAX_WBITS + kGzip);
        broken[broken.size() / 2] = static_cast<char>(broken[broken.size() / 2] ^ 0x55);
        broken[broken.size() - 6] = static_cast<char>(broken[broken.size() - 6] ^ 0x55);
        QVERIFY(!Inflater().unpack(broken, plain));
    }
};

QTEST_GUILESS_MAIN(InflaterTest)
#include "tst_inflater.moc"
