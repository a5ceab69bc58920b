// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QStringList>

class QLabel;
class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace ui::pages {

// A pop-up list of models to tick: searched, all or none of what is found, and others by name. Lives on gui.
class ModelPicker final : public QFrame
{
    Q_OBJECT

public:
    explicit ModelPicker(QWidget *over);

    void offer(const QStringList &chosen, const QStringList &known);
    void openBelow(const QWidget &anchor);
    QStringList chosen() const;

signals:
    void chosenChanged(const QStringList &models);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addTyped();
    void tickFound(bool on);
    void add(const QString &model, bool on);
    void showCount();

    QLineEdit *m_search = nullptr;
    QListView *m_list = nullptr;
    QLabel *m_count = nullptr;
    QStandardItemModel *m_models = nullptr;
    QSortFilterProxyModel *m_found = nullptr;
    bool m_telling = true;
};

} // namespace ui::pages
