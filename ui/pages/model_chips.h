// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

#include <string>
#include <vector>

class QPushButton;

namespace ui::widgets {
class FlowLayout;
} // namespace ui::widgets

namespace ui::pages {

class ModelPicker;

// A name with a cross. Lives on gui.
class ModelChip final : public QWidget
{
    Q_OBJECT

public:
    explicit ModelChip(const QString &model);

signals:
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
};

// The models that were chosen, as chips that can be taken away; the rest in a list to tick. Lives on gui.
class ModelChips final : public QWidget
{
    Q_OBJECT

public:
    explicit ModelChips(const QString &whenNone, QWidget *parent = nullptr);

    void setModels(const std::vector<std::string> &models); // tells nobody
    std::vector<std::string> models() const;
    void setKnown(const QStringList &models); // to choose from
    const QStringList &known() const { return m_known; }
    int count() const { return int(m_models.size()); }

signals:
    void changed();

private:
    void choose(const QStringList &models);
    void rebuild();
    void openPicker();

    QStringList m_models;
    QStringList m_known;
    widgets::FlowLayout *m_flow = nullptr;
    QPushButton *m_more = nullptr;
    ModelPicker *m_picker = nullptr; // made when it is first asked for
    const QString m_whenNone;
};

} // namespace ui::pages
