// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what the whole display shows to the file that is named: screen_grab FILE.png
#include <QGuiApplication>
#include <QPixmap>
#include <QScreen>

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    if (argc != 2)
        return 2;
    return QGuiApplication::primaryScreen()->grabWindow(0).save(QString::fromLocal8Bit(argv[1])) ? 0 : 1;
}
