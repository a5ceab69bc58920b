<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>ui::shell::SideBarRow</name>
    <message numerus="yes">
        <source>%n matter(s) need attention</source>
        <translation>
            <numerusform>%n matter needs attention</numerusform>
            <numerusform>%n matters need attention</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::shell::TrayMenu</name>
    <message numerus="yes">
        <source>%1: %n setting(s) changed</source>
        <translation>
            <numerusform>%1: %n setting changed</numerusform>
            <numerusform>%1: %n settings changed</numerusform>
        </translation>
    </message>
</context>
</TS>
