// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QList>
#include <QMap>
#include <QPair>
#include <QString>
#include <QStringList>

#include <utility>

namespace tests {

// One block of relay/admin/API.md, or one thing that its test does in between.
struct ManualExample
{
    int line = 0;    // of the document
    QString chapter; // its title
    QString step;    // "<!-- test: STEP -->": nothing is asked here
    QString method;
    QString path;
    QStringList sent; // lines of the request's head
    QString body;     // empty: none
    int status = 0;
    QList<QPair<QString, QString>> headers; // that the answer must have
    QString answer;

    QString title() const; // for people
};

struct Manual
{
    QList<ManualExample> examples;
    QMap<QString, QJsonValue> shapes; // blocks of "```json NAME": what "<NAME>" stands for
};

// Ends the test where a block is no example.
Manual readManual(const QString &file);

// The notation of relay/admin/API.md, under "How to read the examples": exact but for kinds of values.
// Reentrant.
class ManualNotation final
{
public:
    explicit ManualNotation(QMap<QString, QJsonValue> shapes = {})
        : m_shapes(std::move(shapes))
    {
    }

    // What "<number as NAME>" kept, and what the test itself knows.
    QMap<QString, QJsonValue> names;

    QString filledIn(const QString &text) const;        // $NAME
    QJsonValue filledIn(const QJsonValue &value) const; // "$NAME", also as a number

    // What is otherwise than the manual says; empty: nothing.
    QStringList differences(const QJsonValue &actual, const QJsonValue &expected, const QString &where = {});
    QStringList textDifferences(const QString &actual, const QString &expected) const; // line by line

private:
    QStringList ofObjects(const QJsonObject &actual, const QJsonObject &expected, const QString &where);
    QStringList ofArrays(const QJsonArray &actual, const QJsonArray &expected, const QString &where);
    QStringList ofKinds(const QJsonValue &actual, const QString &kind, const QString &where);
    bool isShapedLike(const QJsonValue &actual, const QJsonValue &model) const;

    const QMap<QString, QJsonValue> m_shapes;
};

} // namespace tests
