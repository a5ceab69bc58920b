<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>DatabaseText</name>
    <message numerus="yes">
        <source>%1 of %Ln frame(s) copied</source>
        <translation>
            <numerusform>%1 of %Ln frame copied</numerusform>
            <numerusform>%1 of %Ln frames copied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln frame(s) copied, %2</source>
        <translation>
            <numerusform>%1 of %Ln frame copied, %2</numerusform>
            <numerusform>%1 of %Ln frames copied, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>History</name>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <translation>
            <numerusform>%n setting</numerusform>
            <numerusform>%n settings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Undid: %n setting(s)</source>
        <translation>
            <numerusform>Undid: %n setting</numerusform>
            <numerusform>Undid: %n settings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewFigures</name>
    <message numerus="yes">
        <source>%Ln frame(s) wait</source>
        <translation>
            <numerusform>%Ln frame wait</numerusform>
            <numerusform>%Ln frames wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them came without a known key and are not listed under Requests</source>
        <translation>
            <numerusform>%Ln of them came without a known key and is not listed under Requests</numerusform>
            <numerusform>%Ln of them came without a known key and are not listed under Requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 read(s) saved</source>
        <translation>
            <numerusform>%1 read saved</numerusform>
            <numerusform>%1 reads saved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Phrases</name>
    <message numerus="yes">
        <source>%n statements gave up waiting for a lock since the start</source>
        <translation>
            <numerusform>%n statement gave up waiting for a lock since the start</numerusform>
            <numerusform>%n statements gave up waiting for a lock since the start</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records wait in the journal</source>
        <translation>
            <numerusform>%n record waits in the journal</numerusform>
            <numerusform>%n records wait in the journal</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frames of it wait after the checkpoint that this look made</source>
        <translation>
            <numerusform>%n frame of it waits after the checkpoint that this look made</numerusform>
            <numerusform>%n frames of it wait after the checkpoint that this look made</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n exchanges under way</source>
        <translation>
            <numerusform>%n exchange under way</numerusform>
            <numerusform>%n exchanges under way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clients connected</source>
        <translation>
            <numerusform>%n client connected</numerusform>
            <numerusform>%n clients connected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of %n requests of the last hour %1 took longer than %2</source>
        <translation>
            <numerusform>of %n request of the last hour %1 took longer than %2</numerusform>
            <numerusform>of %n requests of the last hour %1 took longer than %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of %n requests of the last hour %1 or more took longer than %2</source>
        <translation>
            <numerusform>of %n request of the last hour %1 or more took longer than %2</numerusform>
            <numerusform>of %n requests of the last hour %1 or more took longer than %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n addresses can be reached; keys and certificates are looked at while a relay runs</source>
        <translation>
            <numerusform>%n address can be reached; keys and certificates are looked at while a relay runs</numerusform>
            <numerusform>%n addresses can be reached; keys and certificates are looked at while a relay runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %n channels answer, the built-in demo aside</source>
        <translation>
            <numerusform>%n channel answers, the built-in demo aside</numerusform>
            <numerusform>all %n channels answer, the built-in demo aside</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>a client asked for a path that there is not: %1 (%n times)</source>
        <translation>
            <numerusform>a client asked for a path that there is not: %1 (%n time)</numerusform>
            <numerusform>a client asked for a path that there is not: %1 (%n times)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records wait in the journal (%1 of it)</source>
        <translation>
            <numerusform>%n record waits in the journal (%1 of it)</numerusform>
            <numerusform>%n records wait in the journal (%1 of it)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records of another database wait in %1</source>
        <translation>
            <numerusform>%n record of another database waits in %1</numerusform>
            <numerusform>%n records of another database wait in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records of this database, which has gone on without them, wait in %1</source>
        <translation>
            <numerusform>%n record of this database, which has gone on without it, waits in %1</numerusform>
            <numerusform>%n records of this database, which has gone on without them, wait in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backups are there</source>
        <translation>
            <numerusform>%n backup is there</numerusform>
            <numerusform>%n backups are there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>one is to be made every %n hours</source>
        <translation>
            <numerusform>one is to be made every %n hour</numerusform>
            <numerusform>one is to be made every %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the ledger cannot be written, %n records wait in the journal, requests go on: %1</source>
        <translation>
            <numerusform>the ledger cannot be written, %n record waits in the journal, requests go on: %1</numerusform>
            <numerusform>the ledger cannot be written, %n records wait in the journal, requests go on: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the ledger&apos;s journal is half full (%n records wait in the journal), and when it is full requests are refused: %1</source>
        <translation>
            <numerusform>the ledger&apos;s journal is half full (%n record waits in the journal), and when it is full requests are refused: %1</numerusform>
            <numerusform>the ledger&apos;s journal is half full (%n records wait in the journal), and when it is full requests are refused: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slow requests (SLOW_REQUEST_THRESHOLD_MS=%1)</source>
        <translation>
            <numerusform>%n slow request (SLOW_REQUEST_THRESHOLD_MS=%1)</numerusform>
            <numerusform>%n slow requests (SLOW_REQUEST_THRESHOLD_MS=%1)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>p95 of overhead rose from %1 to %2 over %n requests</source>
        <translation>
            <numerusform>p95 of overhead rose from %1 to %2 over %n request</numerusform>
            <numerusform>p95 of overhead rose from %1 to %2 over %n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No channel serves that model. There are: %1 and %n more.</source>
        <translation>
            <numerusform>No channel serves that model. There are: %1 and %n more.</numerusform>
            <numerusform>No channel serves that model. There are: %1 and %n more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>errors rose from %1 to %2 of %n requests</source>
        <translation>
            <numerusform>errors rose from %1 to %2 of %n request</numerusform>
            <numerusform>errors rose from %1 to %2 of %n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RetentionQuestion</name>
    <message numerus="yes">
        <source>%n row(s) of the ledger are deleted at once, and nothing brings them back. Sums per day stay.</source>
        <translation>
            <numerusform>%n row of the ledger are deleted at once, and nothing brings them back. Sums per day stay.</numerusform>
            <numerusform>%n rows of the ledger are deleted at once, and nothing brings them back. Sums per day stay.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep rows for %n day(s)?</source>
        <translation>
            <numerusform>Keep rows for %n day?</numerusform>
            <numerusform>Keep rows for %n days?</numerusform>
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
    <message numerus="yes">
        <source>%Ln frame(s) wait, %1</source>
        <translation>
            <numerusform>%Ln frame wait, %1</numerusform>
            <numerusform>%Ln frames wait, %1</numerusform>
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
    <message numerus="yes">
        <source>%1 · %n more under Alerts</source>
        <translation>
            <numerusform>%1 · %n more under Alerts</numerusform>
            <numerusform>%1 · %n more under Alerts</numerusform>
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
        <source>%Ln request(s) · %1 failed · %2</source>
        <translation>
            <numerusform>%Ln request · %1 failed · %2</numerusform>
            <numerusform>%Ln requests · %1 failed · %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln row(s)</source>
        <translation>
            <numerusform>All %Ln row</numerusform>
            <numerusform>All %Ln rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %Ln row(s); for older ones choose an earlier time</source>
        <translation>
            <numerusform>The newest %Ln row; for older ones choose an earlier time</numerusform>
            <numerusform>The newest %Ln rows; for older ones choose an earlier time</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %Ln row(s); older ones come as you scroll</source>
        <translation>
            <numerusform>The newest %Ln row; older ones come as you scroll</numerusform>
            <numerusform>The newest %Ln rows; older ones come as you scroll</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more request(s) since the start came without a known key and were refused; of such ones only the first of each minute have a row.</source>
        <translation>
            <numerusform>%Ln more request since the start came without a known key and was refused; of such ones only the first of each minute have a row.</numerusform>
            <numerusform>%Ln more requests since the start came without a known key and were refused; of such ones only the first of each minute have a row.</numerusform>
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
    <message numerus="yes">
        <source>Measure the %n switch(es)</source>
        <translation>
            <numerusform>Measure the %n switch</numerusform>
            <numerusform>Measure the %n switches</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::OverviewPage</name>
    <message numerus="yes">
        <source>%Ln request(s) per minute</source>
        <translation>
            <numerusform>%Ln request per minute</numerusform>
            <numerusform>%Ln requests per minute</numerusform>
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
    <name>ui::pages::ProfilingPage</name>
    <message numerus="yes">
        <source>%Ln sample(s): too few to judge by</source>
        <translation>
            <numerusform>%Ln sample: too few to judge by</numerusform>
            <numerusform>%Ln samples: too few to judge by</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sample(s)</source>
        <translation>
            <numerusform>%Ln sample</numerusform>
            <numerusform>%Ln samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::RequestsPage</name>
    <message numerus="yes">
        <source>%Ln row(s) are in %1</source>
        <translation>
            <numerusform>%Ln row are in %1</numerusform>
            <numerusform>%Ln rows are in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) · Cancel</source>
        <translation>
            <numerusform>%Ln row · Cancel</numerusform>
            <numerusform>%Ln rows · Cancel</numerusform>
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
<context>
    <name>ui::shell::TrayMenu</name>
    <message numerus="yes">
        <source>%1 (%n differ)</source>
        <translation>
            <numerusform>%1 (%n differ)</numerusform>
            <numerusform>%1 (%n differ)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Checkpoint: %1 of %Ln frame(s) copied</source>
        <translation>
            <numerusform>Checkpoint: %1 of %Ln frame copied</numerusform>
            <numerusform>Checkpoint: %1 of %Ln frames copied</numerusform>
        </translation>
    </message>
</context>
</TS>
