<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>History</name>
    <message numerus="yes">
        <source>%n setting(s) put back</source>
        <translation>
            <numerusform>%n setting put back</numerusform>
            <numerusform>%n settings put back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <translation>
            <numerusform>%n setting</numerusform>
            <numerusform>%n settings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TokenDraft</name>
    <message numerus="yes">
        <source>in %n minute(s)</source>
        <translation>
            <numerusform>in %n minute</numerusform>
            <numerusform>in %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n hour(s)</source>
        <translation>
            <numerusform>in %n hour</numerusform>
            <numerusform>in %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>in %n day</numerusform>
            <numerusform>in %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrafficChart</name>
    <message numerus="yes">
        <source>%n setting(s) changed</source>
        <translation>
            <numerusform>%n setting changed</numerusform>
            <numerusform>%n settings changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) so far: percentiles from 5 on</source>
        <translation>
            <numerusform>%n request so far: percentiles from 5 on</numerusform>
            <numerusform>%n requests so far: percentiles from 5 on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::models::DatabaseChores</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::models::SettingsModel</name>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <translation>
            <numerusform>%n setting</numerusform>
            <numerusform>%n settings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undone: %n setting(s) put back</source>
        <translation>
            <numerusform>Undone: %n setting put back</numerusform>
            <numerusform>Undone: %n settings put back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The file is taken: %n setting(s)</source>
        <translation>
            <numerusform>The file is taken: %n setting</numerusform>
            <numerusform>The file is taken: %n settings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::models::SpendList</name>
    <message numerus="yes">
        <source>%n request(s) of models without a price</source>
        <translation>
            <numerusform>%n request of models without a price</numerusform>
            <numerusform>%n requests of models without a price</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::ChannelForm</name>
    <message numerus="yes">
        <source>%n set</source>
        <translation>
            <numerusform>%n set</numerusform>
            <numerusform>%n set</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::ChannelTableModel</name>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::DatabasePage</name>
    <message numerus="yes">
        <source>Rows are kept for %n day(s)</source>
        <translation>
            <numerusform>Rows are kept for %n day</numerusform>
            <numerusform>Rows are kept for %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>row(s)</source>
        <translation>
            <numerusform>row</numerusform>
            <numerusform>rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::DiagnosePage</name>
    <message numerus="yes">
        <source>%n trouble(s)</source>
        <translation>
            <numerusform>%n trouble</numerusform>
            <numerusform>%n troubles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hint(s)</source>
        <translation>
            <numerusform>%n hint</numerusform>
            <numerusform>%n hints</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::EventBell</name>
    <message numerus="yes">
        <source>Events, %n new</source>
        <translation>
            <numerusform>Events, %n new</numerusform>
            <numerusform>Events, %n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::GuideBegin</name>
    <message numerus="yes">
        <source>Ollama runs on this machine, with %n model(s)</source>
        <translation>
            <numerusform>Ollama runs on this machine, with %n model</numerusform>
            <numerusform>Ollama runs on this machine, with %n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::LedgerView</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n row(s)</source>
        <translation>
            <numerusform>All %n row</numerusform>
            <numerusform>All %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n row(s); for older ones choose an earlier time</source>
        <translation>
            <numerusform>The newest %n row; for older ones choose an earlier time</numerusform>
            <numerusform>The newest %n rows; for older ones choose an earlier time</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n row(s); older ones come as you scroll</source>
        <translation>
            <numerusform>The newest %n row; older ones come as you scroll</numerusform>
            <numerusform>The newest %n rows; older ones come as you scroll</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::ModelChips</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::OptimizationsPage</name>
    <message numerus="yes">
        <source>Apply to %n setting(s)</source>
        <translation>
            <numerusform>Apply to %n setting</numerusform>
            <numerusform>Apply to %n settings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::PowerCard</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::PresetBar</name>
    <message numerus="yes">
        <source>%n setting(s) differ from it</source>
        <translation>
            <numerusform>%n setting differs from it</numerusform>
            <numerusform>%n settings differ from it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::PricesView</name>
    <message numerus="yes">
        <source>%n model(s) of your channels have no price: what they cost is not counted.</source>
        <translation>
            <numerusform>%n model of your channels has no price: what it costs is not counted.</numerusform>
            <numerusform>%n models of your channels have no price: what they cost is not counted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingSectionView</name>
    <message numerus="yes">
        <source>Show %n more, all at their default</source>
        <translation>
            <numerusform>Show %n more, at its default</numerusform>
            <numerusform>Show %n more, all at their default</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <translation>
            <numerusform>%n setting</numerusform>
            <numerusform>%n settings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsPage</name>
    <message numerus="yes">
        <source>%n setting(s) take effect when the relay begins anew: %1</source>
        <translation>
            <numerusform>%n setting takes effect when the relay begins anew: %1</numerusform>
            <numerusform>%n settings take effect when the relay begins anew: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::SpendView</name>
    <message numerus="yes">
        <source>the %n largest</source>
        <translation>
            <numerusform>the %n largest</numerusform>
            <numerusform>the %n largest</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::TokenTableModel</name>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::UpkeepCard</name>
    <message numerus="yes">
        <source>%n kept, last %1</source>
        <translation>
            <numerusform>%n kept, last %1</numerusform>
            <numerusform>%n kept, last %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s), then per-day sums</source>
        <translation>
            <numerusform>%n day, then per-day sums</numerusform>
            <numerusform>%n days, then per-day sums</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::WhoAnswers</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%n attempt</numerusform>
            <numerusform>%n attempts</numerusform>
        </translation>
    </message>
</context>
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
</TS>
