// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace ui::pages {

// A setting's title over its .env name, with a dot if it was changed. A click opens the row. Lives on gui.
class SettingName final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit SettingName(QWidget *parent = nullptr);

    void set(const QString &title, const QString &envName, bool changed, bool locked);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override; // a title that is longer takes a second line

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRect titleWithin(int width) const;

    QString m_title;
    QString m_envName;
    bool m_changed = false;
    bool m_locked = false;
};

// The head of a group: an arrow, a title, a fact. A click folds it. Lives on gui.
class SectionHead final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit SectionHead(const QString &title, QWidget *parent = nullptr);

    void setFact(const QString &fact);
    const QString &fact() const { return m_fact; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_fact;
};

} // namespace ui::pages
