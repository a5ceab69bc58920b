<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Alerts</name>
    <message>
        <source>Response time p99</source>
        <translation>响应时间 p99</translation>
    </message>
    <message>
        <source>Failed requests</source>
        <translation>失败的请求</translation>
    </message>
    <message>
        <source>Write-ahead log</source>
        <translation>预写日志（WAL）</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Event loop lag</source>
        <translation>事件循环延迟</translation>
    </message>
    <message>
        <source>Cost of the day</source>
        <translation>当日花费</translation>
    </message>
    <message>
        <source>too little to tell</source>
        <translation>样本太少，无法判断</translation>
    </message>
    <message>
        <source>Ledger&apos;s journal</source>
        <translation>账本日志</translation>
    </message>
</context>
<context>
    <name>Autostart</name>
    <message>
        <source>The folder %1 cannot be written to.</source>
        <translation>无法写入文件夹 %1。</translation>
    </message>
    <message>
        <source>The desktop&apos;s own settings have turned it off, in %1.</source>
        <translation>桌面自身的设置已将其关闭，见 %1。</translation>
    </message>
    <message>
        <source>The system&apos;s list of start-up programs has turned it off.</source>
        <translation>系统的启动程序列表已将其关闭。</translation>
    </message>
</context>
<context>
    <name>ChannelDraft</name>
    <message>
        <source>Give it a name.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>An address begins with http:// or https:// and names a host.</source>
        <translation>地址须以 http:// 或 https:// 开头，并包含主机名。</translation>
    </message>
    <message>
        <source>A key has no spaces and only plain characters.</source>
        <translation>密钥不能含空格，只能使用普通字符。</translation>
    </message>
    <message>
        <source>Fill in both sides, or clear both.</source>
        <translation>请两边都填写，或都清空。</translation>
    </message>
    <message>
        <source>A proxy is an http:// or socks5:// address.</source>
        <translation>代理地址须以 http:// 或 socks5:// 开头。</translation>
    </message>
    <message>
        <source>A header needs a name.</source>
        <translation>请求头需要名称。</translation>
    </message>
    <message>
        <source>Enter the server&apos;s address.</source>
        <translation>请输入服务器地址。</translation>
    </message>
</context>
<context>
    <name>ChannelWords</name>
    <message>
        <source>OpenAI-compatible</source>
        <translation>OpenAI 兼容</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>healthy</source>
        <translation>健康</translation>
    </message>
    <message>
        <source>cooling</source>
        <translation>冷却中</translation>
    </message>
    <message>
        <source>open</source>
        <translation>熔断</translation>
    </message>
    <message>
        <source>open, %1</source>
        <translation>熔断，%1</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>rests</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>rests %1</source>
        <translation>暂停 %1</translation>
    </message>
    <message>
        <source>%1 on this machine</source>
        <translation>%1（本机）</translation>
    </message>
</context>
<context>
    <name>ChartScale</name>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
</context>
<context>
    <name>ClientSnippets</name>
    <message>
        <source>In a terminal.</source>
        <translation>在终端中运行。</translation>
    </message>
    <message>
        <source>With the package openai.</source>
        <translation>使用 openai 包。</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>In the shell that starts the program, or in its .env file.</source>
        <translation>写在启动该程序的 shell 中，或它的 .env 文件中。</translation>
    </message>
    <message>
        <source>In a terminal. It adds /v1 itself.</source>
        <translation>在终端中运行。它会自行加上 /v1。</translation>
    </message>
    <message>
        <source>In ~/.codex/config.toml; the token comes from the environment.</source>
        <translation>写入 ~/.codex/config.toml；令牌从环境变量读取。</translation>
    </message>
    <message>
        <source>Settings, Models, API Keys: Override OpenAI Base URL. Cursor calls from its own servers, so the address must be one that they can reach; 127.0.0.1 is not.</source>
        <translation>在 Settings → Models → API Keys 中填写 Override OpenAI Base URL。Cursor 从自己的服务器发起请求，地址必须能被这些服务器访问，127.0.0.1 不行。</translation>
    </message>
    <message>
        <source>API Provider: OpenAI Compatible.</source>
        <translation>API Provider 选 OpenAI Compatible。</translation>
    </message>
    <message>
        <source>In ~/.continue/config.yaml.</source>
        <translation>写入 ~/.continue/config.yaml。</translation>
    </message>
    <message>
        <source>In settings.json. Zed asks for the token in its agent settings, or takes it from TRAYRELAY_API_KEY.</source>
        <translation>写入 settings.json。Zed 会在其智能体设置中询问令牌，或从 TRAYRELAY_API_KEY 读取。</translation>
    </message>
    <message>
        <source>In the environment of the server, at its first start.</source>
        <translation>在服务器首次启动时的环境变量中设置。</translation>
    </message>
    <message>
        <source>Another program</source>
        <translation>其他程序</translation>
    </message>
    <message>
        <source>Whatever speaks OpenAI&apos;s interface asks for these.</source>
        <translation>使用 OpenAI 接口的程序都需要填写这些。</translation>
    </message>
    <message>
        <source>In PowerShell.</source>
        <translation>在 PowerShell 中。</translation>
    </message>
    <message>
        <source>In the PowerShell that starts the program.</source>
        <translation>在启动该程序的 PowerShell 中。</translation>
    </message>
    <message>
        <source>In PowerShell. It adds /v1 itself.</source>
        <translation>在 PowerShell 中。它会自行加上 /v1。</translation>
    </message>
</context>
<context>
    <name>DatabaseText</name>
    <message>
        <source>Busy: another one was at work.</source>
        <translation>忙：另一个写回正在进行。</translation>
    </message>
    <message>
        <source>Busy: %1</source>
        <translation>忙：%1</translation>
    </message>
    <message>
        <source>Busy: %1; %2</source>
        <translation>忙：%1；%2</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <translation>昨天 %1</translation>
    </message>
    <message>
        <source>This journal mode has no log.</source>
        <translation>此日志模式没有 WAL。</translation>
    </message>
    <message>
        <source>%1 → %2, %3</source>
        <translation>%1 → %2，%3</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln frame(s) copied</source>
        <translation>
            <numerusform>已复制 %1 帧，共 %Ln 帧</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln frame(s) copied, %2</source>
        <translation>
            <numerusform>已复制 %1 帧，共 %Ln 帧，%2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DesktopShell</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Use port %1 instead</source>
        <translation>改用端口 %1</translation>
    </message>
</context>
<context>
    <name>FigureText</name>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message>
        <source>µs</source>
        <translation>µs</translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message>
        <source>Locked database</source>
        <translation>数据库被锁</translation>
    </message>
    <message>
        <source>Write-ahead log</source>
        <translation>预写日志（WAL）</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Slow requests</source>
        <translation>慢请求</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Upstreams</source>
        <translation>上游</translation>
    </message>
    <message>
        <source>Addresses that clients call</source>
        <translation>客户端使用的地址</translation>
    </message>
    <message>
        <source>Proxies</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>File permissions</source>
        <translation>文件权限</translation>
    </message>
    <message>
        <source>Disk space</source>
        <translation>磁盘空间</translation>
    </message>
    <message>
        <source>Open files and sockets</source>
        <translation>打开的文件与套接字</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>请求记录</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Master key</source>
        <translation>主密钥</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>hint</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>trouble</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Show the address</source>
        <translation>查看地址</translation>
    </message>
    <message>
        <source>Open Channels</source>
        <translation>打开渠道</translation>
    </message>
    <message>
        <source>Open Requests</source>
        <translation>打开请求记录</translation>
    </message>
    <message>
        <source>Open Database</source>
        <translation>打开数据库</translation>
    </message>
    <message>
        <source>Open Settings</source>
        <translation>打开设置</translation>
    </message>
    <message>
        <source>Open Tokens</source>
        <translation>打开令牌</translation>
    </message>
    <message>
        <source>Open Profiling</source>
        <translation>打开性能剖析</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>Preset %1</source>
        <translation>预设：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <translation>
            <numerusform>%n 项设置</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>guard</source>
        <translation>守护</translation>
    </message>
    <message>
        <source>edited by hand</source>
        <translation>手动编辑文件</translation>
    </message>
    <message>
        <source>undone by you</source>
        <translation>由你撤销</translation>
    </message>
    <message>
        <source>you</source>
        <translation>你</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · undone</source>
        <translation>%1 · 已撤销</translation>
    </message>
    <message>
        <source>First start</source>
        <translation>首次启动</translation>
    </message>
    <message>
        <source>before the first change</source>
        <translation>首次更改之前</translation>
    </message>
    <message>
        <source>Undid: %1</source>
        <translation>已撤销：%1</translation>
    </message>
    <message numerus="yes">
        <source>Undid: %n setting(s)</source>
        <translation>
            <numerusform>已撤销：%n 项设置</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>guard: %1</source>
        <translation>守护：%1</translation>
    </message>
    <message>
        <source>guard: more errors</source>
        <translation>守护：错误增多</translation>
    </message>
    <message>
        <source>guard: the program had ended unexpectedly</source>
        <translation>守护：程序曾意外退出</translation>
    </message>
    <message>
        <source>Undone: the change of %1</source>
        <translation>撤销的是 %1 的更改</translation>
    </message>
    <message>
        <source>guard: p95 of overhead worse by %1 %</source>
        <translation>守护：开销的 p95 恶化 %1 %</translation>
    </message>
</context>
<context>
    <name>LogChartContent</name>
    <message>
        <source>on disk</source>
        <translation>磁盘上</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>待写回</translation>
    </message>
    <message>
        <source>Database file</source>
        <translation>数据库文件</translation>
    </message>
    <message>
        <source>journal</source>
        <translation>暂存</translation>
    </message>
    <message>
        <source>Write-ahead log and journal</source>
        <translation>预写日志与暂存</translation>
    </message>
</context>
<context>
    <name>Measurement</name>
    <message>
        <source>What the measuring program wrote is no measurement: %1.</source>
        <translation>测量程序的输出不是有效结果：%1。</translation>
    </message>
    <message>
        <source>a figure is incomplete</source>
        <translation>有数值不完整</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>reads</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>it says not what was measured</source>
        <translation>未说明测量的是什么</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>内容为空</translation>
    </message>
    <message>
        <source>it is no JSON object</source>
        <translation>不是 JSON 对象</translation>
    </message>
    <message>
        <source>it is of another setting</source>
        <translation>属于另一项设置</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>worse %1</source>
        <translation>变差 %1</translation>
    </message>
    <message>
        <source>no change</source>
        <translation>无变化</translation>
    </message>
    <message>
        <source>overhead p50</source>
        <translation>开销 p50</translation>
    </message>
    <message>
        <source>overhead p95</source>
        <translation>开销 p95</translation>
    </message>
    <message>
        <source>overhead p99</source>
        <translation>开销 p99</translation>
    </message>
    <message>
        <source>writes per request</source>
        <translation>每请求写入次数</translation>
    </message>
    <message>
        <source>CPU per request</source>
        <translation>每请求 CPU</translation>
    </message>
    <message>
        <source>%1 × %2 requests in turns, built-in upstream, %3</source>
        <translation>%1 × %2 个请求，交替进行，内置上游，%3</translation>
    </message>
    <message>
        <source>writes per second</source>
        <translation>每秒写入</translation>
    </message>
</context>
<context>
    <name>MenuEntry</name>
    <message>
        <source>This program came without an entry for the menu.</source>
        <translation>这个程序没有附带菜单项。</translation>
    </message>
    <message>
        <source>The system&apos;s menu has it, as it was installed.</source>
        <translation>程序已安装，系统菜单里已有它的菜单项。</translation>
    </message>
    <message>
        <source>The installer keeps the entry of the Start menu.</source>
        <translation>开始菜单里的项由安装程序管理。</translation>
    </message>
</context>
<context>
    <name>OverviewFigures</name>
    <message>
        <source>k</source>
        <translation>k</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>no requests</source>
        <translation>没有请求</translation>
    </message>
    <message>
        <source>%1 of %2 failed</source>
        <translation>失败 %1 / %2</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>%1 in · %2 out</source>
        <translation>入 %1 · 出 %2</translation>
    </message>
    <message>
        <source>no budget set</source>
        <translation>未设预算</translation>
    </message>
    <message>
        <source>%1 % of $%2</source>
        <translation>$%2 的 %1 %</translation>
    </message>
    <message>
        <source>needs requests</source>
        <translation>需要有请求</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>%1 reads /s</source>
        <translation>读取 %1 /秒</translation>
    </message>
    <message>
        <source>/s</source>
        <translation>/秒</translation>
    </message>
    <message>
        <source>no alert set</source>
        <translation>未设告警</translation>
    </message>
    <message>
        <source>alert at %1 MB</source>
        <translation>%1 MB 时告警</translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) wait</source>
        <translation>
            <numerusform>%Ln 帧待写回</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them came without a known key and are not listed under Requests</source>
        <translation>
            <numerusform>其中 %Ln 个未带有效密钥，不在“请求记录”中</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>失败 %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 read(s) saved</source>
        <translation>
            <numerusform>少读 %1 次</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求记录</translation>
    </message>
    <message>
        <source>Optimizations</source>
        <translation>优化</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Profiling</source>
        <translation>性能剖析</translation>
    </message>
    <message>
        <source>Diagnose</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>Phrases</name>
    <message>
        <source>no relay runs</source>
        <translation>没有中继在运行</translation>
    </message>
    <message>
        <source>no relay runs: start it and look again</source>
        <translation>没有中继在运行：请启动后再看</translation>
    </message>
    <message>
        <source>the system does not tell</source>
        <translation>系统没有提供</translation>
    </message>
    <message>
        <source>%1 holds a lock on the database, and did so at each of %2 looks</source>
        <translation>%1 持有数据库锁，%2 次查看时都是如此</translation>
    </message>
    <message numerus="yes">
        <source>%n statements gave up waiting for a lock since the start</source>
        <translation>
            <numerusform>启动以来有 %n 条语句因等锁超时而放弃</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records wait in the journal</source>
        <translation>
            <numerusform>日志中有 %n 条记录等待写入</numerusform>
        </translation>
    </message>
    <message>
        <source>close that program, or wait until it is done: nothing is lost meanwhile. If it must work on the database beside TrayRelay, the preset waits longer for locks</source>
        <translation>请关闭该程序，或等它完成：期间不会丢失任何内容。若它必须与 TrayRelay 同时使用数据库，该预设会为锁等待更久</translation>
    </message>
    <message>
        <source>nobody else locks the database now</source>
        <translation>目前没有其他程序锁定数据库</translation>
    </message>
    <message>
        <source>keep other programs (a database browser, a copying or backup program) off %1; the preset waits longer for locks</source>
        <translation>请不要让其他程序（数据库浏览器、复制或备份程序）使用 %1；该预设会为锁等待更久</translation>
    </message>
    <message>
        <source>nobody else locks the database, and no statement found it locked since the start</source>
        <translation>没有其他程序锁定数据库，启动以来也没有语句遇到锁定</translation>
    </message>
    <message>
        <source>the database does not tell: %1</source>
        <translation>数据库没有提供：%1</translation>
    </message>
    <message>
        <source>the database is busy, and has not told its journal mode yet</source>
        <translation>数据库正忙，尚未告知其日志模式</translation>
    </message>
    <message>
        <source>there is no write-ahead log: journal_mode is %1</source>
        <translation>没有预写日志：journal_mode 为 %1</translation>
    </message>
    <message>
        <source>the write-ahead log has %1</source>
        <translation>预写日志大小为 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n frames of it wait after the checkpoint that this look made</source>
        <translation>
            <numerusform>本次查看所做的检查点之后，仍有 %n 帧待写回</numerusform>
        </translation>
    </message>
    <message>
        <source>a checkpoint failed: %1</source>
        <translation>检查点失败：%1</translation>
    </message>
    <message>
        <source>it is held by %1</source>
        <translation>被 %1 占住</translation>
    </message>
    <message>
        <source>it is held by a reader</source>
        <translation>被一个读取者占住</translation>
    </message>
    <message>
        <source>its bound (ALERT_WAL_MB) is %1</source>
        <translation>其上限（ALERT_WAL_MB）为 %1</translation>
    </message>
    <message>
        <source>close the program that reads; then the preset writes the log back and empties it</source>
        <translation>请关闭正在读取的程序；之后该预设会写回并清空日志</translation>
    </message>
    <message>
        <source>the preset writes the log back, empties it, and does so twice as often from now on</source>
        <translation>该预设会写回并清空日志，此后频率加倍</translation>
    </message>
    <message>
        <source>the relay uses %1 of memory (alert at %2)</source>
        <translation>中继使用内存 %1（警报值 %2）</translation>
    </message>
    <message numerus="yes">
        <source>%n exchanges under way</source>
        <translation>
            <numerusform>%n 个请求正在进行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clients connected</source>
        <translation>
            <numerusform>%n 个客户端已连接</numerusform>
        </translation>
    </message>
    <message>
        <source>large bodies of exchanges under way stay in memory until they end: lower RELAY_MAX_BODY_MB or the clients&apos; number; the preset keeps less in caches. What holds it, tells trayrelay profile</source>
        <translation>正在进行的大请求体在结束前留在内存中：请降低 RELAY_MAX_BODY_MB 或客户端数量；该预设会减少缓存。内存被谁占用，可用 trayrelay profile 查看</translation>
    </message>
    <message>
        <source>the ledger cannot be read now</source>
        <translation>现在无法读取账本</translation>
    </message>
    <message numerus="yes">
        <source>of %n requests of the last hour %1 took longer than %2</source>
        <translation>
            <numerusform>最近一小时的 %n 个请求中，有 %1 个超过 %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>of %n requests of the last hour %1 or more took longer than %2</source>
        <translation>
            <numerusform>最近一小时的 %n 个请求中，有 %1 个或更多超过 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>the slowest %1: model %2, channel %3</source>
        <translation>最慢 %1：模型 %2，渠道 %3</translation>
    </message>
    <message>
        <source>the slowest %1: model %2, no channel</source>
        <translation>最慢 %1：模型 %2，无渠道</translation>
    </message>
    <message>
        <source>most of their time went by in waiting for a free connection</source>
        <translation>大部分时间花在等待空闲连接上</translation>
    </message>
    <message>
        <source>raise HTTP_MAX_CONNS_PER_HOST, or spread the models over more channels</source>
        <translation>请提高 HTTP_MAX_CONNS_PER_HOST，或把模型分配到更多渠道</translation>
    </message>
    <message>
        <source>most of their time went by in the relay itself</source>
        <translation>大部分时间花在中继本身</translation>
    </message>
    <message>
        <source>apply the preset Recommended, and look at trayrelay profile while it happens</source>
        <translation>请应用“推荐”预设（Recommended），并在发生时查看 trayrelay profile</translation>
    </message>
    <message>
        <source>most of their time was waiting for the upstream</source>
        <translation>大部分时间在等待上游</translation>
    </message>
    <message>
        <source>give a faster channel a higher priority, or let clients stream; the relay cannot make an upstream faster</source>
        <translation>请给更快的渠道更高的优先级，或让客户端使用流式；中继无法让上游变快</translation>
    </message>
    <message>
        <source>no relay runs; port %1 is free</source>
        <translation>没有中继在运行；端口 %1 空闲</translation>
    </message>
    <message>
        <source>no relay runs, and port %1 cannot be had: %2</source>
        <translation>没有中继在运行，且端口 %1 无法使用：%2</translation>
    </message>
    <message>
        <source>no relay runs, and port %1 cannot be had: %2, by %3</source>
        <translation>没有中继在运行，且端口 %1 无法使用：%2，占用者 %3</translation>
    </message>
    <message>
        <source>quit that program, or choose another port: --port N, or PORT=N in .env</source>
        <translation>请退出该程序，或另选端口：--port N，或在 .env 中设 PORT=N</translation>
    </message>
    <message>
        <source>who answers at %1 port %2 is not this relay</source>
        <translation>在 %1 端口 %2 应答的不是本中继</translation>
    </message>
    <message>
        <source>this relay cannot be reached at %1 port %2: %3</source>
        <translation>无法在 %1 端口 %2 连到本中继：%3</translation>
    </message>
    <message>
        <source>look whether a firewall or another program takes that port; PORT chooses another</source>
        <translation>请查看是否有防火墙或其他程序占用该端口；可用 PORT 另选</translation>
    </message>
    <message>
        <source>this relay answers at %1</source>
        <translation>本中继在 %1 应答</translation>
    </message>
    <message>
        <source>it listens on all of this computer&apos;s addresses</source>
        <translation>它在本机所有地址上监听</translation>
    </message>
    <message>
        <source>unless others are to use it: LISTEN_ADDRESS=127.0.0.1</source>
        <translation>若不供他人使用：LISTEN_ADDRESS=127.0.0.1</translation>
    </message>
    <message>
        <source>channel %1: %2</source>
        <translation>渠道 %1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n addresses can be reached; keys and certificates are looked at while a relay runs</source>
        <translation>
            <numerusform>%n 个地址可以连通；密钥和证书在中继运行时检查</numerusform>
        </translation>
    </message>
    <message>
        <source>check the network, the firewall and the channels&apos; base URLs</source>
        <translation>请检查网络、防火墙和各渠道的 Base URL</translation>
    </message>
    <message>
        <source>channel %1: its key is refused (HTTP %2)</source>
        <translation>渠道 %1：密钥被拒绝（HTTP %2）</translation>
    </message>
    <message>
        <source>channel %1: HTTP %2</source>
        <translation>渠道 %1：HTTP %2</translation>
    </message>
    <message>
        <source>channel %1: HTTP 404 for its list of models: is its base URL right?</source>
        <translation>渠道 %1：获取模型列表返回 HTTP 404：Base URL 是否正确？</translation>
    </message>
    <message>
        <source>check the channels&apos; base URLs and keys, the network and the proxy</source>
        <translation>请检查各渠道的 Base URL 和密钥、网络和代理</translation>
    </message>
    <message>
        <source>no channel but the built-in demo is on</source>
        <translation>除内置演示外没有启用的渠道</translation>
    </message>
    <message numerus="yes">
        <source>all %n channels answer, the built-in demo aside</source>
        <translation>
            <numerusform>%n 个渠道全部应答（内置演示除外）</numerusform>
        </translation>
    </message>
    <message>
        <source>no client asked for an unknown path in the last day</source>
        <translation>最近一天没有客户端请求未知路径</translation>
    </message>
    <message numerus="yes">
        <source>a client asked for a path that there is not: %1 (%n times)</source>
        <translation>
            <numerusform>有客户端请求了不存在的路径：%1（%n 次）</numerusform>
        </translation>
    </message>
    <message>
        <source>give the client this base URL: %1</source>
        <translation>请给客户端填写此 Base URL：%1</translation>
    </message>
    <message>
        <source>none is set</source>
        <translation>未设置</translation>
    </message>
    <message>
        <source>%1 can be reached</source>
        <translation>%1 可以连通</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2</source>
        <translation>%1 无法连通：%2</translation>
    </message>
    <message>
        <source>the address of a proxy is wrong: %1</source>
        <translation>代理地址有误：%1</translation>
    </message>
    <message>
        <source>start that proxy, or correct RELAY_PROXY or the channel&apos;s proxy</source>
        <translation>请启动该代理，或更正 RELAY_PROXY 或渠道的代理</translation>
    </message>
    <message>
        <source>the environment names one in HTTPS_PROXY, which the relay does not use</source>
        <translation>环境变量 HTTPS_PROXY 指定了代理，但中继不使用它</translation>
    </message>
    <message>
        <source>set RELAY_PROXY to it</source>
        <translation>请把 RELAY_PROXY 设为它</translation>
    </message>
    <message>
        <source>none was refused</source>
        <translation>没有被拒绝的</translation>
    </message>
    <message>
        <source>see what it says; SSL_CERT_FILE names further authorities to trust. Verification cannot be turned off</source>
        <translation>请看其说明；可用 SSL_CERT_FILE 指定另外信任的证书颁发机构。校验不能关闭</translation>
    </message>
    <message>
        <source>this computer&apos;s clock is %1 behind what the upstreams say</source>
        <translation>本机时钟比上游所报慢 %1</translation>
    </message>
    <message>
        <source>this computer&apos;s clock is %1 ahead of the upstreams&apos;</source>
        <translation>本机时钟比上游快 %1</translation>
    </message>
    <message>
        <source>set the clock, and let the system keep it (timedatectl set-ntp true): certificates and tokens are judged by it</source>
        <translation>请校准时钟并让系统保持同步（timedatectl set-ntp true）：证书和令牌都以它为准</translation>
    </message>
    <message>
        <source>the newest usage row is %1 in the future: the clock was set back</source>
        <translation>最新的用量记录在未来 %1：时钟曾被回拨</translation>
    </message>
    <message>
        <source>set the clock right: the ledger&apos;s days and the tokens&apos; ends go by it</source>
        <translation>请校准时钟：账本的日期和令牌的到期以它为准</translation>
    </message>
    <message>
        <source>within %1 of the upstreams&apos; clocks</source>
        <translation>与上游时钟相差不超过 %1</translation>
    </message>
    <message>
        <source>no usage row is in the future; no upstream told its time</source>
        <translation>没有未来的用量记录；没有上游告知其时间</translation>
    </message>
    <message>
        <source>other users may read or change %1</source>
        <translation>其他用户可以读取或更改 %1</translation>
    </message>
    <message>
        <source>%1 cannot be written</source>
        <translation>%1 无法写入</translation>
    </message>
    <message>
        <source>the data directory %1 cannot be written</source>
        <translation>数据目录 %1 无法写入</translation>
    </message>
    <message>
        <source>the files in %1 are this user&apos;s alone</source>
        <translation>%1 中的文件仅属本用户</translation>
    </message>
    <message>
        <source>give this user the right to write there</source>
        <translation>请给本用户写入权限</translation>
    </message>
    <message>
        <source>run: %1</source>
        <translation>请运行：%1</translation>
    </message>
    <message>
        <source>%1 free on %2, the database has %3</source>
        <translation>%2 上剩余 %1，数据库占 %3</translation>
    </message>
    <message>
        <source>free some space: when the disk is full, records wait in the journal, and when that is full, requests are refused</source>
        <translation>请释放空间：磁盘满时记录留在日志中等待，日志也满时会拒绝请求</translation>
    </message>
    <message>
        <source>a backup needs the database&apos;s size, VACUUM twice that: free some space, lower LOG_RETENTION_DAYS or BACKUP_KEEP</source>
        <translation>备份需要与数据库相同的空间，VACUUM 需要两倍：请释放空间，或降低 LOG_RETENTION_DAYS 或 BACKUP_KEEP</translation>
    </message>
    <message>
        <source>%1 of %2 descriptors are open</source>
        <translation>已打开 %1 个描述符，上限 %2</translation>
    </message>
    <message>
        <source>%1 open, without a limit</source>
        <translation>已打开 %1 个，无上限</translation>
    </message>
    <message>
        <source>each client and upstream connection takes one: raise the hard limit (ulimit -Hn, or LimitNOFILE= of the systemd unit) and start again</source>
        <translation>每个客户端和上游连接各占一个：请提高硬限制（ulimit -Hn，或 systemd 单元的 LimitNOFILE=）并重新启动</translation>
    </message>
    <message numerus="yes">
        <source>%n records wait in the journal (%1 of it)</source>
        <translation>
            <numerusform>日志中有 %n 条记录等待写入（占 %1）</numerusform>
        </translation>
    </message>
    <message>
        <source>the database cannot be written: %1</source>
        <translation>数据库无法写入：%1</translation>
    </message>
    <message>
        <source>nothing is lost while the journal has room; when it is full, requests are refused. Remove the cause, or enlarge LEDGER_JOURNAL_MB</source>
        <translation>日志有空间时不会丢失；日志满后会拒绝请求。请排除原因，或增大 LEDGER_JOURNAL_MB</translation>
    </message>
    <message numerus="yes">
        <source>%n records of another database wait in %1</source>
        <translation>
            <numerusform>%1 中有 %n 条属于另一个数据库的记录在等待</numerusform>
        </translation>
    </message>
    <message>
        <source>set SQLITE_PATH back to the database they belong to and restart: they are written at once. If it is gone for good, remove the file</source>
        <translation>请把 SQLITE_PATH 改回它们所属的数据库并重启：会立即写入。若该数据库已不复存在，请删除该文件</translation>
    </message>
    <message numerus="yes">
        <source>%n records of this database, which has gone on without them, wait in %1</source>
        <translation>
            <numerusform>%1 中有 %n 条属于本数据库的记录在等待，数据库已在没有它们的情况下继续</numerusform>
        </translation>
    </message>
    <message>
        <source>remove the file when you do not need them</source>
        <translation>不需要时请删除该文件</translation>
    </message>
    <message>
        <source>the last backup failed: %1</source>
        <translation>上次备份失败：%1</translation>
    </message>
    <message>
        <source>free space in %1 or correct its rights</source>
        <translation>请释放 %1 的空间或更正其权限</translation>
    </message>
    <message>
        <source>scheduled backups are off (BACKUP_INTERVAL_HOURS=0)</source>
        <translation>定时备份已关闭（BACKUP_INTERVAL_HOURS=0）</translation>
    </message>
    <message>
        <source>set BACKUP_INTERVAL_HOURS=24, or run trayrelay backup now and then</source>
        <translation>请设 BACKUP_INTERVAL_HOURS=24，或不时运行 trayrelay backup</translation>
    </message>
    <message numerus="yes">
        <source>%n backups are there</source>
        <translation>
            <numerusform>已有 %n 个备份</numerusform>
        </translation>
    </message>
    <message>
        <source>the newest is of %1</source>
        <translation>最新的备份时间为 %1</translation>
    </message>
    <message>
        <source>the newest is of %1, which is in the future</source>
        <translation>最新的备份时间为 %1，在未来</translation>
    </message>
    <message numerus="yes">
        <source>one is to be made every %n hours</source>
        <translation>
            <numerusform>应每 %n 小时备份一次</numerusform>
        </translation>
    </message>
    <message>
        <source>look at the machine&apos;s clock. A relay that runs makes the next one within a minute; trayrelay backup makes one at once</source>
        <translation>请查看本机时钟。运行中的中继会在一分钟内做下一次备份；trayrelay backup 可立即备份</translation>
    </message>
    <message>
        <source>the key that seals all others is in %1</source>
        <translation>加密其他密钥的主密钥在 %1</translation>
    </message>
    <message>
        <source>the key that seals all others is in %1, which does not give it: %2</source>
        <translation>加密其他密钥的主密钥在 %1，但它不肯交出：%2</translation>
    </message>
    <message>
        <source>unlock the keyring before the next start. For starts without anybody logged in the key belongs into its file: trayrelay secrets move file, once the keyring is unlocked</source>
        <translation>请在下次启动前解锁密钥环。若要在无人登录时启动，主密钥应放在文件中：解锁密钥环后运行 trayrelay secrets move file</translation>
    </message>
    <message>
        <source>p99 of the response time over the last minute</source>
        <translation>最近一分钟响应时间的 p99</translation>
    </message>
    <message>
        <source>p99 of the response time over the last minute: %1, more than %2 (ALERT_P99_MS)</source>
        <translation>最近一分钟响应时间的 p99：%1，超过 %2（ALERT_P99_MS）</translation>
    </message>
    <message>
        <source>GET /api/metrics/ tells which channel or model is slow</source>
        <translation>GET /api/metrics/ 可查看哪个渠道或模型慢</translation>
    </message>
    <message>
        <source>p99 of the response time over the last minute: all right again</source>
        <translation>最近一分钟响应时间的 p99：已恢复正常</translation>
    </message>
    <message>
        <source>the usage log tells why each one failed</source>
        <translation>请求记录会说明每个请求失败的原因</translation>
    </message>
    <message>
        <source>size of the database&apos;s write-ahead log</source>
        <translation>数据库预写日志的大小</translation>
    </message>
    <message>
        <source>size of the database&apos;s write-ahead log: %1, more than %2 (ALERT_WAL_MB)</source>
        <translation>数据库预写日志的大小：%1，超过 %2（ALERT_WAL_MB）</translation>
    </message>
    <message>
        <source>apply the preset &quot;Remedy: WAL too large&quot;</source>
        <translation>请应用预设 “修复：WAL 过大”</translation>
    </message>
    <message>
        <source>size of the database&apos;s write-ahead log: all right again</source>
        <translation>数据库预写日志的大小：已恢复正常</translation>
    </message>
    <message>
        <source>resident memory of the program</source>
        <translation>程序的常驻内存</translation>
    </message>
    <message>
        <source>resident memory of the program: %1, more than %2 (ALERT_RSS_MB)</source>
        <translation>程序的常驻内存：%1，超过 %2（ALERT_RSS_MB）</translation>
    </message>
    <message>
        <source>apply the preset &quot;Remedy: memory&quot;</source>
        <translation>请应用预设 “修复：内存占用”</translation>
    </message>
    <message>
        <source>resident memory of the program: all right again</source>
        <translation>程序的常驻内存：已恢复正常</translation>
    </message>
    <message>
        <source>how late the relay&apos;s event loop came to its timers</source>
        <translation>中继事件循环处理定时器的延迟</translation>
    </message>
    <message>
        <source>how late the relay&apos;s event loop came to its timers: %1, more than %2 (ALERT_LOOP_LAG_MS)</source>
        <translation>中继事件循环处理定时器的延迟：%1，超过 %2（ALERT_LOOP_LAG_MS）</translation>
    </message>
    <message>
        <source>the machine is overloaded, or something blocks the relay: take a CPU profile</source>
        <translation>机器过载，或有东西阻塞了中继：请采集 CPU 性能分析</translation>
    </message>
    <message>
        <source>how late the relay&apos;s event loop came to its timers: all right again</source>
        <translation>中继事件循环处理定时器的延迟：已恢复正常</translation>
    </message>
    <message>
        <source>spent today</source>
        <translation>今日花费</translation>
    </message>
    <message>
        <source>spent today: %1, more than %2 (ALERT_BUDGET_USD_DAY)</source>
        <translation>今日花费：%1，超过 %2（ALERT_BUDGET_USD_DAY）</translation>
    </message>
    <message>
        <source>requests go on; a token&apos;s quota is what stops them</source>
        <translation>请求会继续；令牌的配额才会阻止它们</translation>
    </message>
    <message>
        <source>spent today: all right again</source>
        <translation>今日花费：已恢复正常</translation>
    </message>
    <message>
        <source>how full the ledger&apos;s journal is, while the database cannot be written</source>
        <translation>数据库无法写入期间，账本日志的占用比例</translation>
    </message>
    <message numerus="yes">
        <source>the ledger cannot be written, %n records wait in the journal, requests go on: %1</source>
        <translation>
            <numerusform>账本无法写入，日志中有 %n 条记录等待，请求继续：%1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the ledger&apos;s journal is half full (%n records wait in the journal), and when it is full requests are refused: %1</source>
        <translation>
            <numerusform>账本日志已用一半（日志中有 %n 条记录等待），写满后会拒绝请求：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>the ledger is written again</source>
        <translation>账本已恢复写入</translation>
    </message>
    <message>
        <source>now %1</source>
        <translation>当前 %1</translation>
    </message>
    <message>
        <source>no requests</source>
        <translation>没有请求</translation>
    </message>
    <message>
        <source>the alert is off now</source>
        <translation>该警报现已关闭</translation>
    </message>
    <message numerus="yes">
        <source>%n slow requests (SLOW_REQUEST_THRESHOLD_MS=%1)</source>
        <translation>
            <numerusform>%n 个慢请求（SLOW_REQUEST_THRESHOLD_MS=%1）</numerusform>
        </translation>
    </message>
    <message>
        <source>the guard found nothing left to undo of change %1</source>
        <translation>更改 %1 已无可撤销的内容</translation>
    </message>
    <message>
        <source>the guard could not undo change %1: %2</source>
        <translation>守护未能撤销更改 %1：%2</translation>
    </message>
    <message numerus="yes">
        <source>p95 of overhead rose from %1 to %2 over %n requests</source>
        <translation>
            <numerusform>开销的 p95 从 %1 升至 %2（共 %n 个请求）</numerusform>
        </translation>
    </message>
    <message>
        <source>the program ended unexpectedly within GUARD_SECONDS</source>
        <translation>程序在 GUARD_SECONDS 内意外结束</translation>
    </message>
    <message>
        <source>%1 was edited by hand; not in force yet: %2</source>
        <translation>%1 被手动编辑；尚未生效：%2</translation>
    </message>
    <message>
        <source>`trayrelay config reload`, or POST /api/option/file, takes it</source>
        <translation>用 `trayrelay config reload` 或 POST /api/option/file 使其生效</translation>
    </message>
    <message>
        <source>TrayRelay %1 is there: %2</source>
        <translation>TrayRelay %1 已发布：%2</translation>
    </message>
    <message>
        <source>the relay has begun anew</source>
        <translation>中继已重新启动</translation>
    </message>
    <message>
        <source>the relay could not begin anew and goes on as it was: %1</source>
        <translation>中继未能重新启动，保持原样继续运行：%1</translation>
    </message>
    <message>
        <source>the database is that of %1; as it was before it is kept in %2</source>
        <translation>数据库已恢复为 %1；之前的保存在 %2</translation>
    </message>
    <message>
        <source>the database stays as it was: %1</source>
        <translation>数据库保持原样：%1</translation>
    </message>
    <message>
        <source>failed requests of the last minute, but for clients&apos; own mistakes</source>
        <translation>最近一分钟失败的请求（不计客户端自身的错误）</translation>
    </message>
    <message>
        <source>failed requests of the last minute, but for clients&apos; own mistakes: %1, more than %2 (ALERT_ERROR_RATE)</source>
        <translation>最近一分钟失败的请求（不计客户端自身的错误）：%1，超过 %2（ALERT_ERROR_RATE）</translation>
    </message>
    <message>
        <source>failed requests of the last minute, but for clients&apos; own mistakes: all right again</source>
        <translation>最近一分钟失败的请求（不计客户端自身的错误）：已恢复正常</translation>
    </message>
    <message>
        <source>by the metrics: no usage rows are kept (LOG_CONSUME_ENABLED)</source>
        <translation>依据指标：未保存用量记录（LOG_CONSUME_ENABLED）</translation>
    </message>
    <message>
        <source>nobody can tell: no usage rows are kept (LOG_CONSUME_ENABLED)</source>
        <translation>无法判断：未保存用量记录（LOG_CONSUME_ENABLED）</translation>
    </message>
    <message>
        <source>the upstream answered HTTP %1</source>
        <translation>上游返回 HTTP %1</translation>
    </message>
    <message>
        <source>the answer broke off</source>
        <translation>响应中断</translation>
    </message>
    <message>
        <source>no upstream gave a good answer</source>
        <translation>没有上游给出正常响应</translation>
    </message>
    <message>
        <source>Use 127.0.0.1 or localhost in its base URL: %1</source>
        <translation>请在其 Base URL 中使用 127.0.0.1 或 localhost：%1</translation>
    </message>
    <message>
        <source>It is a web page: add its origin to CORS_ALLOWED_ORIGINS.</source>
        <translation>这是网页：请将其来源加入 CORS_ALLOWED_ORIGINS。</translation>
    </message>
    <message>
        <source>It sent no key. Give it this relay&apos;s token.</source>
        <translation>它没有发送密钥。请为其填写本中继的令牌。</translation>
    </message>
    <message>
        <source>It sent a provider&apos;s key. Give it this relay&apos;s token.</source>
        <translation>它发送了服务商的密钥。请为其填写本中继的令牌。</translation>
    </message>
    <message>
        <source>It sent a key that this relay does not know. Give it this relay&apos;s token.</source>
        <translation>它发送了本中继不认识的密钥。请为其填写本中继的令牌。</translation>
    </message>
    <message>
        <source>Its token is off, has expired, or may not do this. Change the token, or give it another one.</source>
        <translation>其令牌已停用、已过期，或无权这样做。请修改该令牌，或为其换一个。</translation>
    </message>
    <message>
        <source>Its token&apos;s quota is used up. Raise it, or give it another token.</source>
        <translation>其令牌的额度已用完。请提高额度，或为其换一个令牌。</translation>
    </message>
    <message>
        <source>Its base URL should end in /v1: %1</source>
        <translation>其 Base URL 应以 /v1 结尾：%1</translation>
    </message>
    <message>
        <source>No channel serves a model: add one.</source>
        <translation>没有渠道提供模型：请添加一个。</translation>
    </message>
    <message>
        <source>No channel serves that model. There are: %1.</source>
        <translation>没有渠道提供该模型。现有：%1。</translation>
    </message>
    <message numerus="yes">
        <source>No channel serves that model. There are: %1 and %n more.</source>
        <translation>
            <numerusform>没有渠道提供该模型。现有：%1，另有 %n 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>Let it send less, or raise RELAY_MAX_BODY_MB.</source>
        <translation>请让它减少发送内容，或提高 RELAY_MAX_BODY_MB。</translation>
    </message>
    <message>
        <source>Press Resume.</source>
        <translation>请点击“继续”。</translation>
    </message>
    <message>
        <source>Test the channel: its provider did not answer as it should.</source>
        <translation>请测试该渠道：其服务商未正常响应。</translation>
    </message>
    <message>
        <source>cannot remove %1: %2</source>
        <translation>无法删除 %1：%2</translation>
    </message>
    <message>
        <source>the system&apos;s list of start-up programs cannot be changed</source>
        <translation>无法更改系统的启动程序列表</translation>
    </message>
    <message>
        <source>cannot read %1: %2</source>
        <translation>无法读取 %1：%2</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1（进程 %2）</translation>
    </message>
    <message>
        <source>another TrayRelay (process %1)</source>
        <translation>另一个 TrayRelay（进程 %1）</translation>
    </message>
    <message>
        <source>another TrayRelay (process %1, data directory %2)</source>
        <translation>另一个 TrayRelay（进程 %1，数据目录 %2）</translation>
    </message>
    <message>
        <source>%1: the system keeps port %2 for itself or for its administrator. Choose another one: --port N, or PORT=N in .env</source>
        <translation>%1：系统为自己或管理员保留了端口 %2。请另选一个：使用 --port N，或在 .env 中设置 PORT=N</translation>
    </message>
    <message>
        <source>%1, by %2. Quit that one, or choose another port: --port N, or PORT=N in .env</source>
        <translation>%1，占用者是%2。请退出该程序，或另选端口：使用 --port N，或在 .env 中设置 PORT=N</translation>
    </message>
    <message>
        <source>a program of another user</source>
        <translation>其他用户的程序</translation>
    </message>
    <message>
        <source>cannot write %1: it is %2</source>
        <translation>无法写入 %1：它是%2</translation>
    </message>
    <message>
        <source>cannot write %1: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>%1 must be %2</source>
        <translation>%1 必须是%2</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>%1 到 %2 之间的整数</translation>
    </message>
    <message>
        <source>an http:// or https:// URL, or empty for the type&apos;s own</source>
        <translation>http:// 或 https:// 开头的 URL，或留空以使用该类型自带的地址</translation>
    </message>
    <message>
        <source>without user and password, which every error would show: take them out and add the header Authorization with &quot;Basic &quot; and their base64 to the channel</source>
        <translation>不含用户名和密码的 URL，因为每条错误信息都会显示它们：请将其移除，并为渠道添加标头 Authorization，值为 &quot;Basic &quot; 加上它们的 base64</translation>
    </message>
    <message>
        <source>given for a channel of type %1</source>
        <translation>填写完整的地址，因为渠道类型为 %1</translation>
    </message>
    <message>
        <source>an http:// or socks5:// URL, or empty for RELAY_PROXY</source>
        <translation>http:// 或 socks5:// 开头的 URL，或留空以使用 RELAY_PROXY</translation>
    </message>
    <message>
        <source>header names with values of one line each</source>
        <translation>标头名称，且每个值只占一行</translation>
    </message>
    <message>
        <source>without an empty Host</source>
        <translation>不含空的 Host</translation>
    </message>
    <message>
        <source>without %1, which the relay writes itself</source>
        <translation>不含 %1，它由中继自行写入</translation>
    </message>
    <message>
        <source>a text of one line that is not empty</source>
        <translation>非空的单行文本</translation>
    </message>
    <message>
        <source>one key per line, of visible ASCII characters</source>
        <translation>每行一个密钥，只含可见的 ASCII 字符</translation>
    </message>
    <message>
        <source>names of models of one line each, none of them empty</source>
        <translation>单行的模型名称，且都不为空</translation>
    </message>
    <message>
        <source>pairs of models of one line each, none of them empty</source>
        <translation>成对的单行模型名称，且都不为空</translation>
    </message>
    <message>
        <source>%1 to %2 letters, digits, hyphens and underscores</source>
        <translation>%1 到 %2 个字母、数字、连字符或下划线</translation>
    </message>
    <message>
        <source>0 or more for a new token</source>
        <translation>0 或更大（新令牌）</translation>
    </message>
    <message>
        <source>a time in Unix seconds, or -1 for never</source>
        <translation>Unix 秒表示的时间，或以 -1 表示永不过期</translation>
    </message>
    <message>
        <source>addresses or subnets (10.0.0.0/8) with commas, or empty</source>
        <translation>用逗号分隔的地址或子网（10.0.0.0/8），或留空</translation>
    </message>
    <message>
        <source>a model&apos;s name of one line and at most %1 bytes</source>
        <translation>最多 %1 字节的单行模型名称</translation>
    </message>
    <message>
        <source>dollars per million tokens, from 0 to %1</source>
        <translation>每百万 token 的美元数，从 0 到 %1</translation>
    </message>
    <message>
        <source>a day such as 2025-10-15</source>
        <translation>形如 2025-10-15 的日期</translation>
    </message>
    <message>
        <source>%1 holds a mask that is none of the stored channel&apos;s: give the whole value</source>
        <translation>%1 含有与已存渠道不符的掩码：请填写完整的值</translation>
    </message>
    <message>
        <source>The relay is not called %1. Use localhost or an IP address in the base URL.</source>
        <translation>此中继不叫 %1。请在 Base URL 中使用 localhost 或 IP 地址。</translation>
    </message>
    <message>
        <source>Web pages of %1 may not call the relay. Add this origin to CORS_ALLOWED_ORIGINS to allow it.</source>
        <translation>来自 %1 的网页不得调用此中继。若要允许，请将该来源加入 CORS_ALLOWED_ORIGINS。</translation>
    </message>
    <message>
        <source>No API key was sent. Send a token of this relay as Authorization: Bearer sk-...</source>
        <translation>没有发送 API 密钥。请以 Authorization: Bearer sk-... 发送此中继的令牌。</translation>
    </message>
    <message>
        <source>The API key is not one of this relay&apos;s tokens. Use a token of the relay, not the provider&apos;s own key.</source>
        <translation>该 API 密钥不是此中继的令牌。请使用中继的令牌，而不是服务商自己的密钥。</translation>
    </message>
    <message>
        <source>The token %1 is switched off. Switch it on, or use another one.</source>
        <translation>令牌 %1 已停用。请启用它，或使用另一个。</translation>
    </message>
    <message>
        <source>The token %1 has expired. Give it a later end, or use another one.</source>
        <translation>令牌 %1 已过期。请推迟其到期时间，或使用另一个。</translation>
    </message>
    <message>
        <source>The token %1 may not be used from the address %2. Change the token&apos;s subnet to allow it.</source>
        <translation>令牌 %1 不得从地址 %2 使用。若要允许，请修改该令牌的子网。</translation>
    </message>
    <message>
        <source>The token %1 may not use the model %2. Add it to the token&apos;s models to allow it.</source>
        <translation>令牌 %1 不得使用模型 %2。若要允许，请将它加入该令牌的模型列表。</translation>
    </message>
    <message>
        <source>The quota of the token %1 is used up. Raise it, or use another token.</source>
        <translation>令牌 %1 的额度已用完。请提高额度，或使用另一个令牌。</translation>
    </message>
    <message>
        <source>The token %1 may use some models alone, and this call names none. Use a token without a list of models for it.</source>
        <translation>令牌 %1 只能使用部分模型，而此调用没有指明模型。请改用没有模型列表的令牌。</translation>
    </message>
    <message>
        <source>The quota of the token %1 does not suffice for this call beside those under way: it may cost %2 units, %3 are left. Raise it, ask for fewer tokens, or call again when those have ended.</source>
        <translation>令牌 %1 的额度不足以在进行中的调用之外再完成此调用：它可能花费 %2 单位，剩余 %3。请提高额度、请求更少的 token，或等那些调用结束后再试。</translation>
    </message>
    <message>
        <source>mode must be passive, full, restart or truncate</source>
        <translation>mode 必须是 passive、full、restart 或 truncate</translation>
    </message>
    <message>
        <source>by must be some of day, model, token, channel (with commas), not &quot;%1&quot;</source>
        <translation>by 必须是 day、model、token、channel 中的若干项（以逗号分隔），而不是“%1”</translation>
    </message>
    <message>
        <source>slow must be true, false or a number of milliseconds</source>
        <translation>slow 必须是 true、false 或毫秒数</translation>
    </message>
    <message>
        <source>status must be a whole number from 100 to 599, 4xx, 5xx or failed</source>
        <translation>status 必须是 100 到 599 之间的整数、4xx、5xx 或 failed</translation>
    </message>
    <message>
        <source>end must be after start (both in Unix ms)</source>
        <translation>end 必须晚于 start（均为 Unix 毫秒）</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a whole number from %1 on</source>
        <translation>不小于 %1 的整数</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>a directory</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>a device, pipe or socket</source>
        <translation>设备、管道或套接字</translation>
    </message>
    <message>
        <source>cannot be read (%1, not a file)</source>
        <translation>无法读取（是%1，不是文件）</translation>
    </message>
    <message>
        <source>cannot be read (%1)</source>
        <translation>无法读取（%1）</translation>
    </message>
    <message>
        <source>the history has no entry %1: name one that it lists</source>
        <translation>历史中没有条目 %1：请指定其中列出的条目</translation>
    </message>
    <message>
        <source>entry %1 of the history is undone already</source>
        <translation>历史条目 %1 已经撤销</translation>
    </message>
    <message>
        <source>nothing that is left to undo came after entry %1 of the history</source>
        <translation>历史条目 %1 之后没有可撤销的内容了</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>cannot be written (%1); nothing was changed</source>
        <translation>无法写入（%1）；未作任何更改</translation>
    </message>
    <message>
        <source>larger than 1 MiB, so it is no .env file</source>
        <translation>大于 1 MiB，因此不是 .env 文件</translation>
    </message>
    <message>
        <source>would become larger than 1 MiB; nothing was changed</source>
        <translation>将超过 1 MiB；未作任何更改</translation>
    </message>
    <message>
        <source>the file is UTF-16; save it as UTF-8</source>
        <translation>该文件是 UTF-16 编码；请另存为 UTF-8</translation>
    </message>
    <message>
        <source>a line break or NUL cannot be written to a .env file</source>
        <translation>换行符或 NUL 不能写入 .env 文件</translation>
    </message>
    <message>
        <source>cannot be written to a .env file: not a name</source>
        <translation>不能写入 .env 文件：不是有效的名称</translation>
    </message>
    <message>
        <source>there is no preset of that name; did you mean %1?</source>
        <translation>没有该名称的预设；是否指 %1？</translation>
    </message>
    <message>
        <source>there is no preset of that name; there are: %1</source>
        <translation>没有该名称的预设；现有：%1</translation>
    </message>
    <message>
        <source>%1 is not a setting; did you mean %2?</source>
        <translation>%1 不是设置项；是否指 %2？</translation>
    </message>
    <message>
        <source>%1 is not a setting</source>
        <translation>%1 不是设置项</translation>
    </message>
    <message>
        <source>the environment</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>the command line</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>%1 is locked: %2 sets it. Change it there, or take it out there, and start the relay again.</source>
        <translation>%1 已锁定：由%2设定。请在那里修改或移除，然后重新启动中继。</translation>
    </message>
    <message>
        <source>%1: *** stands for what is not shown; give it in full</source>
        <translation>%1：*** 代表未显示的内容；请填写完整的值</translation>
    </message>
    <message>
        <source>%1 is named twice</source>
        <translation>%1 出现了两次</translation>
    </message>
    <message>
        <source>true or false (also 1/0, yes/no, on/off)</source>
        <translation>true 或 false（也可用 1/0、yes/no、on/off）</translation>
    </message>
    <message>
        <source>a number from %1 to %2</source>
        <translation>%1 到 %2 之间的数字</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>以下之一：%1</translation>
    </message>
    <message>
        <source>an IP address or localhost</source>
        <translation>IP 地址或 localhost</translation>
    </message>
    <message>
        <source>empty, or a URL with a host (schemes: %1)</source>
        <translation>空，或带主机的 URL（协议：%1）</translation>
    </message>
    <message>
        <source>empty, or a list of scheme://host[:port], separated by commas</source>
        <translation>空，或以逗号分隔的 scheme://host[:port] 列表</translation>
    </message>
    <message>
        <source>a file name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>empty, or printable ASCII characters without blanks</source>
        <translation>空，或不含空格的可打印 ASCII 字符</translation>
    </message>
    <message>
        <source>Content-Type names no boundary. Let your HTTP library write this header.</source>
        <translation>Content-Type 没有指明 boundary。请让 HTTP 库来写这个标头。</translation>
    </message>
    <message>
        <source>The body does not have the boundary that Content-Type names.</source>
        <translation>正文中没有 Content-Type 所指明的 boundary。</translation>
    </message>
    <message>
        <source>The form data ends before its last boundary: it was cut.</source>
        <translation>表单数据在最后的 boundary 之前结束：它被截断了。</translation>
    </message>
    <message>
        <source>The field &quot;model&quot; is there more than twice. Send it once.</source>
        <translation>字段 &quot;model&quot; 出现了两次以上。请只发送一次。</translation>
    </message>
    <message>
        <source>The form has no field &quot;model&quot;. Add it; GET /v1/models lists the models.</source>
        <translation>表单没有字段 &quot;model&quot;。请添加它；GET /v1/models 会列出模型。</translation>
    </message>
    <message>
        <source>The field &quot;model&quot; is empty. GET /v1/models lists what there is.</source>
        <translation>字段 &quot;model&quot; 为空。GET /v1/models 会列出现有模型。</translation>
    </message>
    <message>
        <source>The request body is too large to be read.</source>
        <translation>请求正文过大，无法读取。</translation>
    </message>
    <message>
        <source>The request has no body. Send a JSON object.</source>
        <translation>请求没有正文。请发送 JSON 对象。</translation>
    </message>
    <message>
        <source>The request body is not valid UTF-8. Send JSON text in UTF-8.</source>
        <translation>请求正文不是有效的 UTF-8。请以 UTF-8 发送 JSON 文本。</translation>
    </message>
    <message>
        <source>The request body is not complete, valid JSON. Check its brackets, quotes and length.</source>
        <translation>请求正文不是完整有效的 JSON。请检查其括号、引号和长度。</translation>
    </message>
    <message>
        <source>The request body must be a JSON object, such as {&quot;model&quot;: &quot;...&quot;, ...}.</source>
        <translation>请求正文必须是 JSON 对象，例如 {&quot;model&quot;: &quot;...&quot;, ...}。</translation>
    </message>
    <message>
        <source>&quot;model&quot; must be a string with a model&apos;s name.</source>
        <translation>&quot;model&quot; 必须是字符串形式的模型名称。</translation>
    </message>
    <message>
        <source>&quot;model&quot; is there more than twice. Send it once.</source>
        <translation>&quot;model&quot; 出现了两次以上。请只发送一次。</translation>
    </message>
    <message>
        <source>&quot;stream&quot; must be true or false.</source>
        <translation>&quot;stream&quot; 必须是 true 或 false。</translation>
    </message>
    <message>
        <source>&quot;model&quot; is too long to be a model&apos;s name.</source>
        <translation>&quot;model&quot; 过长，不可能是模型名称。</translation>
    </message>
    <message>
        <source>&quot;model&quot; holds control characters. Send a model&apos;s name.</source>
        <translation>&quot;model&quot; 含有控制字符。请发送模型名称。</translation>
    </message>
    <message>
        <source>&quot;model&quot; is not valid UTF-8. Send a model&apos;s name.</source>
        <translation>&quot;model&quot; 不是有效的 UTF-8。请发送模型名称。</translation>
    </message>
    <message>
        <source>&quot;model&quot; is not a model&apos;s name.</source>
        <translation>&quot;model&quot; 不是模型名称。</translation>
    </message>
    <message>
        <source>&quot;model&quot; holds what looks like an API key. Send a model&apos;s name there.</source>
        <translation>&quot;model&quot; 的内容看起来像 API 密钥。请在此处发送模型名称。</translation>
    </message>
    <message>
        <source>The request names no model. Add &quot;model&quot;: &quot;...&quot;; GET /v1/models lists them.</source>
        <translation>请求没有指明模型。请添加 &quot;model&quot;: &quot;...&quot;；GET /v1/models 会列出模型。</translation>
    </message>
    <message>
        <source>&quot;model&quot; is empty. GET /v1/models lists what there is.</source>
        <translation>&quot;model&quot; 为空。GET /v1/models 会列出现有模型。</translation>
    </message>
    <message>
        <source>This path takes JSON. Send Content-Type: application/json and a JSON object.</source>
        <translation>此路径接受 JSON。请发送 Content-Type: application/json 和 JSON 对象。</translation>
    </message>
    <message>
        <source>%1: the system cannot watch its connection</source>
        <translation>%1：系统无法监视其连接</translation>
    </message>
    <message>
        <source>%1 does not answer in HTTP/1.1: %2</source>
        <translation>%1 的响应不是 HTTP/1.1：%2</translation>
    </message>
    <message>
        <source>%1 broke the chunked coding: %2</source>
        <translation>%1 的分块编码有误：%2</translation>
    </message>
    <message>
        <source>%1 closed the connection without an answer</source>
        <translation>%1 未作响应就关闭了连接</translation>
    </message>
    <message>
        <source>%1 broke off in the middle of its answer</source>
        <translation>%1 在响应中途断开</translation>
    </message>
    <message>
        <source>%1 did not begin its answer in time</source>
        <translation>%1 未能及时开始响应</translation>
    </message>
    <message>
        <source>%1 fell silent in the middle of its answer</source>
        <translation>%1 在响应中途不再发送数据</translation>
    </message>
    <message>
        <source>%1 is not a journal</source>
        <translation>%1 不是账本日志</translation>
    </message>
    <message>
        <source>%1 was written by a newer TrayRelay: update this one</source>
        <translation>%1 由较新的 TrayRelay 写入：请更新本程序</translation>
    </message>
    <message>
        <source>%1 has lost its place</source>
        <translation>%1 已失去其位置</translation>
    </message>
    <message>
        <source>%1, and it cannot be renamed</source>
        <translation>%1，且无法重命名</translation>
    </message>
    <message>
        <source>the ledger&apos;s journal is full, since the database cannot be written</source>
        <translation>账本日志已满，因为数据库无法写入</translation>
    </message>
    <message>
        <source>the ledger cannot be written</source>
        <translation>账本无法写入</translation>
    </message>
    <message>
        <source>the ledger is closed</source>
        <translation>账本已关闭</translation>
    </message>
    <message>
        <source>the database is at long work: try again when it is done</source>
        <translation>数据库正在进行耗时的工作：请等它完成后再试</translation>
    </message>
    <message>
        <source>the database is being switched</source>
        <translation>数据库正在切换</translation>
    </message>
    <message>
        <source>the price table: %1</source>
        <translation>价格表：%1</translation>
    </message>
    <message>
        <source>%1 has no address</source>
        <translation>%1 没有地址</translation>
    </message>
    <message>
        <source>%1 closed the connection</source>
        <translation>%1 关闭了连接</translation>
    </message>
    <message>
        <source>the TLS handshake with %1 took too long</source>
        <translation>与 %1 的 TLS 握手耗时过长</translation>
    </message>
    <message>
        <source>%1 did not answer in time</source>
        <translation>%1 未能及时应答</translation>
    </message>
    <message>
        <source>looking up the name of %1 took too long</source>
        <translation>查询 %1 的域名耗时过长</translation>
    </message>
    <message>
        <source>connecting to %1 took too long</source>
        <translation>连接 %1 耗时过长</translation>
    </message>
    <message>
        <source>the system cannot watch for connections: it may be out of memory, or of epoll watches (fs.epoll.max_user_watches)</source>
        <translation>系统无法监视连接：可能是内存不足，或 epoll 监视数已用完（fs.epoll.max_user_watches）</translation>
    </message>
    <message>
        <source>The host name %1 is not known to DNS. Check the base URL and the network.</source>
        <translation>DNS 中没有主机名 %1。请检查 Base URL 和网络。</translation>
    </message>
    <message>
        <source>The host name %1 could not be looked up: %2</source>
        <translation>无法查询主机名 %1：%2</translation>
    </message>
    <message>
        <source>%1. Write it as http://host:port, http://user:password@host:port or socks5://host:port</source>
        <translation>%1。请写成 http://host:port、http://user:password@host:port 或 socks5://host:port</translation>
    </message>
    <message>
        <source>The proxy&apos;s user or password holds a &apos;%&apos; that is not followed by two hex digits</source>
        <translation>代理的用户名或密码中有一个 &apos;%&apos; 后面不是两位十六进制数字</translation>
    </message>
    <message>
        <source>The proxy&apos;s user name is empty</source>
        <translation>代理的用户名为空</translation>
    </message>
    <message>
        <source>The proxy&apos;s user or password is longer than 255 bytes</source>
        <translation>代理的用户名或密码超过 255 字节</translation>
    </message>
    <message>
        <source>A user name with a colon cannot be sent to an HTTP proxy</source>
        <translation>含冒号的用户名无法发送给 HTTP 代理</translation>
    </message>
    <message>
        <source>The proxy&apos;s address has no closing bracket</source>
        <translation>代理地址缺少右方括号</translation>
    </message>
    <message>
        <source>What stands between the brackets of the proxy&apos;s URL is no IPv6 address</source>
        <translation>代理 URL 方括号中的内容不是 IPv6 地址</translation>
    </message>
    <message>
        <source>The proxy&apos;s port must follow a colon</source>
        <translation>代理的端口必须跟在冒号之后</translation>
    </message>
    <message>
        <source>The proxy&apos;s host name is missing or holds characters that no host name has</source>
        <translation>代理的主机名缺失，或含有主机名不允许的字符</translation>
    </message>
    <message>
        <source>The proxy&apos;s port is not a number from 1 to 65535</source>
        <translation>代理的端口不是 1 到 65535 之间的数字</translation>
    </message>
    <message>
        <source>The proxy&apos;s URL has no http:// or socks5:// in front</source>
        <translation>代理的 URL 开头没有 http:// 或 socks5://</translation>
    </message>
    <message>
        <source>A proxy that is itself reached over TLS (https://) is not supported</source>
        <translation>不支持自身经由 TLS（https://）访问的代理</translation>
    </message>
    <message>
        <source>This kind of proxy is not supported</source>
        <translation>不支持此类代理</translation>
    </message>
    <message>
        <source>The proxy&apos;s URL has a path; only host and port are allowed</source>
        <translation>代理的 URL 含有路径；只允许主机和端口</translation>
    </message>
    <message>
        <source>The host name is empty; check the base URL.</source>
        <translation>主机名为空；请检查 Base URL。</translation>
    </message>
    <message>
        <source>%1 has no address.</source>
        <translation>%1 没有地址。</translation>
    </message>
    <message>
        <source>cannot open a socket</source>
        <translation>无法打开套接字</translation>
    </message>
    <message>
        <source>cannot connect</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>cannot listen on %1</source>
        <translation>无法在 %1 监听</translation>
    </message>
    <message>
        <source>cannot read a socket&apos;s address</source>
        <translation>无法读取套接字的地址</translation>
    </message>
    <message>
        <source>the client closed the connection before its answer had ended</source>
        <translation>客户端在响应结束前关闭了连接</translation>
    </message>
    <message>
        <source>the relay is shutting down: try again</source>
        <translation>中继正在关闭：请重试</translation>
    </message>
    <message>
        <source>the upstream answered HTTP %1, in a compression that the relay cannot read</source>
        <translation>上游返回了 HTTP %1，其压缩方式中继无法读取</translation>
    </message>
    <message>
        <source>the channel is not set up</source>
        <translation>渠道尚未设置好</translation>
    </message>
    <message>
        <source>compressed request bodies are not read: send it without Content-Encoding</source>
        <translation>不读取压缩的请求正文：请不带 Content-Encoding 发送</translation>
    </message>
    <message>
        <source>this request has been here before: a channel&apos;s base URL leads back to this relay; correct it</source>
        <translation>此请求已经来过这里：某个渠道的 Base URL 指回了此中继；请改正</translation>
    </message>
    <message>
        <source>unknown path %1: point clients at the base URL that ends in /v1</source>
        <translation>未知路径 %1：请让客户端使用以 /v1 结尾的 Base URL</translation>
    </message>
    <message>
        <source>this path does not take %1</source>
        <translation>此路径不接受 %1</translation>
    </message>
    <message>
        <source>TrayRelay is paused: press Resume in its tray menu or window, or run trayrelay resume</source>
        <translation>TrayRelay 已暂停：请在托盘菜单或窗口中按“继续”，或运行 trayrelay resume</translation>
    </message>
    <message>
        <source>no channel serves this model: GET /v1/models lists those that are served</source>
        <translation>没有渠道提供此模型：GET /v1/models 会列出可用的模型</translation>
    </message>
    <message>
        <source>the base URL &quot;%1&quot; %2</source>
        <translation>Base URL“%1”%2</translation>
    </message>
    <message>
        <source>must begin with http:// or https://</source>
        <translation>必须以 http:// 或 https:// 开头</translation>
    </message>
    <message>
        <source>must have no query, fragment, space or control character</source>
        <translation>不得含有查询、片段、空格或控制字符</translation>
    </message>
    <message>
        <source>must not hold a user or password: use the key field</source>
        <translation>不得含有用户名或密码：请使用密钥栏</translation>
    </message>
    <message>
        <source>has a broken IPv6 address</source>
        <translation>含有错误的 IPv6 地址</translation>
    </message>
    <message>
        <source>names no host</source>
        <translation>没有指明主机</translation>
    </message>
    <message>
        <source>has a port that is none</source>
        <translation>含有无效的端口</translation>
    </message>
    <message>
        <source>AES-256-GCM: %1</source>
        <translation>AES-256-GCM：%1</translation>
    </message>
    <message>
        <source>the system has no random bytes</source>
        <translation>系统没有随机字节</translation>
    </message>
    <message>
        <source>too long</source>
        <translation>过长</translation>
    </message>
    <message>
        <source>sealing failed</source>
        <translation>加密失败</translation>
    </message>
    <message>
        <source>not a sealed value</source>
        <translation>不是加密过的值</translation>
    </message>
    <message>
        <source>the value was changed, or sealed with another key</source>
        <translation>该值已被更改，或是用另一个密钥加密的</translation>
    </message>
    <message>
        <source>%1 cannot be asked: %2: %3</source>
        <translation>无法询问%1：%2：%3</translation>
    </message>
    <message>
        <source>%1 did not answer within %2 seconds; it may be asking for something on the screen</source>
        <translation>%1在 %2 秒内没有应答；它可能正在屏幕上询问什么</translation>
    </message>
    <message>
        <source>%1 cannot be asked: %2 crashed</source>
        <translation>无法询问%1：%2 崩溃了</translation>
    </message>
    <message>
        <source>%1 has no such entry</source>
        <translation>%1中没有此条目</translation>
    </message>
    <message>
        <source>%1 is locked</source>
        <translation>%1已锁定</translation>
    </message>
    <message>
        <source>%1 is not there</source>
        <translation>%1不存在</translation>
    </message>
    <message>
        <source>%1 is not there: %2</source>
        <translation>%1不存在：%2</translation>
    </message>
    <message>
        <source>%1 failed: it does not say why</source>
        <translation>%1失败：没有说明原因</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1失败：%2</translation>
    </message>
    <message>
        <source>this system has no timers of a thread&apos;s processor time</source>
        <translation>此系统没有线程处理器时间的计时器</translation>
    </message>
    <message>
        <source>processor profiles are not taken on Windows: use Windows Performance Recorder</source>
        <translation>在 Windows 上不采集处理器剖析：请使用 Windows Performance Recorder</translation>
    </message>
    <message>
        <source>cannot bring %1 to the disk: %2</source>
        <translation>无法将 %1 写到磁盘：%2</translation>
    </message>
    <message>
        <source>cannot rename %1 to %2: %3</source>
        <translation>无法将 %1 重命名为 %2：%3</translation>
    </message>
    <message>
        <source>cannot bring %1 to the disk</source>
        <translation>无法将 %1 写到磁盘</translation>
    </message>
    <message>
        <source>cannot rename %1 to %2</source>
        <translation>无法将 %1 重命名为 %2</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>进程 %1</translation>
    </message>
    <message>
        <source>another process</source>
        <translation>另一个进程</translation>
    </message>
    <message>
        <source>the data directory is in use by %1: quit that one, or choose another --data-dir</source>
        <translation>数据目录正被%1使用：请退出它，或另选 --data-dir</translation>
    </message>
    <message>
        <source>cannot lock %1: %2</source>
        <translation>无法锁定 %1：%2</translation>
    </message>
    <message>
        <source>cannot take others&apos; rights from %1: %2</source>
        <translation>无法取消其他用户对 %1 的权限：%2</translation>
    </message>
    <message>
        <source>no memory for a heap profile</source>
        <translation>没有内存可用于堆剖析</translation>
    </message>
    <message>
        <source>this build&apos;s malloc() cannot be sampled</source>
        <translation>此构建的 malloc() 无法采样</translation>
    </message>
    <message>
        <source>memory profiles are not taken on Windows</source>
        <translation>在 Windows 上不采集内存剖析</translation>
    </message>
    <message>
        <source>the key file %1 %2. Put back the right one from a backup; without it the stored keys cannot be read. To start anew, move it away and enter the keys of all channels again.</source>
        <translation>密钥文件 %1 %2。请从备份中放回正确的文件；没有它就无法读取已存的密钥。若要重新开始，请将它移走，并重新输入所有渠道的密钥。</translation>
    </message>
    <message>
        <source>cannot create the key file %1: %2</source>
        <translation>无法创建密钥文件 %1：%2</translation>
    </message>
    <message>
        <source>does not hold 64 hex digits</source>
        <translation>不含 64 位十六进制数字</translation>
    </message>
    <message>
        <source>the Windows Credential Manager has no such entry</source>
        <translation>Windows 凭据管理器中没有此条目</translation>
    </message>
    <message>
        <source>the Windows Credential Manager failed: %1</source>
        <translation>Windows 凭据管理器失败：%1</translation>
    </message>
    <message>
        <source>%1. Free some disk space, or choose a smaller journal.</source>
        <translation>%1。请释放一些磁盘空间，或选择较小的账本日志。</translation>
    </message>
    <message>
        <source>%1 is empty</source>
        <translation>%1 是空的</translation>
    </message>
    <message>
        <source>cannot allocate %1: %2</source>
        <translation>无法为 %1 分配空间：%2</translation>
    </message>
    <message>
        <source>cannot map %1: %2</source>
        <translation>无法映射 %1：%2</translation>
    </message>
    <message>
        <source>cannot create %1: %2</source>
        <translation>无法创建 %1：%2</translation>
    </message>
    <message>
        <source>cannot open %1: %2</source>
        <translation>无法打开 %1：%2</translation>
    </message>
    <message>
        <source>it has no public key</source>
        <translation>其中没有公钥</translation>
    </message>
    <message>
        <source>the public key is none of the curve P-256, uncompressed</source>
        <translation>该公钥不是 P-256 曲线的未压缩公钥</translation>
    </message>
    <message>
        <source>The keyring is another one, or the entry &quot;TrayRelay master key&quot; was removed: put the keyring back from a backup, or the key file from a backup of before it was moved. To start anew instead, move %1 away and enter the keys of all channels again</source>
        <translation>密钥环换了一个，或条目“TrayRelay master key”已被删除：请从备份中放回密钥环，或放回移动之前备份的密钥文件。若要重新开始，请移走 %1，并重新输入所有渠道的密钥</translation>
    </message>
    <message>
        <source>Unlock it (log in to the desktop, or open its password program) and start again</source>
        <translation>请将其解锁（登录桌面，或打开其密码程序），然后重新启动</translation>
    </message>
    <message>
        <source>this system has no keyring</source>
        <translation>此系统没有密钥环</translation>
    </message>
    <message>
        <source>what it has is not a key</source>
        <translation>其中的内容不是密钥</translation>
    </message>
    <message>
        <source>the master key that opens the stored keys is in the keyring, and cannot be had: %1. Nothing is lost. %2</source>
        <translation>用来打开已存密钥的主密钥在密钥环中，无法取得：%1。没有任何丢失。%2</translation>
    </message>
    <message>
        <source>the keyring gave back something else than it was given</source>
        <translation>密钥环返回的内容与存入的不同</translation>
    </message>
    <message>
        <source>%1 does not hold what was written to it</source>
        <translation>%1 中的内容与写入的不同</translation>
    </message>
    <message>
        <source>another capture is running: wait until it has ended</source>
        <translation>另一次采集正在进行：请等它结束</translation>
    </message>
    <message>
        <source>no signal handler: %1</source>
        <translation>没有信号处理程序：%1</translation>
    </message>
    <message>
        <source>other threads&apos; stacks are not read on Windows</source>
        <translation>在 Windows 上不读取其他线程的栈</translation>
    </message>
    <message>
        <source>samples per second: 1 to %1</source>
        <translation>每秒采样数：1 到 %1</translation>
    </message>
    <message>
        <source>a capture lasts 1 millisecond to 1 hour</source>
        <translation>一次采集持续 1 毫秒到 1 小时</translation>
    </message>
    <message>
        <source>HTTP %1</source>
        <translation>HTTP %1</translation>
    </message>
    <message>
        <source>HTTP %1 (%2)</source>
        <translation>HTTP %1（%2）</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>no connection (%1)</source>
        <translation>无法连接（%1）</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>没有及时应答</translation>
    </message>
    <message>
        <source>no answer in time (%1)</source>
        <translation>没有及时应答（%1）</translation>
    </message>
    <message>
        <source>the connection broke</source>
        <translation>连接断开</translation>
    </message>
    <message>
        <source>the connection broke (%1)</source>
        <translation>连接断开（%1）</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>未尝试</translation>
    </message>
    <message>
        <source>not tried (%1)</source>
        <translation>未尝试（%1）</translation>
    </message>
    <message>
        <source>Channel %1, which the key names, is switched off. Switch it on, or use the key without the number.</source>
        <translation>密钥指明的渠道 %1 已停用。请启用它，或使用不带编号的密钥。</translation>
    </message>
    <message>
        <source>There is no channel %1, which the key names. Use the key without the number behind its last dash.</source>
        <translation>没有密钥指明的渠道 %1。请去掉密钥最后一个连字符后的编号。</translation>
    </message>
    <message>
        <source>Every channel that serves the model %1 is switched off. Switch one on.</source>
        <translation>提供模型 %1 的渠道都已停用。请启用一个。</translation>
    </message>
    <message>
        <source>There is no channel that is switched on. Add one with its provider&apos;s key.</source>
        <translation>没有启用的渠道。请用服务商的密钥添加一个。</translation>
    </message>
    <message>
        <source>No channel serves the model %1. GET /v1/models lists what there is; add the name to a channel&apos;s models to have it served.</source>
        <translation>没有渠道提供模型 %1。GET /v1/models 会列出现有模型；若要提供它，请将该名称加入某个渠道的模型列表。</translation>
    </message>
    <message>
        <source>the channel lists no model: name one to test with</source>
        <translation>该渠道没有列出模型：请指定一个用于测试</translation>
    </message>
    <message>
        <source>there is no channel %1: name one that the list has</source>
        <translation>没有渠道 %1：请指定列表中的渠道</translation>
    </message>
    <message>
        <source>this is no answer of an LLM API: %1</source>
        <translation>这不是 LLM API 的响应：%1</translation>
    </message>
    <message>
        <source>the upstream answers HTTP %1: %2</source>
        <translation>上游返回 HTTP %1：%2</translation>
    </message>
    <message>
        <source>the relay is shutting down</source>
        <translation>中继正在关闭</translation>
    </message>
    <message>
        <source>it was cancelled: nothing of it is left</source>
        <translation>已取消：没有留下任何内容</translation>
    </message>
    <message>
        <source>the database is at long work: try again later</source>
        <translation>数据库正在进行耗时的工作：请稍后再试</translation>
    </message>
    <message>
        <source>the check was broken off for a change of settings: start it again</source>
        <translation>检查因更改设置而中断：请重新开始</translation>
    </message>
    <message>
        <source>a backup needs %1 MB in %2, and that disk has %3 MB left: free some space, or lower BACKUP_KEEP</source>
        <translation>备份在 %2 中需要 %1 MB，而该磁盘只剩 %3 MB：请释放一些空间，或减小 BACKUP_KEEP</translation>
    </message>
    <message>
        <source>no relay runs that could begin anew with the backup</source>
        <translation>没有可以用该备份重新开始的中继在运行</translation>
    </message>
    <message>
        <source>file is missing: a backup&apos;s name, or its whole path</source>
        <translation>缺少 file：备份的名称或完整路径</translation>
    </message>
    <message>
        <source>VACUUM needs twice the database&apos;s size, %1 MB, and the disk has %2 MB</source>
        <translation>VACUUM 需要数据库大小的两倍，即 %1 MB，而磁盘只有 %2 MB</translation>
    </message>
    <message>
        <source>another page size needs the database alone, and %1 has it open: close that program first</source>
        <translation>更改页大小需要独占数据库，而%1正打开着它：请先关闭该程序</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>另一个程序</translation>
    </message>
    <message>
        <source>the database is at long work</source>
        <translation>数据库正在进行耗时的工作</translation>
    </message>
    <message>
        <source>SQLITE_PATH names %1, which TrayRelay keeps for itself: the database needs another name, such as trayrelay.db</source>
        <translation>SQLITE_PATH 指定了 %1，这是 TrayRelay 自用的名称：数据库需要另一个名称，例如 trayrelay.db</translation>
    </message>
    <message>
        <source>%1 cannot be restored: %2</source>
        <translation>无法恢复 %1：%2</translation>
    </message>
    <message>
        <source>it is %1, not a backup</source>
        <translation>它是%1，不是备份</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>没有这个文件</translation>
    </message>
    <message>
        <source>it is the database itself</source>
        <translation>它就是数据库本身</translation>
    </message>
    <message>
        <source>%1; the database as it was is also in %2</source>
        <translation>%1；原来的数据库也保存在 %2</translation>
    </message>
    <message>
        <source>cannot move %1 away</source>
        <translation>无法移走 %1</translation>
    </message>
    <message>
        <source>it is no SQLite database</source>
        <translation>它不是 SQLite 数据库</translation>
    </message>
    <message>
        <source>cannot copy %1 to %2</source>
        <translation>无法将 %1 复制到 %2</translation>
    </message>
    <message>
        <source>cannot copy %1%2</source>
        <translation>无法复制 %1%2</translation>
    </message>
    <message>
        <source>it is damaged: %1</source>
        <translation>它已损坏：%1</translation>
    </message>
    <message>
        <source>a newer TrayRelay wrote it (format %1, this program knows %2); update this program first</source>
        <translation>它由较新的 TrayRelay 写入（格式 %1，本程序支持 %2）；请先更新本程序</translation>
    </message>
    <message>
        <source>it is no database of TrayRelay</source>
        <translation>它不是 TrayRelay 的数据库</translation>
    </message>
    <message>
        <source>its keys were sealed with another key file than %1: put the master.key that belongs to it there first</source>
        <translation>它的密钥不是用密钥文件 %1 加密的：请先把属于它的 master.key 放到那里</translation>
    </message>
    <message>
        <source>the backup is of another database than %1: move that file away first if the backup is to take its place</source>
        <translation>该备份属于另一个数据库，而不是 %1：若要用备份取代它，请先移走该文件</translation>
    </message>
    <message>
        <source>no safety copy can be written to %1</source>
        <translation>无法将安全副本写入 %1</translation>
    </message>
    <message>
        <source>no memory is left for the report</source>
        <translation>没有内存可用于报告</translation>
    </message>
    <message>
        <source>no setting mends &quot;%1&quot;: do what its remedy says. Presets there are for %2</source>
        <translation>没有设置能修复“%1”：请按其建议处理。有预设的是 %2</translation>
    </message>
    <message>
        <source>%1 of the database is under way: nothing was changed, try again when it is done</source>
        <translation>数据库正在进行 %1：未作任何更改，请等它完成后再试</translation>
    </message>
    <message>
        <source>the settings&apos; history %1 cannot be read, and is left as it is: %2</source>
        <translation>设置历史 %1 无法读取，保持原样：%2</translation>
    </message>
    <message>
        <source>cannot write the settings&apos; history %1: %2</source>
        <translation>无法写入设置历史 %1：%2</translation>
    </message>
    <message>
        <source>file must be an absolute path on the machine that the relay runs on</source>
        <translation>file 必须是中继所在机器上的绝对路径</translation>
    </message>
    <message>
        <source>%1 is the relay&apos;s own database</source>
        <translation>%1 是中继自己的数据库</translation>
    </message>
    <message>
        <source>the import was broken off, since the relay is shutting down: start it again then, it takes what is missing</source>
        <translation>导入因中继正在关闭而中断：请之后重新开始，它会补上缺少的部分</translation>
    </message>
    <message>
        <source>the setting %1 = %2 is left out: %3</source>
        <translation>设置 %1 = %2 未导入：%3</translation>
    </message>
    <message>
        <source>the settings stay as they are: %1</source>
        <translation>设置保持不变：%1</translation>
    </message>
    <message>
        <source>%1 is taken by %2: quit that one, or choose another port</source>
        <translation>%1 已被%2占用：请退出该程序，或另选端口</translation>
    </message>
    <message>
        <source>%1: ports below %2 are the administrator&apos;s, choose one from %2 on</source>
        <translation>%1：低于 %2 的端口属于管理员，请选择 %2 或更大的端口</translation>
    </message>
    <message>
        <source>%1 is reserved by the system: choose another port</source>
        <translation>%1 由系统保留：请另选端口</translation>
    </message>
    <message>
        <source>LISTEN_ADDRESS %1 is not an IP address: use 127.0.0.1, or 0.0.0.0 for all of the machine&apos;s addresses</source>
        <translation>LISTEN_ADDRESS %1 不是 IP 地址：请使用 127.0.0.1，或用 0.0.0.0 表示本机的所有地址</translation>
    </message>
    <message>
        <source>this machine has no address %1</source>
        <translation>本机没有地址 %1</translation>
    </message>
    <message>
        <source>and %1 more of these</source>
        <translation>还有 %1 条类似情况</translation>
    </message>
    <message>
        <source>%1 rows are older than LOG_RETENTION_DAYS (%2): they become daily sums within the hour, unless it is raised before</source>
        <translation>%1 行早于 LOG_RETENTION_DAYS（%2）：除非在此之前调高它，否则一小时内会合并为每日合计</translation>
    </message>
    <message>
        <source>%1 is left out: %2</source>
        <translation>%1未导入：%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>its system prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>its %1</source>
        <translation>%1</translation>
    </message>
    <message>
        <source>its API version</source>
        <translation>API 版本</translation>
    </message>
    <message>
        <source>its field &quot;other&quot;</source>
        <translation>字段 &quot;other&quot;</translation>
    </message>
    <message>
        <source>its group %1</source>
        <translation>分组 %1</translation>
    </message>
    <message>
        <source>%1 comes without %2</source>
        <translation>%1已导入，但不含%2</translation>
    </message>
    <message>
        <source>its type (%1 of one-api&apos;s) has no address here; add it by hand with one that speaks OpenAI&apos;s dialect</source>
        <translation>其类型（one-api 的 %1）在这里没有地址；请手动添加，并填写支持 OpenAI 协议的地址</translation>
    </message>
    <message>
        <source>channel &quot;%1&quot; (%2)</source>
        <translation>渠道“%1”（%2）</translation>
    </message>
    <message>
        <source>its type (%1 of one-api&apos;s) does not speak OpenAI&apos;s dialect</source>
        <translation>其类型（one-api 的 %1）不支持 OpenAI 协议</translation>
    </message>
    <message>
        <source>token &quot;%1&quot; (%2)</source>
        <translation>令牌“%1”（%2）</translation>
    </message>
    <message>
        <source>its key is the admin token&apos;s</source>
        <translation>其密钥是管理令牌的密钥</translation>
    </message>
    <message>
        <source>the price of &quot;%1&quot;</source>
        <translation>“%1”的价格</translation>
    </message>
    <message>
        <source>its ratio is no number</source>
        <translation>其倍率不是数字</translation>
    </message>
    <message>
        <source>the file holds no prices of its own (ModelRatio): those here count</source>
        <translation>该文件没有自己的价格（ModelRatio）：以这里的价格为准</translation>
    </message>
    <message>
        <source>%1 models have no CompletionRatio in the file: their output costs so many times the input as it does here, or the same</source>
        <translation>有 %1 个模型在文件中没有 CompletionRatio：其输出与输入的价格比沿用这里的，否则两者相同</translation>
    </message>
    <message>
        <source>redemption codes (%1)</source>
        <translation>兑换码（%1）</translation>
    </message>
    <message>
        <source>other users (%1)</source>
        <translation>其他用户（%1）</translation>
    </message>
    <message>
        <source>options (%1)</source>
        <translation>选项（%1）</translation>
    </message>
    <message>
        <source>logs that tell of no use (%1)</source>
        <translation>未记录用量的日志（%1）</translation>
    </message>
    <message>
        <source>stays behind: %1</source>
        <translation>未导入的内容：%1</translation>
    </message>
    <message>
        <source>input and output must be given for a model that has no price yet (dollars per million tokens)</source>
        <translation>该模型还没有价格，必须同时给出 input 和 output（每百万 token 的美元数）</translation>
    </message>
    <message>
        <source>there is no price of your own for &quot;%1&quot;</source>
        <translation>“%1”没有你自己的价格</translation>
    </message>
    <message>
        <source>another profile is being taken: one at a time, try again when it is done</source>
        <translation>正在采集另一个剖析：一次只能有一个，请等它完成后再试</translation>
    </message>
    <message>
        <source>this needs a running relay: start trayrelay first</source>
        <translation>这需要正在运行的中继：请先启动 trayrelay</translation>
    </message>
    <message>
        <source>the profile could not be taken: is there memory left for it?</source>
        <translation>无法采集剖析：还有足够的内存吗？</translation>
    </message>
    <message>
        <source>PPROF_PORT: %1</source>
        <translation>PPROF_PORT：%1</translation>
    </message>
    <message>
        <source>the write-ahead log could not be emptied: %1</source>
        <translation>预写日志无法清空：%1</translation>
    </message>
    <message>
        <source>the write-ahead log could not be emptied (busy %1, log %2, checkpointed %3): it is held by %4; try again later</source>
        <translation>预写日志无法清空（busy %1，log %2，checkpointed %3）：它被%4占用；请稍后再试</translation>
    </message>
    <message>
        <source>a reader that nobody knows</source>
        <translation>未知的读取者</translation>
    </message>
    <message>
        <source>the system gives no means to wait for connections: it may be out of descriptors or memory</source>
        <translation>系统无法提供等待连接的手段：可能是描述符或内存不足</translation>
    </message>
    <message>
        <source>name the model whose route is asked for</source>
        <translation>请指定要查询路由的模型</translation>
    </message>
    <message>
        <source>there is a channel named &quot;%1&quot; already, number %2: take another name</source>
        <translation>已有名为“%1”的渠道，编号 %2：请换一个名称</translation>
    </message>
    <message>
        <source>there is a token named &quot;%1&quot; already, number %2: take another name</source>
        <translation>已有名为“%1”的令牌，编号 %2：请换一个名称</translation>
    </message>
    <message>
        <source>there is no token %1</source>
        <translation>没有令牌 %1</translation>
    </message>
    <message>
        <source>this is the admin token&apos;s key: clients must not hold it, choose another one, or leave the key out to have one made</source>
        <translation>这是管理令牌的密钥：客户端不得持有它，请另选一个，或留空以自动生成</translation>
    </message>
    <message>
        <source>the master key stays where it is: %1</source>
        <translation>主密钥保持在原处：%1</translation>
    </message>
    <message>
        <source>the relay is shutting down: nothing was changed</source>
        <translation>中继正在关闭：未作任何更改</translation>
    </message>
    <message>
        <source>there is nothing to undo: the history has no change that is in force</source>
        <translation>没有可撤销的内容：历史中没有仍然生效的更改</translation>
    </message>
    <message>
        <source>%1 was edited by hand since it was read: nothing was changed. Take what it says with `trayrelay config reload` or POST /api/option/file, then try again</source>
        <translation>%1 在读取之后被手动编辑：未作任何更改。请用 `trayrelay config reload` 或 POST /api/option/file 采用其内容，然后再试</translation>
    </message>
    <message>
        <source>the ledger&apos;s journal is full, because the database cannot be written: %1</source>
        <translation>账本日志已满，因为数据库无法写入：%1</translation>
    </message>
    <message>
        <source>it is being caught up, try again shortly</source>
        <translation>正在补写，请稍后再试</translation>
    </message>
    <message>
        <source>cannot make the data directory %1</source>
        <translation>无法创建数据目录 %1</translation>
    </message>
    <message>
        <source>the database must be brought to a newer format, and no backup of it can be made first: %1</source>
        <translation>数据库必须升级到较新的格式，而无法事先备份：%1</translation>
    </message>
    <message>
        <source>%1: %2 has the database open, close it first; nothing was changed</source>
        <translation>%1：%2打开着数据库，请先关闭它；未作任何更改</translation>
    </message>
    <message>
        <source>SQLite did not take the change</source>
        <translation>SQLite 没有接受此更改</translation>
    </message>
    <message>
        <source>the journal mode stays %1</source>
        <translation>日志模式仍为 %1</translation>
    </message>
    <message>
        <source>no relay runs that could begin anew</source>
        <translation>没有可以重新开始的中继在运行</translation>
    </message>
    <message>
        <source>this build cannot check announcements of newer versions: %1</source>
        <translation>此构建无法检查新版本公告：%1</translation>
    </message>
    <message>
        <source>UPDATE_CHECK_URL is empty: there is nobody to ask</source>
        <translation>UPDATE_CHECK_URL 为空：没有可询问的地址</translation>
    </message>
    <message>
        <source>cannot make the folder %1</source>
        <translation>无法创建文件夹 %1</translation>
    </message>
    <message>
        <source>the keys of channel %1 cannot be read with this key file</source>
        <translation>用此密钥文件无法读取渠道 %1 的密钥</translation>
    </message>
    <message>
        <source>there is no channel %1</source>
        <translation>没有渠道 %1</translation>
    </message>
    <message>
        <source>cannot open the database %1: %2</source>
        <translation>无法打开数据库 %1：%2</translation>
    </message>
    <message>
        <source>QtSql&apos;s SQLite driver gives no handle</source>
        <translation>QtSql 的 SQLite 驱动没有提供句柄</translation>
    </message>
    <message>
        <source>%1 (another program holds it, or long work of this one: try again in a moment)</source>
        <translation>%1（另一个程序占用着它，或本程序正在进行耗时的工作：请稍后再试）</translation>
    </message>
    <message>
        <source>%1 (%2 holds it: wait until it is done, or close that program, then try again)</source>
        <translation>%1（%2占用着它：请等它完成或关闭该程序，然后再试）</translation>
    </message>
    <message>
        <source>%1 (free some disk space)</source>
        <translation>%1（请释放一些磁盘空间）</translation>
    </message>
    <message>
        <source>%1 (check the rights of %2 and of its folder)</source>
        <translation>%1（请检查 %2 及其文件夹的权限）</translation>
    </message>
    <message>
        <source>%1 (the file is damaged: quit TrayRelay and restore a backup)</source>
        <translation>%1（文件已损坏：请退出 TrayRelay 并恢复备份）</translation>
    </message>
    <message>
        <source>the key file does not belong to this database: put back the one that was beside it (see your backup), or move the database away to start anew</source>
        <translation>密钥文件不属于此数据库：请放回原来与它在一起的那个（见备份），或移走数据库以重新开始</translation>
    </message>
    <message>
        <source>the database was written by a newer TrayRelay (format %1, this program knows %2): update this program, or restore a backup</source>
        <translation>数据库由较新的 TrayRelay 写入（格式 %1，本程序支持 %2）：请更新本程序，或恢复备份</translation>
    </message>
    <message>
        <source>reading %1 was broken off</source>
        <translation>读取 %1 被中断</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2; nothing was imported</source>
        <translation>无法读取 %1：%2；没有导入任何内容</translation>
    </message>
    <message>
        <source>there is no file %1</source>
        <translation>没有文件 %1</translation>
    </message>
    <message>
        <source>%1 is no database of one-api: it has no table %2</source>
        <translation>%1 不是 one-api 的数据库：其中没有表 %2</translation>
    </message>
    <message>
        <source>%1 is broken: %2; nothing was imported</source>
        <translation>%1 已损坏：%2；没有导入任何内容</translation>
    </message>
    <message>
        <source>the backup cannot be written: %1</source>
        <translation>无法写入备份：%1</translation>
    </message>
    <message>
        <source>the backup was broken off</source>
        <translation>备份已中断</translation>
    </message>
    <message>
        <source>the key of token %1 cannot be read with this key file</source>
        <translation>用此密钥文件无法读取令牌 %1 的密钥</translation>
    </message>
    <message>
        <source>another token has this key: choose another one, or leave the key out to have one made</source>
        <translation>另一个令牌已有此密钥：请另选一个，或留空以自动生成</translation>
    </message>
    <message>
        <source>start and end must be at most %1 days apart, where days are told apart</source>
        <translation>按天统计时，start 和 end 最多相隔 %1 天</translation>
    </message>
    <message>
        <source>SQLite does not show its log&apos;s index</source>
        <translation>SQLite 没有提供其日志的索引</translation>
    </message>
    <message>
        <source>this is no announcement: JSON was expected</source>
        <translation>这不是公告：应为 JSON</translation>
    </message>
    <message>
        <source>this is no announcement: &quot;signed&quot; and &quot;signature&quot; in base64 were expected</source>
        <translation>这不是公告：应有 base64 形式的 &quot;signed&quot; 和 &quot;signature&quot;</translation>
    </message>
    <message>
        <source>the announcement&apos;s checksums cannot be read</source>
        <translation>公告的校验和无法读取</translation>
    </message>
    <message>
        <source>the answer is larger than an announcement may be</source>
        <translation>应答大于公告所允许的大小</translation>
    </message>
    <message>
        <source>the announcement is of another program</source>
        <translation>该公告属于另一个程序</translation>
    </message>
    <message>
        <source>the announcement&apos;s version is no number</source>
        <translation>公告的版本不是数字</translation>
    </message>
    <message>
        <source>the announcement&apos;s page is no https address</source>
        <translation>公告的页面不是 https 地址</translation>
    </message>
    <message>
        <source>the announcement is not signed by who made this program: it is not believed</source>
        <translation>该公告没有本程序制作者的签名：不予采信</translation>
    </message>
    <message>
        <source>the address leads on to %1, which is not followed: set that one if it is right</source>
        <translation>该地址指向 %1，不会跟随：若它正确，请改设为它</translation>
    </message>
    <message>
        <source>the address answers HTTP %1</source>
        <translation>该地址返回 HTTP %1</translation>
    </message>
    <message>
        <source>%1: the system cannot watch its connection (fs.epoll.max_user_watches)</source>
        <translation>%1：系统无法监视其连接（fs.epoll.max_user_watches）</translation>
    </message>
    <message>
        <source>the proxy %1</source>
        <translation>代理 %1</translation>
    </message>
    <message>
        <source>it failed inside</source>
        <translation>其内部出错</translation>
    </message>
    <message>
        <source>its rules do not allow this connection</source>
        <translation>其规则不允许此连接</translation>
    </message>
    <message>
        <source>the network cannot be reached from it</source>
        <translation>它无法到达该网络</translation>
    </message>
    <message>
        <source>it cannot find or reach the host; check the name in the base URL</source>
        <translation>它找不到或无法到达该主机；请检查 Base URL 中的名称</translation>
    </message>
    <message>
        <source>the host refused the connection</source>
        <translation>主机拒绝了连接</translation>
    </message>
    <message>
        <source>the connection timed out (TTL expired)</source>
        <translation>连接超时（TTL 已过期）</translation>
    </message>
    <message>
        <source>it does not know the CONNECT command</source>
        <translation>它不支持 CONNECT 命令</translation>
    </message>
    <message>
        <source>it does not take this kind of address</source>
        <translation>它不接受此类地址</translation>
    </message>
    <message>
        <source>for an unknown reason</source>
        <translation>原因不明</translation>
    </message>
    <message>
        <source>The proxy %1</source>
        <translation>代理 %1</translation>
    </message>
    <message>
        <source>The upstream&apos;s host name is empty, too long or holds characters that no host name has; check the base URL.</source>
        <translation>上游的主机名为空、过长，或含有主机名不允许的字符；请检查 Base URL。</translation>
    </message>
    <message>
        <source>%1 answers like a SOCKS proxy, not an HTTP one. Write it as socks5://</source>
        <translation>%1 的应答像 SOCKS 代理，而不是 HTTP 代理。请写成 socks5://</translation>
    </message>
    <message>
        <source>%1 does not answer in HTTP. Check its address, port and kind.</source>
        <translation>%1 的应答不是 HTTP。请检查其地址、端口和类型。</translation>
    </message>
    <message>
        <source>%1 sent an answer head longer than 16 KiB.</source>
        <translation>%1 发送的应答头超过 16 KiB。</translation>
    </message>
    <message>
        <source>%1 answered %2 to CONNECT %3. It wants a user and password: write http://user:password@host:port.</source>
        <translation>%1 对 CONNECT %3 的应答是 %2。它需要用户名和密码：请写成 http://user:password@host:port。</translation>
    </message>
    <message>
        <source>%1 answered %2 to CONNECT %3. It does not accept the user or password in the proxy&apos;s URL (or not in Basic form).</source>
        <translation>%1 对 CONNECT %3 的应答是 %2。它不接受代理 URL 中的用户名或密码（或不接受 Basic 形式）。</translation>
    </message>
    <message>
        <source>%1 answered %2 to CONNECT %3. Its rules do not allow this host or port.</source>
        <translation>%1 对 CONNECT %3 的应答是 %2。其规则不允许该主机或端口。</translation>
    </message>
    <message>
        <source>%1 answered %2 to CONNECT %3. It could not reach the upstream.</source>
        <translation>%1 对 CONNECT %3 的应答是 %2。它无法到达上游。</translation>
    </message>
    <message>
        <source>%1 answered %2 to CONNECT %3. Is it really a proxy, and does it allow CONNECT?</source>
        <translation>%1 对 CONNECT %3 的应答是 %2。它真的是代理，并且允许 CONNECT 吗？</translation>
    </message>
    <message>
        <source>%1 answers like an HTTP proxy, not a SOCKS one. Write it as http://</source>
        <translation>%1 的应答像 HTTP 代理，而不是 SOCKS 代理。请写成 http://</translation>
    </message>
    <message>
        <source>%1 speaks SOCKS 4 only; SOCKS 5 is needed.</source>
        <translation>%1 只支持 SOCKS 4；需要 SOCKS 5。</translation>
    </message>
    <message>
        <source>%1 does not answer in SOCKS 5. Check its address, port and kind.</source>
        <translation>%1 的应答不是 SOCKS 5。请检查其地址、端口和类型。</translation>
    </message>
    <message>
        <source>%1 did not connect to %2: %3 (SOCKS reply %4).</source>
        <translation>%1 没有连接到 %2：%3（SOCKS 应答 %4）。</translation>
    </message>
    <message>
        <source>%1 wants a user and password: write socks5://user:password@host:port.</source>
        <translation>%1 需要用户名和密码：请写成 socks5://user:password@host:port。</translation>
    </message>
    <message>
        <source>%1 takes neither user and password nor no login at all.</source>
        <translation>%1 既不接受用户名和密码，也不接受免登录。</translation>
    </message>
    <message>
        <source>%1 does not accept the user or password in its URL.</source>
        <translation>%1 不接受其 URL 中的用户名或密码。</translation>
    </message>
    <message>
        <source>%1 sent a SOCKS reply with an unknown kind of address.</source>
        <translation>%1 发送的 SOCKS 应答含有未知类型的地址。</translation>
    </message>
    <message>
        <source>The connection to %1 broke: %2.</source>
        <translation>与 %1 的连接断开：%2。</translation>
    </message>
    <message>
        <source>The connection to %1 broke during the TLS handshake: %2.</source>
        <translation>与 %1 的连接在 TLS 握手时断开：%2。</translation>
    </message>
    <message>
        <source>%1 closed the connection during the TLS handshake. Check host, port and proxy; a firewall may be in the way.</source>
        <translation>%1 在 TLS 握手时关闭了连接。请检查主机、端口和代理；也可能被防火墙阻挡。</translation>
    </message>
    <message>
        <source>The connection to %1 was cut off: it ended without TLS&apos;s closing message.</source>
        <translation>与 %1 的连接被切断：结束时没有 TLS 的关闭消息。</translation>
    </message>
    <message>
        <source>%1 does not answer in TLS. Check the port; for a server without TLS write http:// in the base URL.</source>
        <translation>%1 的应答不是 TLS。请检查端口；对于不用 TLS 的服务器，请在 Base URL 中写 http://。</translation>
    </message>
    <message>
        <source>%1 offers only versions of TLS older than 1.2, which are not safe. Its operator must update it.</source>
        <translation>%1 只提供早于 1.2 的 TLS 版本，这些版本不安全。需要由其运营者更新。</translation>
    </message>
    <message>
        <source>%1 does not serve that host name. Check the host in the base URL.</source>
        <translation>%1 不提供该主机名。请检查 Base URL 中的主机。</translation>
    </message>
    <message>
        <source>%1 asks for a client certificate, which is not supported.</source>
        <translation>%1 要求客户端证书，暂不支持。</translation>
    </message>
    <message>
        <source>TLS with %1 failed: %2. Check host, port and proxy in the channel.</source>
        <translation>与 %1 的 TLS 连接失败：%2。请检查渠道中的主机、端口和代理。</translation>
    </message>
    <message>
        <source>The certificate of %1 (%2) expired on %3. Check this computer&apos;s clock; if it is right, the server&apos;s operator must renew the certificate.</source>
        <translation>%1 的证书（%2）已于 %3 过期。请检查本机时钟；若时钟正确，则需由服务器的运营者更新证书。</translation>
    </message>
    <message>
        <source>The certificate of %1 (%2) is valid only from %3. Check this computer&apos;s clock.</source>
        <translation>%1 的证书（%2）自 %3 起才有效。请检查本机时钟。</translation>
    </message>
    <message>
        <source>%1 shows a self-signed certificate (%2), so nothing proves that it is the right server. If it is yours, save that certificate in PEM form, set SSL_CERT_FILE to the file and start again.</source>
        <translation>%1 出示的是自签名证书（%2），因此无法证明它是正确的服务器。若它是你的，请将该证书存为 PEM 格式，把 SSL_CERT_FILE 设为该文件，然后重新启动。</translation>
    </message>
    <message>
        <source>The certificate of %1 comes from an authority that this system does not trust (%2). If a company proxy inspects the traffic, or the server is yours, save its authority&apos;s certificate in PEM form, set SSL_CERT_FILE to that file and start again.</source>
        <translation>%1 的证书来自此系统不信任的颁发机构（%2）。若有公司代理检查流量，或服务器是你的，请将其颁发机构的证书存为 PEM 格式，把 SSL_CERT_FILE 设为该文件，然后重新启动。</translation>
    </message>
    <message>
        <source>The certificate of %1 comes from an unknown authority (%2), or the server does not send the whole chain. If you trust it, save its authority&apos;s certificate in PEM form, set SSL_CERT_FILE to that file and start again.</source>
        <translation>%1 的证书来自未知的颁发机构（%2），或服务器没有发送完整的证书链。若你信任它，请将其颁发机构的证书存为 PEM 格式，把 SSL_CERT_FILE 设为该文件，然后重新启动。</translation>
    </message>
    <message>
        <source>The certificate that %1 shows is for another host (%2). Check the host in the base URL, and whether a proxy or a captive portal answers in its place.</source>
        <translation>%1 出示的证书属于另一个主机（%2）。请检查 Base URL 中的主机，以及是否有代理或认证门户代其应答。</translation>
    </message>
    <message>
        <source>The certificate of %1 has been revoked. The server&apos;s operator must replace it.</source>
        <translation>%1 的证书已被吊销。需由服务器的运营者更换。</translation>
    </message>
    <message>
        <source>The certificate of %1 (%2) is not accepted: %3.</source>
        <translation>%1 的证书（%2）不被接受：%3。</translation>
    </message>
    <message>
        <source>TrayRelay cannot start at port %1: the system keeps it for itself or for its administrator.</source>
        <translation>TrayRelay 无法在端口 %1 启动：系统将其留作自用，或仅供管理员使用。</translation>
    </message>
    <message>
        <source>TrayRelay cannot start at port %1: it is taken, by %2. Quit that one and try again, or use another port.</source>
        <translation>TrayRelay 无法在端口 %1 启动：该端口已被占用，占用者是%2。请退出该程序后重试，或改用其他端口。</translation>
    </message>
    <message>
        <source>the guard has put back %1</source>
        <translation>守护已恢复 %1</translation>
    </message>
    <message numerus="yes">
        <source>errors rose from %1 to %2 of %n requests</source>
        <translation>
            <numerusform>%n 个请求中的错误从 %1 升至 %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Address already in use</source>
        <translation>地址已被占用</translation>
    </message>
    <message>
        <source>answers with a web page, which is no API&apos;s: correct the channel&apos;s base URL</source>
        <translation>返回的是网页而不是 API 的应答：请更正渠道的 Base URL</translation>
    </message>
    <message>
        <source>%1 is not there, as there is no desktop session</source>
        <translation>%1不可用：没有桌面会话</translation>
    </message>
    <message>
        <source>%1 is empty yet: make a keyring in the desktop&apos;s password program</source>
        <translation>%1中还没有默认的密钥环：请用桌面的密码程序创建一个</translation>
    </message>
    <message>
        <source>the keyring (Secret Service)</source>
        <translation>密钥环（Secret Service）</translation>
    </message>
    <message>
        <source>the Windows Credential Manager</source>
        <translation>Windows 凭据管理器</translation>
    </message>
</context>
<context>
    <name>Profile</name>
    <message>
        <source>the whole profile</source>
        <translation>整个剖析</translation>
    </message>
    <message>
        <source>thread</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>TrayRelay&apos;s own code</source>
        <translation>TrayRelay 自身代码</translation>
    </message>
    <message>
        <source>Qt</source>
        <translation>Qt</translation>
    </message>
    <message>
        <source>C library, kernel or another library</source>
        <translation>C 库、内核或其他库</translation>
    </message>
</context>
<context>
    <name>RelayState</name>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>In trouble</source>
        <translation>出现故障</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>请留意</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
</context>
<context>
    <name>RetentionQuestion</name>
    <message>
        <source>Older rows are deleted at once; sums per day stay. Their number cannot be told: %1</source>
        <translation>更早的记录会立即删除，每日合计保留。无法得知条数：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of the ledger are deleted at once, and nothing brings them back. Sums per day stay.</source>
        <translation>
            <numerusform>账本中的 %n 条记录会立即删除，且无法恢复。每日合计保留。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Keep rows for %n day(s)?</source>
        <translation>
            <numerusform>只保留 %n 天的记录？</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留记录</translation>
    </message>
    <message>
        <source>Delete older rows</source>
        <translation>删除更早的记录</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>SQLite tuning</source>
        <translation>SQLite 调优</translation>
    </message>
    <message>
        <source>Safe: off, the database is slower and nothing else.</source>
        <translation>安全：关闭后只是数据库变慢，没有其他影响。</translation>
    </message>
    <message>
        <source>Journal mode</source>
        <translation>日志模式</translation>
    </message>
    <message>
        <source>WAL, DELETE, TRUNCATE and PERSIST are safe. MEMORY and OFF can break the file when the program is killed.</source>
        <translation>WAL、DELETE、TRUNCATE 和 PERSIST 是安全的。用 MEMORY 和 OFF 时，程序被强制结束可能损坏文件。</translation>
    </message>
    <message>
        <source>Synchronous</source>
        <translation>同步级别</translation>
    </message>
    <message>
        <source>With WAL, NORMAL never breaks the file; a power cut can cost the last moments. OFF can break it.</source>
        <translation>WAL 模式下，NORMAL 绝不会损坏文件，断电可能丢失最后片刻的数据。OFF 可能损坏文件。</translation>
    </message>
    <message>
        <source>Page cache</source>
        <translation>页缓存</translation>
    </message>
    <message>
        <source>Safe: takes up to that much memory.</source>
        <translation>安全：最多占用这么多内存。</translation>
    </message>
    <message>
        <source>Memory mapping</source>
        <translation>内存映射</translation>
    </message>
    <message>
        <source>Safe: takes address space, not memory.</source>
        <translation>安全：占用的是地址空间，不是内存。</translation>
    </message>
    <message>
        <source>Temporary tables</source>
        <translation>临时表</translation>
    </message>
    <message>
        <source>Safe: temporary tables are small here.</source>
        <translation>安全：这里的临时表很小。</translation>
    </message>
    <message>
        <source>Busy timeout</source>
        <translation>忙等超时</translation>
    </message>
    <message>
        <source>Safe: too short, and another program&apos;s lock shows as an error.</source>
        <translation>安全：过短时，其他程序持锁会表现为错误。</translation>
    </message>
    <message>
        <source>Automatic checkpoint</source>
        <translation>WAL 自动写回</translation>
    </message>
    <message>
        <source>With 0 the log grows until a checkpoint is asked for.</source>
        <translation>设为 0 时，WAL 会一直增长，直到手动写回。</translation>
    </message>
    <message>
        <source>Foreign keys</source>
        <translation>外键</translation>
    </message>
    <message>
        <source>Safe: checks cost a little at each write.</source>
        <translation>安全：每次写入多一点检查开销。</translation>
    </message>
    <message>
        <source>Page size</source>
        <translation>页大小</translation>
    </message>
    <message>
        <source>Safe: VACUUM writes the whole file anew.</source>
        <translation>安全：VACUUM 会重写整个文件。</translation>
    </message>
    <message>
        <source>Auto-vacuum</source>
        <translation>自动 VACUUM</translation>
    </message>
    <message>
        <source>Safe: FULL moves pages at each commit and costs time.</source>
        <translation>安全：FULL 每次提交都会移动页，较费时。</translation>
    </message>
    <message>
        <source>Reading connections</source>
        <translation>读连接数</translation>
    </message>
    <message>
        <source>Safe: with few, long reads wait for each other.</source>
        <translation>安全：过少时，耗时长的读取会互相等待。</translation>
    </message>
    <message>
        <source>Idle reading connections</source>
        <translation>空闲读连接数</translation>
    </message>
    <message>
        <source>Safe: each keeps a cache of 2 MB.</source>
        <translation>安全：每个连接保留 2 MB 缓存。</translation>
    </message>
    <message>
        <source>Keep-alive period</source>
        <translation>Keep-alive 间隔</translation>
    </message>
    <message>
        <source>Safe: too long, and a dead connection is found late.</source>
        <translation>安全：过长时，失效连接发现得晚。</translation>
    </message>
    <message>
        <source>Idle connections</source>
        <translation>空闲连接数</translation>
    </message>
    <message>
        <source>Safe: with none, each request shakes hands anew.</source>
        <translation>安全：设为 0 时，每个请求都要重新握手。</translation>
    </message>
    <message>
        <source>Idle connections per host</source>
        <translation>每主机空闲连接数</translation>
    </message>
    <message>
        <source>Connections per host</source>
        <translation>每主机连接数</translation>
    </message>
    <message>
        <source>Too few, and requests wait in line; some providers refuse too many.</source>
        <translation>过少时请求会排队；过多时有些服务商会拒绝。</translation>
    </message>
    <message>
        <source>Connect timeout</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>Too short, and a slow network looks like a broken one.</source>
        <translation>过短时，慢网络会被当成断网。</translation>
    </message>
    <message>
        <source>TLS timeout</source>
        <translation>TLS 超时</translation>
    </message>
    <message>
        <source>First-answer timeout, streams</source>
        <translation>首次响应超时（流式）</translation>
    </message>
    <message>
        <source>Too short, and models that think long are cut off.</source>
        <translation>过短时，思考时间长的模型会被中断。</translation>
    </message>
    <message>
        <source>First-answer timeout, whole answers</source>
        <translation>首次响应超时（非流式）</translation>
    </message>
    <message>
        <source>Too short, and long answers are cut off: they come all at once.</source>
        <translation>过短时，长回答会被中断，因为非流式回答是一次性返回的。</translation>
    </message>
    <message>
        <source>Silence in a stream</source>
        <translation>流式静默超时</translation>
    </message>
    <message>
        <source>Idle connection lifetime</source>
        <translation>空闲连接存活时间</translation>
    </message>
    <message>
        <source>Safe: too long, and the provider closes first.</source>
        <translation>安全：过长时，服务商会先关闭连接。</translation>
    </message>
    <message>
        <source>Batch usage rows</source>
        <translation>用量记录合批</translation>
    </message>
    <message>
        <source>Safe: a crash of the program loses nothing.</source>
        <translation>安全：程序崩溃也不会丢失数据。</translation>
    </message>
    <message>
        <source>Rows per batch</source>
        <translation>每批条数</translation>
    </message>
    <message>
        <source>Safe: rows wait in the journal, which survives a crash.</source>
        <translation>安全：记录先存入暂存日志，崩溃后仍在。</translation>
    </message>
    <message>
        <source>Longest wait of a batch</source>
        <translation>合批最长等待</translation>
    </message>
    <message>
        <source>Usage rows</source>
        <translation>用量记录</translation>
    </message>
    <message>
        <source>Off, the Requests page stays empty: only totals are kept.</source>
        <translation>关闭后“请求记录”页为空，只保留汇总。</translation>
    </message>
    <message>
        <source>Local cache</source>
        <translation>本地缓存</translation>
    </message>
    <message>
        <source>Safe: an edit here is seen at once.</source>
        <translation>安全：在此处的修改立即生效。</translation>
    </message>
    <message>
        <source>Cache lifetime</source>
        <translation>缓存有效期</translation>
    </message>
    <message>
        <source>Safe: what another program writes into the database is seen this late.</source>
        <translation>安全：其他程序写入数据库的内容最迟此时可见。</translation>
    </message>
    <message>
        <source>Batch totals</source>
        <translation>汇总合批</translation>
    </message>
    <message>
        <source>Totals every</source>
        <translation>汇总间隔</translation>
    </message>
    <message>
        <source>Profiling server</source>
        <translation>性能剖析服务</translation>
    </message>
    <message>
        <source>Only programs on this machine can reach it.</source>
        <translation>只有本机程序可以访问。</translation>
    </message>
    <message>
        <source>Profiling port</source>
        <translation>性能剖析端口</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>性能指标</translation>
    </message>
    <message>
        <source>Safe: off, there are no percentiles and no charts.</source>
        <translation>安全：关闭后没有百分位和图表。</translation>
    </message>
    <message>
        <source>Metrics reset</source>
        <translation>指标重置</translation>
    </message>
    <message>
        <source>Safe: charts and totals are not touched.</source>
        <translation>安全：不影响图表和总计。</translation>
    </message>
    <message>
        <source>Slow request</source>
        <translation>慢请求</translation>
    </message>
    <message>
        <source>Safe: it is logged and told, nothing else.</source>
        <translation>安全：只记录和提示，别无其他。</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>重试次数</translation>
    </message>
    <message>
        <source>Largest request</source>
        <translation>最大请求</translation>
    </message>
    <message>
        <source>Database file</source>
        <translation>数据库文件</translation>
    </message>
    <message>
        <source>Log level</source>
        <translation>日志级别</translation>
    </message>
    <message>
        <source>Ledger journal</source>
        <translation>暂存日志大小</translation>
    </message>
    <message>
        <source>Keep usage rows</source>
        <translation>用量记录保留</translation>
    </message>
    <message>
        <source>Older rows are deleted; their daily sums stay.</source>
        <translation>更早的记录会被删除；每日汇总保留。</translation>
    </message>
    <message>
        <source>Backup every</source>
        <translation>备份间隔</translation>
    </message>
    <message>
        <source>Backups kept</source>
        <translation>保留备份数</translation>
    </message>
    <message>
        <source>Failures until a rest</source>
        <translation>触发休息的失败次数</translation>
    </message>
    <message>
        <source>Rest of a channel</source>
        <translation>渠道休息时长</translation>
    </message>
    <message>
        <source>Guard</source>
        <translation>守护</translation>
    </message>
    <message>
        <source>Off, a change that makes things worse stays until you undo it.</source>
        <translation>关闭后，使情况变差的更改会一直保留，直到你撤销。</translation>
    </message>
    <message>
        <source>Watch a change for</source>
        <translation>更改观察时长</translation>
    </message>
    <message>
        <source>Worse means times</source>
        <translation>恶化判定倍数</translation>
    </message>
    <message>
        <source>Alert: p99</source>
        <translation>告警：p99</translation>
    </message>
    <message>
        <source>Alert: error rate</source>
        <translation>告警：错误率</translation>
    </message>
    <message>
        <source>Alert: write-ahead log</source>
        <translation>告警：WAL</translation>
    </message>
    <message>
        <source>Alert: memory</source>
        <translation>告警：内存</translation>
    </message>
    <message>
        <source>Alert: event loop</source>
        <translation>告警：事件循环</translation>
    </message>
    <message>
        <source>Alert: cost of a day</source>
        <translation>告警：当日花费</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Upstream proxy</source>
        <translation>上游代理</translation>
    </message>
    <message>
        <source>Trace collector</source>
        <translation>追踪收集器</translation>
    </message>
    <message>
        <source>Web pages that may call</source>
        <translation>允许调用的网页</translation>
    </message>
    <message>
        <source>First client token</source>
        <translation>首个客户端令牌</translation>
    </message>
    <message>
        <source>First admin token</source>
        <translation>首个管理令牌</translation>
    </message>
    <message>
        <source>Phase A · SQLite</source>
        <translation>阶段 A · SQLite</translation>
    </message>
    <message>
        <source>Phase A · Upstream HTTP</source>
        <translation>阶段 A · 上游 HTTP</translation>
    </message>
    <message>
        <source>Phase B · Writes and cache</source>
        <translation>阶段 B · 写入与缓存</translation>
    </message>
    <message>
        <source>Phase C · Observe</source>
        <translation>阶段 C · 观测</translation>
    </message>
    <message>
        <source>Relay</source>
        <translation>中继</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>页</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>open</source>
        <translation>个</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>attempts</source>
        <translation>次</translation>
    </message>
    <message>
        <source>failures</source>
        <translation>次</translation>
    </message>
    <message>
        <source>copies</source>
        <translation>份</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>毫秒</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>h</source>
        <translation>小时</translation>
    </message>
    <message>
        <source>next connection</source>
        <translation>下次连接</translation>
    </message>
    <message>
        <source>at VACUUM</source>
        <translation>VACUUM 时</translation>
    </message>
    <message>
        <source>at restart</source>
        <translation>重启后</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>立即</translation>
    </message>
    <message>
        <source>Set on the command line.</source>
        <translation>由命令行设定。</translation>
    </message>
    <message>
        <source>Set by the environment (%1).</source>
        <translation>由环境变量设定（%1）。</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Look for newer versions</source>
        <translation>检查新版本</translation>
    </message>
    <message>
        <source>One question at start and once a day at most. Nothing is downloaded or installed.</source>
        <translation>启动时问一次，之后每天最多一次。不会下载或安装任何东西。</translation>
    </message>
    <message>
        <source>Ask at</source>
        <translation>查询地址</translation>
    </message>
    <message>
        <source>An announcement counts only if it is signed by who made this program.</source>
        <translation>只有由本程序作者签名的公告才算数。</translation>
    </message>
    <message>
        <source>unsafe</source>
        <translation>不安全</translation>
    </message>
    <message>
        <source>Unsafe: the database file can break when the program is killed.</source>
        <translation>不安全：程序被强行结束时，数据库文件可能损坏。</translation>
    </message>
    <message>
        <source>without WAL</source>
        <translation>不用 WAL</translation>
    </message>
    <message>
        <source>Unsafe: the database file can break in a power cut.</source>
        <translation>不安全：断电时，数据库文件可能损坏。</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>Waiting for a free connection</source>
        <translation>等待空闲连接</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>建立连接</translation>
    </message>
    <message>
        <source>In the relay</source>
        <translation>中继内</translation>
    </message>
    <message>
        <source>Waiting for the first token</source>
        <translation>等待首个 Token</translation>
    </message>
    <message>
        <source>Waiting for the upstream</source>
        <translation>等待上游</translation>
    </message>
    <message>
        <source>Streaming the answer</source>
        <translation>流式应答</translation>
    </message>
</context>
<context>
    <name>TokenDraft</name>
    <message>
        <source>“%1” is no address or subnet, such as 192.168.1.7 or 10.0.0.0/8.</source>
        <translation>“%1”不是地址或子网，正确写法如 192.168.1.7 或 10.0.0.0/8。</translation>
    </message>
    <message>
        <source>Nothing but commas is no list.</source>
        <translation>只有逗号，没有内容。</translation>
    </message>
    <message>
        <source>never</source>
        <translation>永不</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>已过期</translation>
    </message>
    <message numerus="yes">
        <source>in %n minute(s)</source>
        <translation>
            <numerusform>%n 分钟后</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n hour(s)</source>
        <translation>
            <numerusform>%n 小时后</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n day(s)</source>
        <translation>
            <numerusform>%n 天后</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrafficChart</name>
    <message>
        <source>Response time</source>
        <translation>响应时间</translation>
    </message>
    <message>
        <source>TTFT, p50</source>
        <translation>TTFT，p50</translation>
    </message>
    <message>
        <source>Relay overhead</source>
        <translation>中继开销</translation>
    </message>
    <message>
        <source>part of the response time that is ours</source>
        <translation>响应时间中属于中继的部分</translation>
    </message>
    <message>
        <source>Relay overhead, p95</source>
        <translation>中继开销，p95</translation>
    </message>
    <message>
        <source>Relay overhead, p50</source>
        <translation>中继开销，p50</translation>
    </message>
    <message>
        <source>Requests and errors per minute</source>
        <translation>每分钟请求数和错误数</translation>
    </message>
    <message>
        <source>req</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Requests per minute</source>
        <translation>每分钟请求数</translation>
    </message>
    <message>
        <source>err</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Errors per minute</source>
        <translation>每分钟错误数</translation>
    </message>
    <message>
        <source>overhead %1 → %2</source>
        <translation>开销 %1 → %2</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) changed</source>
        <translation>
            <numerusform>更改了 %n 项设置</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>by the preset %1</source>
        <translation>由预设 %1 更改</translation>
    </message>
    <message>
        <source>by the guard</source>
        <translation>由守护更改</translation>
    </message>
    <message>
        <source>by you, in the file</source>
        <translation>由你在文件中更改</translation>
    </message>
    <message>
        <source>by you, as an undo</source>
        <translation>由你撤销</translation>
    </message>
    <message>
        <source>by you</source>
        <translation>由你更改</translation>
    </message>
    <message>
        <source>METRICS_ENABLED is off: no percentiles are kept.</source>
        <translation>METRICS_ENABLED 已关闭，不记录百分位数。</translation>
    </message>
    <message>
        <source>Turn it on under Optimizations to see them here.</source>
        <translation>在“优化”中开启后即可在此查看。</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) so far: percentiles from 5 on</source>
        <translation>
            <numerusform>目前有 %n 次请求：满 5 次后显示百分位</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Usage</name>
    <message>
        <source>not understood</source>
        <translation>无法理解</translation>
    </message>
    <message>
        <source>wrong key</source>
        <translation>密钥错误</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>too late</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>too many</source>
        <translation>过多</translation>
    </message>
    <message>
        <source>client left</source>
        <translation>客户端已离开</translation>
    </message>
    <message>
        <source>upstream failed</source>
        <translation>上游失败</translation>
    </message>
    <message>
        <source>no channel</source>
        <translation>无可用渠道</translation>
    </message>
    <message>
        <source>upstream silent</source>
        <translation>上游无响应</translation>
    </message>
    <message>
        <source>broken off</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Give the client this relay&apos;s token.</source>
        <translation>请在客户端填入本中继的令牌。</translation>
    </message>
    <message>
        <source>Look at the token&apos;s limits: models, addresses, expiry and quota.</source>
        <translation>请检查令牌的限制：模型、地址、到期和额度。</translation>
    </message>
    <message>
        <source>Add the model to a channel, or map it to one that a channel has.</source>
        <translation>请把该模型加入某个渠道，或映射到渠道已有的模型。</translation>
    </message>
    <message>
        <source>Send less, or raise RELAY_MAX_BODY_MB.</source>
        <translation>请减少发送内容，或调高 RELAY_MAX_BODY_MB。</translation>
    </message>
    <message>
        <source>Wait, or add another key or channel for this model.</source>
        <translation>请稍候，或为该模型添加其他密钥或渠道。</translation>
    </message>
    <message>
        <source>Test the channel: its answer says what is wrong.</source>
        <translation>请测试该渠道，其应答会说明问题。</translation>
    </message>
    <message>
        <source>Enable a channel that has this model, or wait until one has recovered.</source>
        <translation>请启用含有该模型的渠道，或等待渠道恢复。</translation>
    </message>
    <message>
        <source>Raise HTTP_RESPONSE_HEADER_TIMEOUT if this upstream is known to be slow.</source>
        <translation>若该上游本来就慢，请调高 HTTP_RESPONSE_HEADER_TIMEOUT。</translation>
    </message>
    <message>
        <source>Use 127.0.0.1 or localhost in the client&apos;s base URL; add a web page&apos;s origin to CORS_ALLOWED_ORIGINS.</source>
        <translation>请在客户端的基础地址里使用 127.0.0.1 或 localhost；网页的来源请加入 CORS_ALLOWED_ORIGINS。</translation>
    </message>
    <message>
        <source>Raise HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM if this upstream is known to be slow.</source>
        <translation>如果已知这个上游较慢，请调大 HTTP_RESPONSE_HEADER_TIMEOUT_NONSTREAM。</translation>
    </message>
</context>
<context>
    <name>ui::models::DatabaseChores</name>
    <message>
        <source>ok, %1</source>
        <translation>正常，%1</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>the integrity check</source>
        <translation>完整性检查</translation>
    </message>
    <message>
        <source>VACUUM</source>
        <translation>VACUUM</translation>
    </message>
    <message>
        <source>the backup</source>
        <translation>备份</translation>
    </message>
</context>
<context>
    <name>ui::models::FunctionTable</name>
    <message>
        <source>Function</source>
        <translation>函数</translation>
    </message>
    <message>
        <source>Self</source>
        <translation>自身</translation>
    </message>
    <message>
        <source>Self %</source>
        <translation>自身 %</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Total %</source>
        <translation>合计 %</translation>
    </message>
</context>
<context>
    <name>ui::models::ListenChange</name>
    <message>
        <source>The new address is set, and takes effect when the program starts again: %1</source>
        <translation>新地址已设定，程序下次启动时生效：%1</translation>
    </message>
</context>
<context>
    <name>ui::models::MeasureRunner</name>
    <message>
        <source>The measuring program ended without a word (exit code %1).</source>
        <translation>测量程序未给出结果即退出（退出码 %1）。</translation>
    </message>
    <message>
        <source>It could not be measured: %1</source>
        <translation>无法测量：%1</translation>
    </message>
</context>
<context>
    <name>ui::models::PriceTable</name>
    <message>
        <source>A price is a number of dollars per million tokens.</source>
        <translation>价格是每百万 Token 的美元数。</translation>
    </message>
    <message>
        <source>“%1” is not a number of dollars.</source>
        <translation>“%1”不是美元数额。</translation>
    </message>
    <message>
        <source>A price is not below 0.</source>
        <translation>价格不能小于 0。</translation>
    </message>
    <message>
        <source>A price is at most %1.</source>
        <translation>价格最高为 %1。</translation>
    </message>
    <message>
        <source>add a price</source>
        <translation>添加价格</translation>
    </message>
    <message>
        <source>as input</source>
        <translation>同输入</translation>
    </message>
    <message>
        <source>as output</source>
        <translation>同输出</translation>
    </message>
    <message>
        <source>no price</source>
        <translation>无价格</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>自定</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
</context>
<context>
    <name>ui::models::SettingsModel</name>
    <message>
        <source>%1 is on</source>
        <translation>%1 已开启</translation>
    </message>
    <message>
        <source>%1 is off</source>
        <translation>%1 已关闭</translation>
    </message>
    <message>
        <source>%1 is now %2</source>
        <translation>%1 现为 %2</translation>
    </message>
    <message>
        <source>The change stays</source>
        <translation>更改已保留</translation>
    </message>
    <message>
        <source>%1 from the next VACUUM on</source>
        <translation>%1 将在下次 VACUUM 后生效</translation>
    </message>
    <message>
        <source>%1 after a restart</source>
        <translation>%1 将在重启后生效</translation>
    </message>
    <message>
        <source>Everything was so already</source>
        <translation>本来就是如此</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <translation>
            <numerusform>%n 项设置</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 applied: %2</source>
        <translation>已应用 %1：%2</translation>
    </message>
    <message>
        <source>%1 applied: %2, locked ones skipped</source>
        <translation>已应用 %1：%2，已跳过锁定项</translation>
    </message>
    <message>
        <source>Undone; later changes stand</source>
        <translation>已撤销；之后的更改仍保留</translation>
    </message>
    <message numerus="yes">
        <source>Undone: %n setting(s) put back</source>
        <translation>
            <numerusform>已撤销：恢复了 %n 项设置</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The file is taken: %n setting(s)</source>
        <translation>
            <numerusform>已采用文件：%n 项设置</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::models::SpendList</name>
    <message>
        <source>no model named</source>
        <translation>未指定模型</translation>
    </message>
    <message>
        <source>no known token</source>
        <translation>令牌未知</translation>
    </message>
    <message>
        <source>no channel asked</source>
        <translation>未请求渠道</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s) of models without a price</source>
        <translation>
            <numerusform>%n 次请求的模型没有价格</numerusform>
        </translation>
    </message>
    <message>
        <source>no price</source>
        <translation>无价格</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>输入 Token</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>输出 Token</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>花费</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Requests</source>
        <comment>how many</comment>
        <translation>请求数</translation>
    </message>
</context>
<context>
    <name>ui::models::UsageList</name>
    <message>
        <source>Time in the relay that is not waiting for an upstream</source>
        <translation>在中继中、不含等待上游的时间</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Tokens in / out</source>
        <translation>Token 入 / 出</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>花费</translation>
    </message>
    <message>
        <source>TTFT</source>
        <translation>TTFT</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Overhead</source>
        <translation>开销</translation>
    </message>
</context>
<context>
    <name>ui::pages::AccessRows</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Snippets</source>
        <translation>代码片段</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Copy the snippet for %1</source>
        <translation>复制 %1 的代码片段</translation>
    </message>
    <message>
        <source>For PowerShell</source>
        <translation>用于 PowerShell</translation>
    </message>
    <message>
        <source>No token is on</source>
        <translation>没有启用的令牌</translation>
    </message>
    <message>
        <source>Address for other computers</source>
        <translation>供其他电脑使用的地址</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>局域网</translation>
    </message>
    <message>
        <source>Other computers in this network call it there.</source>
        <translation>局域网内的其他电脑用此地址访问。</translation>
    </message>
</context>
<context>
    <name>ui::pages::AlertRowView</name>
    <message>
        <source>Limit of %1; 0: off</source>
        <translation>%1 的上限；0 为关闭</translation>
    </message>
    <message>
        <source>Alert above this; 0: off</source>
        <translation>超过此值即告警；0 为关闭</translation>
    </message>
    <message>
        <source>off; now %1</source>
        <translation>已关闭；当前 %1</translation>
    </message>
    <message>
        <source>now %1</source>
        <translation>当前 %1</translation>
    </message>
    <message>
        <source>raised for %1</source>
        <translation>已持续 %1</translation>
    </message>
</context>
<context>
    <name>ui::pages::ChannelEditor</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>New channel</source>
        <translation>新建渠道</translation>
    </message>
</context>
<context>
    <name>ui::pages::ChannelForm</name>
    <message>
        <source>Demo, built in</source>
        <translation>演示（内置）</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>接口地址</translation>
    </message>
    <message>
        <source>with or without /v1</source>
        <translation>可带或不带 /v1</translation>
    </message>
    <message>
        <source>Keys, used in turn</source>
        <translation>密钥（轮流使用）</translation>
    </message>
    <message>
        <source>Add key</source>
        <translation>添加密钥</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Fetch models</source>
        <translation>获取模型</translation>
    </message>
    <message>
        <source>Client asks for → upstream gets</source>
        <translation>客户端请求 → 上游收到</translation>
    </message>
    <message>
        <source>Its share among channels of the same place in the order</source>
        <translation>在同一顺位的渠道中所占的份额</translation>
    </message>
    <message>
        <source>as set</source>
        <translation>跟随设置</translation>
    </message>
    <message>
        <source>its own</source>
        <translation>单独指定</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Its own proxy</source>
        <translation>单独的代理</translation>
    </message>
    <message>
        <source>http:// or socks5://</source>
        <translation>http:// 或 socks5://</translation>
    </message>
    <message>
        <source>Sent with every request to it</source>
        <translation>随每个发往它的请求发送</translation>
    </message>
    <message>
        <source>Stop fetching</source>
        <translation>停止获取</translation>
    </message>
    <message>
        <source>Models, %1 of %2</source>
        <translation>模型，%1 / %2</translation>
    </message>
    <message>
        <source>Models, %1</source>
        <translation>模型，%1</translation>
    </message>
    <message numerus="yes">
        <source>%n set</source>
        <translation>
            <numerusform>已设 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::ChannelTable</name>
    <message>
        <source>Channels</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Share requests with the one above, by weight</source>
        <translation>与上一个渠道按权重分担请求</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
</context>
<context>
    <name>ui::pages::ChannelTableModel</name>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2 · weight %3 of %4</source>
        <translation>%1 · %2 · 权重 %3/%4</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>On</source>
        <translation>启用</translation>
    </message>
</context>
<context>
    <name>ui::pages::ChannelsPage</name>
    <message>
        <source>Channels</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>%1 was added</source>
        <translation>已添加 %1</translation>
    </message>
    <message>
        <source>%1 was saved</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Add channel</source>
        <translation>添加渠道</translation>
    </message>
    <message>
        <source>Tried from top to bottom. Drag, or Alt+Up and Alt+Down, to reorder.</source>
        <translation>从上到下依次尝试。拖动，或按 Alt+Up、Alt+Down 调整顺序。</translation>
    </message>
    <message>
        <source>No channel yet</source>
        <translation>还没有渠道</translation>
    </message>
    <message>
        <source>A channel is an account at a provider, or a model server on this machine. Add one, and clients are answered from it.</source>
        <translation>渠道是服务商的一个账号，或本机上的模型服务器。添加一个，客户端就能得到应答。</translation>
    </message>
    <message>
        <source>Import from one-api</source>
        <translation>从 one-api 导入</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>保存对 %1 的更改？</translation>
    </message>
    <message>
        <source>They are not in force yet and would be lost.</source>
        <translation>更改尚未生效，放弃后将丢失。</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>A database of one-api</source>
        <translation>one-api 数据库</translation>
    </message>
    <message>
        <source>SQLite databases (*.db *.sqlite *.sqlite3)</source>
        <translation>SQLite 数据库 (*.db *.sqlite *.sqlite3)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>%1 is on</source>
        <translation>%1 已开启</translation>
    </message>
    <message>
        <source>%1 is off</source>
        <translation>%1 已关闭</translation>
    </message>
    <message>
        <source>%1 is tried at place %2</source>
        <translation>%1 已移到第 %2 位</translation>
    </message>
    <message>
        <source>%1 and %2 share by weight</source>
        <translation>%1 与 %2 按权重分担请求</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>删除 %1？</translation>
    </message>
    <message>
        <source>Its keys are lost. What it has answered stays in the list of requests.</source>
        <translation>它的密钥会一并删除。它应答过的请求仍保留在请求记录中。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>%1 was deleted</source>
        <translation>已删除 %1</translation>
    </message>
    <message>
        <source>Add this channel?</source>
        <translation>添加此渠道？</translation>
    </message>
    <message>
        <source>There is no such channel yet; what was typed would be lost.</source>
        <translation>此渠道尚未添加，已输入的内容将丢失。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>ui::pages::CheckpointCard</name>
    <message>
        <source>Checkpoint</source>
        <translation>写回</translation>
    </message>
    <message>
        <source>moves the log into the database file</source>
        <translation>把 WAL 写回数据库文件</translation>
    </message>
    <message>
        <source>Blocks nobody; copies what it can.</source>
        <translation>不阻塞任何人；能写回多少算多少。</translation>
    </message>
    <message>
        <source>New writes wait, 1 s at most.</source>
        <translation>新的写入等待，最多 1 秒。</translation>
    </message>
    <message>
        <source>Also waits until readers have left.</source>
        <translation>还会等待读取者离开。</translation>
    </message>
    <message>
        <source>As RESTART, then cuts the log to 0.</source>
        <translation>同 RESTART，然后把 WAL 截断为 0。</translation>
    </message>
    <message>
        <source>Checkpoint %1</source>
        <translation>%1 写回</translation>
    </message>
    <message>
        <source>running, %1</source>
        <translation>进行中，%1</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>尚未执行</translation>
    </message>
    <message>
        <source>there is no log to copy</source>
        <translation>没有可写回的 WAL</translation>
    </message>
    <message>
        <source>Journal mode %1 has no write-ahead log: checkpoints find nothing to do.</source>
        <translation>日志模式 %1 没有 WAL：无需写回。</translation>
    </message>
    <message>
        <source>At %1 the log could not shrink: %2.</source>
        <translation>%1 时日志未能缩小：%2。</translation>
    </message>
</context>
<context>
    <name>ui::pages::DatabasePage</name>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Database file</source>
        <translation>数据库文件</translation>
    </message>
    <message>
        <source>WAL</source>
        <translation>WAL</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>日志暂存</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>Last checkpoint</source>
        <translation>上次写回</translation>
    </message>
    <message>
        <source>The database is damaged: %1</source>
        <translation>数据库已损坏：%1</translation>
    </message>
    <message>
        <source>Each row is synced before its answer ends</source>
        <translation>每条记录都在应答结束前同步到磁盘</translation>
    </message>
    <message>
        <source>Rows are kept for ever</source>
        <translation>记录永久保留</translation>
    </message>
    <message numerus="yes">
        <source>Rows are kept for %n day(s)</source>
        <translation>
            <numerusform>记录保留 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>Check integrity</source>
        <translation>检查完整性</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>The path is copied</source>
        <translation>已复制路径</translation>
    </message>
    <message>
        <source>Compact (VACUUM)</source>
        <translation>压缩（VACUUM）</translation>
    </message>
    <message>
        <source>%1 · SQLite %2</source>
        <translation>%1 · SQLite %2</translation>
    </message>
    <message>
        <source>no log with %1</source>
        <translation>%1 模式没有 WAL</translation>
    </message>
    <message numerus="yes">
        <source>row(s)</source>
        <translation>
            <numerusform>条</numerusform>
        </translation>
    </message>
    <message>
        <source>under 0.1 % of %1</source>
        <translation>不到 %1 的 0.1 %</translation>
    </message>
    <message>
        <source>%1 % of %2</source>
        <translation>%2 的 %1 %</translation>
    </message>
    <message>
        <source>/s</source>
        <translation>/秒</translation>
    </message>
    <message>
        <source>none since the start</source>
        <translation>启动后还没有</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>Set by the environment or the command line</source>
        <translation>由环境变量或命令行设定</translation>
    </message>
    <message>
        <source>The relay begins anew with %1</source>
        <translation>中继将以 %1 重新开始</translation>
    </message>
    <message>
        <source>Waits for %1 to end</source>
        <translation>等待%1结束</translation>
    </message>
    <message numerus="yes">
        <source>%Ln frame(s) wait, %1</source>
        <translation>
            <numerusform>%Ln 帧待写回，%1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 average</source>
        <translation>平均 %1</translation>
    </message>
    <message>
        <source>no query timed yet</source>
        <translation>尚无查询耗时</translation>
    </message>
</context>
<context>
    <name>ui::pages::DiagnosePage</name>
    <message>
        <source>Diagnose</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>One file for those who help: findings, settings, figures and the end of the log, without keys, tokens and passwords</source>
        <translation>供求助用的单个文件：检查结果、设置、数据和日志末尾，不含密钥、令牌和密码</translation>
    </message>
    <message>
        <source>Examine again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>The limit is changed</source>
        <translation>上限已更改</translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>未能写入 %1：%2</translation>
    </message>
    <message>
        <source>Examining…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>At the database, ports, upstreams, certificates, the clock and the disk. It takes some seconds where something does not answer.</source>
        <translation>检查数据库、端口、上游、证书、时钟和磁盘。若有无应答的对象，会花几秒钟。</translation>
    </message>
    <message>
        <source>Nothing was looked at yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>Examine again looks at everything.</source>
        <translation>“重新检查”会检查全部内容。</translation>
    </message>
    <message numerus="yes">
        <source>%n trouble(s)</source>
        <translation>
            <numerusform>%n 个故障</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hint(s)</source>
        <translation>
            <numerusform>%n 个提示</numerusform>
        </translation>
    </message>
    <message>
        <source>all is well</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>%1 · looked at %2</source>
        <translation>%1 · 检查于 %2</translation>
    </message>
    <message>
        <source>Remedy applied: %1</source>
        <translation>已应用处理：%1</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Archives (*.tar.gz)</source>
        <translation>压缩包 (*.tar.gz)</translation>
    </message>
    <message>
        <source>Collecting…</source>
        <translation>正在收集…</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>This remedy can change nothing: %1 are set by the environment or the command line, and so locked.</source>
        <translation>这个补救办法什么也改不了：%1 由环境变量或命令行设定，因此已锁定。</translation>
    </message>
    <message>
        <source>Apply remedy</source>
        <translation>应用处理</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n more under Alerts</source>
        <translation>
            <numerusform>%1 · 另有 %n 项见“告警”</numerusform>
        </translation>
    </message>
    <message>
        <source>Apply remedy…</source>
        <translation>应用处理…</translation>
    </message>
</context>
<context>
    <name>ui::pages::DifferenceDialog</name>
    <message>
        <source>Everything is so already: there is nothing to change.</source>
        <translation>本来就是如此，无需更改。</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>保持现状</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置项</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>locked, stays</source>
        <translation>已锁定，不变</translation>
    </message>
</context>
<context>
    <name>ui::pages::EventBell</name>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message numerus="yes">
        <source>Events, %n new</source>
        <translation>
            <numerusform>事件，新增 %n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing has happened since the start.</source>
        <translation>启动以来没有任何事件。</translation>
    </message>
</context>
<context>
    <name>ui::pages::FindingList</name>
    <message>
        <source>The four common troubles</source>
        <translation>四种常见故障</translation>
    </message>
    <message>
        <source>Everything else</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>all fine</source>
        <translation>全部正常</translation>
    </message>
    <message>
        <source>%1 of %2 fine</source>
        <translation>%2 项中 %1 项正常</translation>
    </message>
</context>
<context>
    <name>ui::pages::FindingRow</name>
    <message>
        <source>Apply remedy…</source>
        <translation>应用处理…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>ui::pages::FirstStartGuide</name>
    <message>
        <source>First steps</source>
        <translation>新手引导</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Trying the key…</source>
        <translation>正在验证密钥…</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Who is to answer?</source>
        <translation>由谁来应答？</translation>
    </message>
    <message>
        <source>Point your tools here</source>
        <translation>让工具指向这里</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>ui::pages::GuardCard</name>
    <message>
        <source>Guard</source>
        <translation>守护</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误率</translation>
    </message>
    <message>
        <source>Overhead p95</source>
        <translation>开销 p95</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>The change stays, whatever follows</source>
        <translation>无论如何都保留更改</translation>
    </message>
    <message>
        <source>Undo now</source>
        <translation>立即撤销</translation>
    </message>
    <message>
        <source>watching %1:%2</source>
        <translation>观察中 %1:%2</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>待命</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Nothing watches over a change: what makes things worse stays until you undo it.</source>
        <translation>没有守护：使情况变差的更改会一直保留，直到你撤销。</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>no limit yet</source>
        <translation>尚无上限</translation>
    </message>
    <message>
        <source>%1 of %2 requests that it takes to judge</source>
        <translation>判断需要 %2 次请求，已有 %1 次</translation>
    </message>
    <message>
        <source>After a change it watches for %1. If errors or p95 of overhead get worse by more than %2 times, the change is undone. Watched are numbers that count at once, alone or in a preset. Switches, journal mode, synchronous and what you roll back stay as you set them.</source>
        <translation>每次更改后监视 %1。若错误率或开销 p95 恶化超过 %2 倍，则撤销该更改。受监视的是立即生效的数值，无论单独更改还是来自预设。开关、日志模式、synchronous 以及您回滚的内容保持您的设置。</translation>
    </message>
</context>
<context>
    <name>ui::pages::GuideBegin</name>
    <message>
        <source>I have a provider&apos;s key</source>
        <translation>我有服务商的密钥</translation>
    </message>
    <message>
        <source>It is tried at once, and kept encrypted on this machine.</source>
        <translation>会立即验证，并加密保存在本机。</translation>
    </message>
    <message>
        <source>Ollama runs on this machine</source>
        <translation>本机正在运行 Ollama</translation>
    </message>
    <message>
        <source>Just show me: the built-in demo answers</source>
        <translation>先看看效果：由内置演示应答</translation>
    </message>
    <message>
        <source>It needs no key and no network. A channel can be added later.</source>
        <translation>无需密钥，无需联网。之后可以再添加渠道。</translation>
    </message>
    <message numerus="yes">
        <source>Ollama runs on this machine, with %n model(s)</source>
        <translation>
            <numerusform>本机正在运行 Ollama，有 %n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>服务商</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>接口地址</translation>
    </message>
    <message>
        <source>with or without /v1</source>
        <translation>可带或不带 /v1</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Paste it here</source>
        <translation>粘贴到这里</translation>
    </message>
    <message>
        <source>Paste the key first.</source>
        <translation>请先粘贴密钥。</translation>
    </message>
    <message>
        <source>Other, OpenAI-compatible</source>
        <translation>其他（OpenAI 兼容）</translation>
    </message>
    <message>
        <source>Is %1 running? Nothing answers at %2.</source>
        <translation>%1 正在运行吗？%2 没有应答。</translation>
    </message>
    <message>
        <source>The provider refuses this key.</source>
        <translation>服务商拒绝此密钥。</translation>
    </message>
</context>
<context>
    <name>ui::pages::GuideFirstRequest</name>
    <message>
        <source>Give every tool this address and this token in place of its provider&apos;s.</source>
        <translation>把每个工具中服务商的地址和密钥换成下面的地址和令牌。</translation>
    </message>
    <message>
        <source>Send one now</source>
        <translation>立即发送一次</translation>
    </message>
    <message>
        <source>Waiting for the first request. It is shown here as soon as it comes.</source>
        <translation>正在等待第一次请求，到达后立即显示在这里。</translation>
    </message>
    <message>
        <source>No channel is on: go back and choose who answers.</source>
        <translation>没有已启用的渠道：请返回上一步选择由谁应答。</translation>
    </message>
    <message>
        <source>A request came, and failed with %1: %2</source>
        <translation>收到一次请求，但失败了（%1）：%2</translation>
    </message>
    <message>
        <source>It works: %1 asked for %2.</source>
        <translation>成功：%1 请求了 %2。</translation>
    </message>
    <message>
        <source>It works: the first request was answered.</source>
        <translation>成功：第一次请求已得到应答。</translation>
    </message>
</context>
<context>
    <name>ui::pages::HistoryCard</name>
    <message>
        <source>History</source>
        <translation>更改历史</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>The whole history</source>
        <translation>全部历史</translation>
    </message>
    <message>
        <source>Return to it</source>
        <translation>回到此处</translation>
    </message>
    <message>
        <source>No changes yet. Each one will be here, with a way back.</source>
        <translation>尚无更改。每次更改都会列在这里，并可撤回。</translation>
    </message>
    <message>
        <source>Unchanged since %1</source>
        <translation>自 %1 起未改动</translation>
    </message>
    <message>
        <source>Nothing changed yet</source>
        <translation>尚无改动</translation>
    </message>
    <message>
        <source>Changed just now</source>
        <translation>刚刚改动</translation>
    </message>
    <message>
        <source>As it was until %1</source>
        <translation>%1 之前的设置</translation>
    </message>
</context>
<context>
    <name>ui::pages::HistoryDialog</name>
    <message>
        <source>History of the settings</source>
        <translation>设置更改历史</translation>
    </message>
    <message>
        <source>Back to here</source>
        <translation>回到此处</translation>
    </message>
    <message>
        <source>Undo everything after %1</source>
        <translation>撤销 %1 之后的所有更改</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Show older changes</source>
        <translation>显示更早的更改</translation>
    </message>
</context>
<context>
    <name>ui::pages::HistoryEntryView</name>
    <message>
        <source>Undo %1</source>
        <translation>撤销 %1</translation>
    </message>
</context>
<context>
    <name>ui::pages::ImportPanel</name>
    <message>
        <source>Import from one-api</source>
        <translation>从 one-api 导入</translation>
    </message>
    <message>
        <source>Reading… %1 s</source>
        <translation>读取中… %1 秒</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>读取中…</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>导入中…</translation>
    </message>
    <message>
        <source>Done: all of it is here.</source>
        <translation>完成：全部内容均已导入。</translation>
    </message>
    <message>
        <source>This would come. Nothing has been changed yet.</source>
        <translation>将导入以下内容，目前尚未做任何更改。</translation>
    </message>
    <message>
        <source>There is nothing in it that is not here already.</source>
        <translation>其中没有新内容，全部已存在。</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>here already</source>
        <translation>已存在</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求记录</translation>
    </message>
    <message>
        <source>Not taken: the setting %1 is %2 there.</source>
        <translation>未导入：设置 %1 在原库中为 %2。</translation>
    </message>
    <message>
        <source>Importing… %1 s</source>
        <translation>正在导入… %1 秒</translation>
    </message>
</context>
<context>
    <name>ui::pages::KeyRow</name>
    <message>
        <source>Show the key</source>
        <translation>显示密钥</translation>
    </message>
    <message>
        <source>Remove the key</source>
        <translation>移除密钥</translation>
    </message>
    <message>
        <source>Hide the key</source>
        <translation>隐藏密钥</translation>
    </message>
</context>
<context>
    <name>ui::pages::KeyRows</name>
    <message>
        <source>New key</source>
        <translation>新密钥</translation>
    </message>
    <message>
        <source>Paste a key</source>
        <translation>粘贴密钥</translation>
    </message>
</context>
<context>
    <name>ui::pages::KnockCard</name>
    <message>
        <source>Last to knock</source>
        <translation>最近来访</translation>
    </message>
    <message>
        <source>Copy token</source>
        <translation>复制令牌</translation>
    </message>
    <message>
        <source>Show request</source>
        <translation>查看请求</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>A client without a name</source>
        <translation>未具名的客户端</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Its answer has not ended yet.</source>
        <translation>应答尚未结束。</translation>
    </message>
    <message>
        <source>Answered.</source>
        <translation>已应答。</translation>
    </message>
    <message>
        <source>Nobody has called yet.</source>
        <translation>还没有客户端来访。</translation>
    </message>
    <message>
        <source>Paste address and token into a client. Its first request shows up here, with the remedy if it fails.</source>
        <translation>把地址和令牌填入客户端。它的第一个请求会显示在这里，失败时附上处理办法。</translation>
    </message>
    <message>
        <source>Not listening yet</source>
        <translation>尚未监听</translation>
    </message>
    <message>
        <source>Listening on port %1</source>
        <translation>正在监听端口 %1</translation>
    </message>
    <message>
        <source>No requests since the start.</source>
        <translation>启动以来没有请求。</translation>
    </message>
    <message>
        <source>Open channels</source>
        <translation>打开渠道</translation>
    </message>
</context>
<context>
    <name>ui::pages::LedgerFilterBar</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>任意时间</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>最近 24 小时</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>从 … 到 …</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Any model</source>
        <translation>任意模型</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Any token</source>
        <translation>任意令牌</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Any channel</source>
        <translation>任意渠道</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>任意状态</translation>
    </message>
    <message>
        <source>Status, or a code of your own</source>
        <translation>状态，或自定状态码</translation>
    </message>
    <message>
        <source>Choose, or type a status code</source>
        <translation>选择或输入状态码</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>2xx answered</source>
        <translation>2xx 已应答</translation>
    </message>
    <message>
        <source>4xx refused</source>
        <translation>4xx 被拒绝</translation>
    </message>
    <message>
        <source>5xx failed</source>
        <translation>5xx 失败</translation>
    </message>
    <message>
        <source>Slow only</source>
        <translation>仅慢请求</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>removed (%1)</source>
        <translation>已删除（%1）</translation>
    </message>
</context>
<context>
    <name>ui::pages::LedgerView</name>
    <message>
        <source>Copied; set TRAYRELAY_TOKEN to a token before you run it</source>
        <translation>已复制；运行前请将 TRAYRELAY_TOKEN 设为令牌</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求记录</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Show address and token</source>
        <translation>查看地址和令牌</translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n 条新记录</numerusform>
        </translation>
    </message>
    <message>
        <source>No requests yet</source>
        <translation>还没有请求</translation>
    </message>
    <message>
        <source>Give a program this relay&apos;s address and token: each of its requests is listed here.</source>
        <translation>把本中继的地址和令牌填入程序：它的每次请求都会列在这里。</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配项</translation>
    </message>
    <message>
        <source>No request in the ledger is as the filter wants it.</source>
        <translation>请求记录中没有符合筛选条件的请求。</translation>
    </message>
    <message>
        <source>That request is not among the newest in the ledger.</source>
        <translation>该请求不在最新的记录中。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s) · %1 failed · %2</source>
        <translation>
            <numerusform>%Ln 个请求 · %1 个失败 · %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln row(s)</source>
        <translation>
            <numerusform>共 %Ln 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %Ln row(s); for older ones choose an earlier time</source>
        <translation>
            <numerusform>最新 %Ln 条；更早的请选择更早的时间</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %Ln row(s); older ones come as you scroll</source>
        <translation>
            <numerusform>最新 %Ln 条；滚动即可加载更早的</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more request(s) since the start came without a known key and were refused; of such ones only the first of each minute have a row.</source>
        <translation>
            <numerusform>启动以来另有 %Ln 个请求因未带有效密钥被拒绝；这类请求每分钟只记录最先的一部分。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::LogChartCard</name>
    <message>
        <source>Nothing watched yet</source>
        <translation>尚未观察</translation>
    </message>
    <message>
        <source>Sizes are drawn from the relay&apos;s start on, a point every few seconds.</source>
        <translation>从中继启动起绘制，每隔几秒一个点。</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 小时</translation>
    </message>
    <message>
        <source>Time shown</source>
        <translation>显示时段</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>写回</translation>
    </message>
    <message>
        <source>Checkpoint %1</source>
        <translation>%1 写回</translation>
    </message>
    <message>
        <source>by you</source>
        <translation>由你执行</translation>
    </message>
    <message>
        <source>%1 today</source>
        <translation>今日 %1</translation>
    </message>
    <message>
        <source>%1 since the start</source>
        <translation>启动以来 %1</translation>
    </message>
    <message>
        <source>Sizes of the log, the journal and the file over time</source>
        <translation>日志、暂存和文件大小随时间的变化</translation>
    </message>
    <message>
        <source>by you; it could not copy all</source>
        <translation>由您执行；未能全部写回</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 天</translation>
    </message>
</context>
<context>
    <name>ui::pages::MeasurementTable</name>
    <message>
        <source>%1: %2 before, %3 after, %4</source>
        <translation>%1：之前 %2，之后 %3，%4</translation>
    </message>
    <message>
        <source>Last measurement</source>
        <translation>上次测量</translation>
    </message>
    <message>
        <source>change</source>
        <translation>变化</translation>
    </message>
</context>
<context>
    <name>ui::pages::ModelChip</name>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
</context>
<context>
    <name>ui::pages::ModelChips</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Choose models</source>
        <translation>选择模型</translation>
    </message>
</context>
<context>
    <name>ui::pages::ModelPicker</name>
    <message>
        <source>Search, or type another name and press Enter</source>
        <translation>搜索，或输入其他名称后按 Enter</translation>
    </message>
    <message>
        <source>Search models</source>
        <translation>搜索模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>ui::pages::OptimizationsPage</name>
    <message>
        <source>Optimizations</source>
        <translation>优化</translation>
    </message>
    <message>
        <source>The measurement cannot be kept: %1</source>
        <translation>无法保存测量结果：%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Each switch on and off, one after another, beside live traffic</source>
        <translation>在实际流量之外，逐一测量每个开关的开与关</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
    <message numerus="yes">
        <source>Apply to %n setting(s)</source>
        <translation>
            <numerusform>应用到 %n 项设置</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was edited by hand, and is not in force yet. %2.</source>
        <translation>%1 被手动编辑过，尚未生效。%2。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Cancel measuring</source>
        <translation>取消测量</translation>
    </message>
    <message>
        <source>measuring %1 · %2 of %3 · %4 %</source>
        <translation>正在测量 %1 · %2 / %3 · %4 %</translation>
    </message>
    <message>
        <source>The relay begins anew</source>
        <translation>中继正在重新开始</translation>
    </message>
    <message>
        <source>Measure the switches</source>
        <translation>测量各开关</translation>
    </message>
    <message numerus="yes">
        <source>Measure the %n switch(es)</source>
        <translation>
            <numerusform>测量 %n 个开关</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Success rate</source>
        <translation>成功率</translation>
    </message>
    <message>
        <source>LLM tokens</source>
        <translation>LLM Token</translation>
    </message>
    <message>
        <source>Cost today</source>
        <translation>今日花费</translation>
    </message>
    <message>
        <source>Cache hits</source>
        <translation>缓存命中</translation>
    </message>
    <message>
        <source>DB writes</source>
        <translation>数据库写入</translation>
    </message>
    <message>
        <source>WAL</source>
        <translation>WAL</translation>
    </message>
    <message>
        <source>The test request failed: %1</source>
        <translation>测试请求失败：%1</translation>
    </message>
    <message>
        <source>Send test request</source>
        <translation>发送测试请求</translation>
    </message>
    <message>
        <source>Token copied.</source>
        <translation>已复制令牌。</translation>
    </message>
    <message>
        <source>Response time, relay overhead and requests over time</source>
        <translation>响应时间、中继开销和请求数随时间的变化</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 分钟</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 小时</translation>
    </message>
    <message>
        <source>Span of time</source>
        <translation>时间范围</translation>
    </message>
    <message>
        <source>Add a channel</source>
        <translation>添加渠道</translation>
    </message>
    <message>
        <source>waiting for the first request</source>
        <translation>等待第一次请求</translation>
    </message>
    <message>
        <source>No requests in the last 5 minutes</source>
        <translation>最近 5 分钟没有请求</translation>
    </message>
    <message>
        <source>No requests in the last hour</source>
        <translation>最近一小时没有请求</translation>
    </message>
    <message>
        <source>No requests in the last 24 hours</source>
        <translation>最近 24 小时没有请求</translation>
    </message>
    <message>
        <source>The built-in channel demo answers with no key and no network.</source>
        <translation>内置演示渠道无需密钥和网络即可应答。</translation>
    </message>
    <message>
        <source>The relay does not listen yet.</source>
        <translation>中继尚未开始监听。</translation>
    </message>
    <message>
        <source>There is no enabled token to ask with: create one under Tokens.</source>
        <translation>没有可用的令牌：请在“令牌”页创建。</translation>
    </message>
    <message>
        <source>There is no channel with a model to ask: add one under Channels.</source>
        <translation>没有带模型的渠道：请在“渠道”页添加。</translation>
    </message>
    <message>
        <source>%1 answered after %2.</source>
        <translation>%1 在 %2 后应答。</translation>
    </message>
    <message>
        <source>The test request was answered with %1.</source>
        <translation>测试请求的应答为 %1。</translation>
    </message>
    <message>
        <source>The test request was answered with %1: %2</source>
        <translation>测试请求的应答为 %1：%2</translation>
    </message>
    <message>
        <source>No channel is on that could answer.</source>
        <translation>没有可应答的已启用渠道。</translation>
    </message>
    <message>
        <source>A test request asks for %1; its provider may charge for it.</source>
        <translation>测试请求会调用 %1；提供商可能会为此收费。</translation>
    </message>
    <message>
        <source>no request since the start</source>
        <translation>启动以来还没有请求</translation>
    </message>
    <message>
        <source>up %1 · %2</source>
        <translation>已运行 %1 · %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s) per minute</source>
        <translation>
            <numerusform>每分钟 %Ln 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>Create a token</source>
        <translation>创建令牌</translation>
    </message>
    <message>
        <source>Turn on the demo</source>
        <translation>启用演示渠道</translation>
    </message>
    <message>
        <source>There is no channel yet that could answer.</source>
        <translation>还没有可以应答的渠道。</translation>
    </message>
    <message>
        <source>A test request asks the built-in channel demo, which is free, or %1, whose provider may charge for it.</source>
        <translation>测试请求可以用免费的内置演示渠道，也可以用 %1（服务商可能收费）。</translation>
    </message>
    <message>
        <source>%1: built in, free</source>
        <translation>%1：内置，免费</translation>
    </message>
    <message>
        <source>%1: its provider may charge for it</source>
        <translation>%1：服务商可能收费</translation>
    </message>
    <message>
        <source>No requests since the start</source>
        <translation>启动以来还没有请求</translation>
    </message>
</context>
<context>
    <name>ui::pages::PairRows</name>
    <message>
        <source>Model that a client asks for</source>
        <translation>客户端请求的模型</translation>
    </message>
    <message>
        <source>Name of the header</source>
        <translation>请求头名称</translation>
    </message>
    <message>
        <source>Model that the upstream gets</source>
        <translation>上游收到的模型</translation>
    </message>
    <message>
        <source>Value of the header</source>
        <translation>请求头的值</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Add a row</source>
        <translation>添加一行</translation>
    </message>
    <message>
        <source>Remove the row</source>
        <translation>移除此行</translation>
    </message>
</context>
<context>
    <name>ui::pages::PowerCard</name>
    <message>
        <source>If the power failed now</source>
        <translation>若此刻断电</translation>
    </message>
    <message>
        <source>Answered to clients, not yet safe on the disk.</source>
        <translation>已应答客户端，但尚未安全落盘。</translation>
    </message>
    <message>
        <source>What is at risk</source>
        <translation>风险内容</translation>
    </message>
    <message>
        <source>in the WAL, not yet synced</source>
        <translation>在 WAL 中，尚未同步</translation>
    </message>
    <message>
        <source>staged in the journal</source>
        <translation>暂存在日志中</translation>
    </message>
    <message>
        <source>settings, tokens, channels</source>
        <translation>设置、令牌、渠道</translation>
    </message>
    <message>
        <source>Each row is on the disk before its answer ends.</source>
        <translation>每条记录都在应答结束前写入磁盘。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>at risk</source>
        <translation>有风险</translation>
    </message>
    <message>
        <source>or %1 of usage at risk</source>
        <translation>即 %1 的用量有风险</translation>
    </message>
    <message>
        <source>If only the program crashed: journal mode %1 may leave a broken file.</source>
        <translation>若只是程序崩溃：日志模式 %1 可能损坏文件。</translation>
    </message>
    <message>
        <source>If only the program crashed: 0 rows.</source>
        <translation>若只是程序崩溃：丢失 0 条。</translation>
    </message>
    <message>
        <source>Make it 0: batches off</source>
        <translation>降为 0：关闭合批</translation>
    </message>
    <message>
        <source>Make it 0: FULL, batches off</source>
        <translation>降为 0：FULL，关闭合批</translation>
    </message>
    <message>
        <source>Make it 0: synchronous FULL</source>
        <translation>降为 0：synchronous FULL</translation>
    </message>
</context>
<context>
    <name>ui::pages::PresetBar</name>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>Remedies</source>
        <translation>对症处理</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) differ from it</source>
        <translation>
            <numerusform>有 %n 项与预设不同</numerusform>
        </translation>
    </message>
    <message>
        <source>all settings are as it says</source>
        <translation>所有设置与预设一致</translation>
    </message>
    <message>
        <source>%1 is in force</source>
        <translation>当前为 %1</translation>
    </message>
</context>
<context>
    <name>ui::pages::PriceDelegate</name>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>ui::pages::PricesView</name>
    <message>
        <source>Search models</source>
        <translation>搜索模型</translation>
    </message>
    <message>
        <source>Add a price</source>
        <translation>添加价格</translation>
    </message>
    <message>
        <source>For the model that is named in the search field</source>
        <translation>为搜索框中的模型添加</translation>
    </message>
    <message>
        <source>Take the built-in price</source>
        <translation>改用内置价格</translation>
    </message>
    <message>
        <source>Prices in dollars per million tokens</source>
        <translation>价格（美元 / 百万 Token）</translation>
    </message>
    <message>
        <source>The price of %1 counts from now on</source>
        <translation>%1 的价格即刻生效</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) of your channels have no price: what they cost is not counted.</source>
        <translation>
            <numerusform>你的渠道中有 %n 个模型没有价格：其花费未计入。</numerusform>
        </translation>
    </message>
    <message>
        <source>No model has this in its name. “Add a price” gives it one.</source>
        <translation>没有模型名称包含它。可用“添加价格”为它定价。</translation>
    </message>
    <message>
        <source>Dollars per million tokens. Double-click a price, or type, to change it; yours win over the built-in ones.</source>
        <translation>单位为美元 / 百万 Token。双击价格或直接输入即可修改；你的价格优先于内置价格。</translation>
    </message>
    <message>
        <source>The built-in price of %1 counts from now on</source>
        <translation>从现在起按 %1 的内置价格计算</translation>
    </message>
    <message>
        <source>%1 has no price now</source>
        <translation>%1 现在没有价格</translation>
    </message>
</context>
<context>
    <name>ui::pages::ProfileView</name>
    <message>
        <source>Threads and their stacks</source>
        <translation>线程及其调用栈</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>显示方式</translation>
    </message>
    <message>
        <source>Icicle</source>
        <translation>冰柱图</translation>
    </message>
    <message>
        <source>Flame</source>
        <translation>火焰图</translation>
    </message>
    <message>
        <source>Callers on top or at the foot</source>
        <translation>调用者在上或在下</translation>
    </message>
    <message>
        <source>Grouped</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>One by one</source>
        <translation>逐个</translation>
    </message>
    <message>
        <source>Equal stacks together or one by one</source>
        <translation>相同的调用栈合并或逐个显示</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Search functions</source>
        <translation>搜索函数</translation>
    </message>
    <message>
        <source>TrayRelay</source>
        <translation>TrayRelay</translation>
    </message>
    <message>
        <source>Qt</source>
        <translation>Qt</translation>
    </message>
    <message>
        <source>libraries, kernel</source>
        <translation>库、内核</translation>
    </message>
    <message>
        <source>Functions</source>
        <translation>函数</translation>
    </message>
    <message>
        <source>%1 % matched</source>
        <translation>匹配 %1 %</translation>
    </message>
    <message>
        <source>Click a box to look closer, Backspace goes back.</source>
        <translation>点击方块放大，按 Backspace 返回。</translation>
    </message>
</context>
<context>
    <name>ui::pages::ProfilingPage</name>
    <message>
        <source>Profiling</source>
        <translation>性能剖析</translation>
    </message>
    <message>
        <source>Save profile.proto…</source>
        <translation>保存 profile.proto…</translation>
    </message>
    <message>
        <source>For go tool pprof and other readers of profile.proto</source>
        <translation>供 go tool pprof 等工具读取</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>未能写入 %1：%2</translation>
    </message>
    <message>
        <source>The profiling server has another port</source>
        <translation>性能剖析服务已改用其他端口</translation>
    </message>
    <message>
        <source>The profiling server is on</source>
        <translation>性能剖析服务已开启</translation>
    </message>
    <message>
        <source>The profiling server is off</source>
        <translation>性能剖析服务已关闭</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Heap</source>
        <translation>堆</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Locks</source>
        <translation>锁</translation>
    </message>
    <message>
        <source>What to look at</source>
        <translation>查看内容</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>No profile yet</source>
        <translation>还没有剖析结果</translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation>剩余 %1 秒</translation>
    </message>
    <message>
        <source>putting it together</source>
        <translation>正在整理</translation>
    </message>
    <message>
        <source>CPU, %1 s until %2</source>
        <translation>CPU，%1 秒，截至 %2</translation>
    </message>
    <message>
        <source>taken at %1</source>
        <translation>采集于 %1</translation>
    </message>
    <message>
        <source>Which functions the processor works for. Take one while the relay is busy or a core is full; it costs a few per cent meanwhile.</source>
        <translation>处理器在为哪些函数工作。请在中继繁忙或某个核心占满时采集；期间会多占几个百分点。</translation>
    </message>
    <message>
        <source>where the time goes</source>
        <translation>时间花在哪里</translation>
    </message>
    <message>
        <source>Which functions have asked for the memory that is in use. Take one when the program grows.</source>
        <translation>哪些函数申请了正在使用的内存。请在程序占用增长时采集。</translation>
    </message>
    <message>
        <source>where the memory is</source>
        <translation>内存用在哪里</translation>
    </message>
    <message>
        <source>Where each thread stands at this moment, and the exchanges in progress. Take one when something hangs.</source>
        <translation>此刻每个线程所在的位置，以及进行中的请求。请在卡住时采集。</translation>
    </message>
    <message>
        <source>where everybody stands</source>
        <translation>各线程在哪里</translation>
    </message>
    <message>
        <source>Where threads have waited for others. Take one when requests are slow and the processor is not busy.</source>
        <translation>线程在哪里等待其他线程。请在请求慢而处理器不忙时采集。</translation>
    </message>
    <message>
        <source>who waits</source>
        <translation>谁在等待</translation>
    </message>
    <message>
        <source>Who held the locks that others waited for. Take one when threads stand in each other&apos;s way.</source>
        <translation>谁持有其他线程等待的锁。请在线程互相妨碍时采集。</translation>
    </message>
    <message>
        <source>who lets others wait</source>
        <translation>谁让别人等待</translation>
    </message>
    <message>
        <source>Save profile</source>
        <translation>保存剖析结果</translation>
    </message>
    <message>
        <source>Profiles (*.pb.gz)</source>
        <translation>剖析文件 (*.pb.gz)</translation>
    </message>
    <message>
        <source>a profile that is being taken</source>
        <translation>正在采集的剖析</translation>
    </message>
    <message>
        <source>a profile that was not saved</source>
        <translation>未保存的剖析</translation>
    </message>
    <message numerus="yes">
        <source>%Ln sample(s): too few to judge by</source>
        <translation>
            <numerusform>%Ln 个样本：太少，不足为据</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln sample(s)</source>
        <translation>
            <numerusform>%Ln 个样本</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::ProfilingServerCard</name>
    <message>
        <source>Profiling server</source>
        <translation>性能剖析服务</translation>
    </message>
    <message>
        <source>for go tool pprof and its like, on this computer alone</source>
        <translation>供 go tool pprof 等工具使用，仅限本机</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Port of the profiling server</source>
        <translation>性能剖析服务的端口</translation>
    </message>
    <message>
        <source>Address of the profiling server</source>
        <translation>性能剖析服务的地址</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
</context>
<context>
    <name>ui::pages::RecordPanel</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>ui::pages::RequestDetail</name>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Where the time went</source>
        <translation>时间花在哪里</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>尝试</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation>复制为 curl</translation>
    </message>
    <message>
        <source>With a text of its own: what a client had asked is not kept. The token is $TRAYRELAY_TOKEN.</source>
        <translation>使用示例文本：客户端问了什么不会保留。令牌用 $TRAYRELAY_TOKEN 代替。</translation>
    </message>
    <message>
        <source>Open channel</source>
        <translation>打开渠道</translation>
    </message>
    <message>
        <source>No model named</source>
        <translation>未指定模型</translation>
    </message>
    <message>
        <source>%1, first token after %2</source>
        <translation>%1，首个 Token 用时 %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>channel %1</source>
        <translation>渠道 %1</translation>
    </message>
    <message>
        <source>No upstream was asked.</source>
        <translation>没有请求任何上游。</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>the model has no price</source>
        <translation>该模型没有价格</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>输入 Token</translation>
    </message>
    <message>
        <source>of them cached</source>
        <translation>其中缓存</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>输出 Token</translation>
    </message>
    <message>
        <source>of them reasoning</source>
        <translation>其中推理</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>花费</translation>
    </message>
    <message>
        <source>Sent as</source>
        <translation>发送为</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>%1 in, %2 out</source>
        <translation>入 %1，出 %2</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>请求 ID</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>记录</translation>
    </message>
</context>
<context>
    <name>ui::pages::RequestsPage</name>
    <message>
        <source>Requests</source>
        <translation>请求记录</translation>
    </message>
    <message>
        <source>Spend</source>
        <translation>花费</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation>导出 CSV</translation>
    </message>
    <message>
        <source>The export has failed: %1</source>
        <translation>导出失败：%1</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 文件 (*.csv)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>an export that runs</source>
        <translation>正在进行的导出</translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) are in %1</source>
        <translation>
            <numerusform>%1 中有 %Ln 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) · Cancel</source>
        <translation>
            <numerusform>%Ln 行 · 取消</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::pages::RestoreDialog</name>
    <message>
        <source>Restore a backup</source>
        <translation>还原备份</translation>
    </message>
    <message>
        <source>What was recorded after the backup is no longer in the database: requests, spend, changes of channels, tokens and settings. The database as it is now is kept as a safety copy. The relay lets answers end and begins anew.</source>
        <translation>备份之后的内容将不在数据库中：请求、花费，以及对渠道、令牌和设置的更改。当前数据库会另存一份以防万一。中继会等应答结束后重新开始。</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Another file…</source>
        <translation>其他文件…</translation>
    </message>
    <message>
        <source>Keep the database</source>
        <translation>保留当前数据库</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>There are no backups yet.</source>
        <translation>还没有备份。</translation>
    </message>
    <message>
        <source>A backup</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>The folder of backups has not been read.</source>
        <translation>尚未读取备份文件夹。</translation>
    </message>
    <message>
        <source>Kept before a restore: the way back</source>
        <translation>恢复前留存的副本：可由此退回</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingDetail</name>
    <message>
        <source>Default: %1</source>
        <translation>默认：%1</translation>
    </message>
    <message>
        <source>%1 · from %2 to %3</source>
        <translation>%1 · 从 %2 到 %3</translation>
    </message>
    <message>
        <source>Copy .env line</source>
        <translation>复制 .env 行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingFinds</name>
    <message>
        <source>Found</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>No setting has these words</source>
        <translation>没有包含这些文字的设置</translation>
    </message>
    <message>
        <source>Names, texts and .env names are searched, in both languages.</source>
        <translation>搜索名称、说明和 .env 名称，两种语言均可。</translation>
    </message>
    <message>
        <source>Open Network</source>
        <translation>打开“网络”</translation>
    </message>
    <message>
        <source>Open Optimizations</source>
        <translation>打开“优化”</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingLine</name>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>set, and not shown</source>
        <translation>已设定，不显示</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Back to the default: %1</source>
        <translation>恢复默认值：%1</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>takes effect: %1</source>
        <translation>生效时间：%1</translation>
    </message>
    <message>
        <source>Copy .env line</source>
        <translation>复制 .env 行</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingList</name>
    <message>
        <source>No such setting</source>
        <translation>没有这个设置</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置项</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Engine says</source>
        <translation>引擎回读</translation>
    </message>
    <message>
        <source>Takes effect</source>
        <translation>何时生效</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>Nothing here is called or says “%1”.</source>
        <translation>没有名称或说明包含“%1”的设置。</translation>
    </message>
    <message>
        <source>Open Settings</source>
        <translation>打开“设置”</translation>
    </message>
    <message>
        <source>Not among the optimizations</source>
        <translation>不在优化项中</translation>
    </message>
    <message>
        <source>The Settings page has it: %1.</source>
        <translation>“设置”页中有：%1。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingName</name>
    <message>
        <source>%1, changed</source>
        <translation>%1，已改</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingRowView</name>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Restart now</source>
        <translation>立即重启</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Measure %1</source>
        <translation>测量 %1</translation>
    </message>
    <message>
        <source>%1: back to %2</source>
        <translation>%1：恢复为 %2</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>tuning is off</source>
        <translation>调优已关闭</translation>
    </message>
    <message>
        <source>It counts again once SQLite tuning is on.</source>
        <translation>开启 SQLite 调优后重新生效。</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Takes effect when the relay begins anew.</source>
        <translation>中继重新开始后生效。</translation>
    </message>
    <message>
        <source>Copy .env line</source>
        <translation>复制 .env 行</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>恢复默认值</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingSearch</name>
    <message>
        <source>Search name, text or .env</source>
        <translation>搜索名称、说明或 .env</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>搜索设置</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingSectionView</name>
    <message>
        <source>Show less</source>
        <translation>收起</translation>
    </message>
    <message numerus="yes">
        <source>Show %n more, all at their default</source>
        <translation>
            <numerusform>显示其余 %n 项（均为默认值）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <translation>
            <numerusform>%n 项设置</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 changed</source>
        <translation>%1，%2 项已改</translation>
    </message>
    <message>
        <source>%1, all at their default</source>
        <translation>%1，均为默认值</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsAbout</name>
    <message>
        <source>a personal relay for LLM APIs</source>
        <translation>个人 LLM API 中继</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>GNU General Public License, version 3 or later</source>
        <translation>GNU 通用公共许可证第 3 版或更新版本</translation>
    </message>
    <message>
        <source>Its text</source>
        <translation>全文</translation>
    </message>
    <message>
        <source>Warranty</source>
        <translation>担保</translation>
    </message>
    <message>
        <source>None, as far as the law allows.</source>
        <translation>在法律允许的范围内，不提供担保。</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>数据文件夹</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>构建于</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsGeneral</name>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Start with the computer</source>
        <translation>开机启动</translation>
    </message>
    <message>
        <source>Start without the window</source>
        <translation>启动时不显示窗口</translation>
    </message>
    <message>
        <source>Only the tray icon is seen. A second start shows the window.</source>
        <translation>只显示托盘图标。再次启动会显示窗口。</translation>
    </message>
    <message>
        <source>Close to the tray</source>
        <translation>关闭到托盘</translation>
    </message>
    <message>
        <source>The relay works on when the window is closed. Off: closing quits.</source>
        <translation>关闭窗口后中继继续工作。关闭此项则关窗即退出。</translation>
    </message>
    <message>
        <source>Closing the window keeps the relay running</source>
        <translation>关闭窗口后中继继续运行</translation>
    </message>
    <message>
        <source>Closing the window quits the program</source>
        <translation>关闭窗口即退出程序</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>数据文件夹</translation>
    </message>
    <message>
        <source>Database, settings, backups and logs.</source>
        <translation>数据库、设置、备份和日志。</translation>
    </message>
    <message>
        <source>Show it again</source>
        <translation>再次显示</translation>
    </message>
    <message>
        <source>First-start guide</source>
        <translation>新手引导</translation>
    </message>
    <message>
        <source>From nothing to a first request.</source>
        <translation>从零开始，完成第一次请求。</translation>
    </message>
    <message>
        <source>When you log in.</source>
        <translation>登录时启动。</translation>
    </message>
    <message>
        <source>TrayRelay starts with the computer</source>
        <translation>TrayRelay 将随开机启动</translation>
    </message>
    <message>
        <source>TrayRelay waits to be started</source>
        <translation>TrayRelay 不再自动启动</translation>
    </message>
    <message>
        <source>The next start shows the tray icon alone</source>
        <translation>下次启动只显示托盘图标</translation>
    </message>
    <message>
        <source>The next start shows the window</source>
        <translation>下次启动显示窗口</translation>
    </message>
    <message>
        <source>The system has no program that shows folders. It is %1</source>
        <translation>系统没有可打开文件夹的程序。路径为 %1</translation>
    </message>
    <message>
        <source>Show in the menu of programs</source>
        <translation>显示在程序菜单中</translation>
    </message>
    <message>
        <source>Your desktop&apos;s menu then starts this file, wherever you keep it.</source>
        <translation>桌面菜单将启动此文件，无论您把它放在哪里。</translation>
    </message>
    <message>
        <source>The menu of programs has TrayRelay now</source>
        <translation>程序菜单中已有 TrayRelay</translation>
    </message>
    <message>
        <source>The menu of programs has TrayRelay no more</source>
        <translation>程序菜单中已不再有 TrayRelay</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsLimits</name>
    <message>
        <source>Requests and channels</source>
        <translation>请求与渠道</translation>
    </message>
    <message>
        <source>Ledger and database</source>
        <translation>请求记录与数据库</translation>
    </message>
    <message>
        <source>Guard: takes back a change that made things worse</source>
        <translation>守护：自动撤回使情况变差的更改</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsNetwork</name>
    <message>
        <source>Going out</source>
        <translation>出站</translation>
    </message>
    <message>
        <source>The relay has moved to the new address</source>
        <translation>中继已改用新地址</translation>
    </message>
    <message>
        <source>Where clients call</source>
        <translation>客户端调用地址</translation>
    </message>
    <message>
        <source>This computer alone</source>
        <translation>仅本机</translation>
    </message>
    <message>
        <source>The local network too</source>
        <translation>也允许局域网</translation>
    </message>
    <message>
        <source>Another address</source>
        <translation>其他地址</translation>
    </message>
    <message>
        <source>Who can reach the relay</source>
        <translation>谁可以访问中继</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>0: a free one</source>
        <translation>0：任选空闲端口</translation>
    </message>
    <message>
        <source>The address is tried first. Answers under way end, then the relay begins anew there.</source>
        <translation>先试用该地址。进行中的应答结束后，中继在新地址重新开始。</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Without a token nobody could call, and nothing should be open to the network without one.</source>
        <translation>没有令牌就无人可以调用，也不应在没有令牌时对网络开放。</translation>
    </message>
    <message>
        <source>Create a token</source>
        <translation>创建令牌</translation>
    </message>
    <message>
        <source>Every computer in this network can then reach the relay, unencrypted: whoever has a token spends your money, and whoever listens reads prompts, answers and tokens. The system&apos;s firewall may ask.</source>
        <translation>此后网络中的每台电脑都能以未加密方式访问中继：持有令牌的人会花你的钱，监听者能读到提示词、应答和令牌。系统防火墙可能会询问。</translation>
    </message>
    <message>
        <source>Open to the network</source>
        <translation>对网络开放</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>正在尝试…</translation>
    </message>
    <message>
        <source>An address, like 127.0.0.1</source>
        <translation>地址，例如 127.0.0.1</translation>
    </message>
    <message>
        <source>The relay moves to the new address; answers under way end first</source>
        <translation>中继正在移到新地址；进行中的应答会先结束</translation>
    </message>
    <message>
        <source>Browsers</source>
        <translation>浏览器</translation>
    </message>
    <message>
        <source>Address for other computers</source>
        <translation>供其他电脑使用的地址</translation>
    </message>
    <message>
        <source>It is open: other computers call</source>
        <translation>已开放，其他电脑可访问</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限制</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Part of the settings</source>
        <translation>设置分区</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n setting(s) take effect when the relay begins anew: %1</source>
        <translation>
            <numerusform>有 %n 项设置在中继重新开始后生效：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Restart now</source>
        <translation>立即重启</translation>
    </message>
    <message>
        <source>The relay begins anew; answers under way end first</source>
        <translation>中继将重新开始；进行中的应答先结束</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsSecurity</name>
    <message>
        <source>For the first start alone</source>
        <translation>仅用于首次启动</translation>
    </message>
    <message>
        <source>Where the master key is</source>
        <translation>主密钥的位置</translation>
    </message>
    <message>
        <source>asking</source>
        <translation>正在查询</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Keep it elsewhere</source>
        <translation>换个地方保存</translation>
    </message>
    <message>
        <source>Admin token</source>
        <translation>管理令牌</translation>
    </message>
    <message>
        <source>opens the admin API: as good as this window</source>
        <translation>可用于管理接口，权限等同本窗口</translation>
    </message>
    <message>
        <source>What leaves this computer</source>
        <translation>哪些内容会离开本机</translation>
    </message>
    <message>
        <source>If a collector for traces is set (Network), it is told models, times and status of each exchange, and no text.</source>
        <translation>若设定了追踪收集器（网络），它会得到每次请求的模型、时间和状态，但没有文本。</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>the system&apos;s keyring</source>
        <translation>系统密钥环</translation>
    </message>
    <message>
        <source>keyring</source>
        <translation>密钥环</translation>
    </message>
    <message>
        <source>key file</source>
        <translation>密钥文件</translation>
    </message>
    <message>
        <source>All keys and tokens in the database are sealed. What opens them is in %1: a copy of the data folder alone opens nothing.</source>
        <translation>数据库中的所有密钥和令牌均已加密。解密用的主密钥在%1中：仅复制数据文件夹无法解开任何内容。</translation>
    </message>
    <message>
        <source>All keys and tokens in the database are sealed. What opens them is in a file beside it that no other user can read: whoever copies the whole data folder has both.</source>
        <translation>数据库中的所有密钥和令牌均已加密。主密钥在旁边一个其他用户无法读取的文件中：复制整个数据文件夹的人会同时得到两者。</translation>
    </message>
    <message>
        <source>Move to a key file</source>
        <translation>移到密钥文件</translation>
    </message>
    <message>
        <source>Move to the keyring</source>
        <translation>移到密钥环</translation>
    </message>
    <message>
        <source>Then a copy of the data folder is enough to read every key. It helps where the keyring is locked when the program starts.</source>
        <translation>此后复制数据文件夹就足以读取所有密钥。适用于程序启动时密钥环仍被锁定的情况。</translation>
    </message>
    <message>
        <source>%1 opens with your login. Another user or another computer cannot open the keys then: a backup taken there needs the key file again.</source>
        <translation>%1随登录解锁。其他用户或其他电脑无法解开密钥：拿到那里的备份仍需要密钥文件。</translation>
    </message>
    <message>
        <source>This system has no keyring that answers.</source>
        <translation>此系统没有可用的密钥环。</translation>
    </message>
    <message>
        <source>The master key is in the keyring</source>
        <translation>主密钥在密钥环中</translation>
    </message>
    <message>
        <source>The master key is in the key file</source>
        <translation>主密钥在密钥文件中</translation>
    </message>
    <message>
        <source>Requests go to the upstreams of your channels, and to nobody else. TrayRelay reports nothing to anybody, and asks for updates only if you switch that on. Prompts and answers are passed on and not kept: the ledger has times, counts, models and costs. Keys and tokens are in no log, export or report.</source>
        <translation>请求只发往您所设渠道的上游，不发往别处。TrayRelay 不向任何人报告任何信息，只有在您打开相应开关后才会检查更新。提示词和应答只转发、不保存：账本中只有时间、数量、模型和费用。密钥和令牌不会出现在任何日志、导出文件或报告中。</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsUpdates</name>
    <message>
        <source>Asking…</source>
        <translation>正在查询…</translation>
    </message>
    <message>
        <source>There is nobody to ask until there is an address.</source>
        <translation>填写地址之前无处可查。</translation>
    </message>
    <message>
        <source>Nobody has been asked yet.</source>
        <translation>还没有查询过。</translation>
    </message>
    <message>
        <source>Asked %1, without an answer that counts.</source>
        <translation>%1 查询过，没有得到可信的答复。</translation>
    </message>
    <message>
        <source>Asked %1: %2 is the newest version.</source>
        <translation>%1 查询过：最新版本是 %2。</translation>
    </message>
    <message>
        <source>Asked %1. This is %2.</source>
        <translation>%1 查询过。当前版本是 %2。</translation>
    </message>
    <message>
        <source>Newer versions</source>
        <translation>新版本</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>立即检查</translation>
    </message>
    <message>
        <source>Check for a newer version</source>
        <translation>检查是否有新版本</translation>
    </message>
    <message>
        <source>Open its page</source>
        <translation>打开它的页面</translation>
    </message>
    <message>
        <source>A newer version is there</source>
        <translation>有新版本</translation>
    </message>
    <message>
        <source>The system has no program that opens %1</source>
        <translation>系统里没有能打开 %1 的程序</translation>
    </message>
</context>
<context>
    <name>ui::pages::SidePanel</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ui::pages::SnippetPopover</name>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
</context>
<context>
    <name>ui::pages::SpendView</name>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Sums by</source>
        <translation>汇总方式</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>90 d</source>
        <translation>90 天</translation>
    </message>
    <message>
        <source>1 y</source>
        <translation>1 年</translation>
    </message>
    <message>
        <source>Over the last</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>花费</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>输入 Token</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>输出 Token</translation>
    </message>
    <message>
        <source>Without a price</source>
        <translation>没有价格</translation>
    </message>
    <message>
        <source>Nothing was spent in this time</source>
        <translation>这段时间没有花费</translation>
    </message>
    <message>
        <source>Requests that are answered add up here, with what they cost.</source>
        <translation>得到应答的请求及其花费会汇总在这里。</translation>
    </message>
    <message>
        <source>Show address and token</source>
        <translation>查看地址和令牌</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Spend</source>
        <translation>花费</translation>
    </message>
    <message>
        <source>%1 a request</source>
        <translation>每次请求 %1</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 次失败</translation>
    </message>
    <message>
        <source>not in the sum: add prices</source>
        <translation>未计入总和：请添加价格</translation>
    </message>
    <message>
        <source>all have one</source>
        <translation>都有价格</translation>
    </message>
    <message>
        <source>per day</source>
        <translation>每天</translation>
    </message>
    <message numerus="yes">
        <source>the %n largest</source>
        <translation>
            <numerusform>最大的 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Requests</source>
        <comment>how many</comment>
        <translation>请求数</translation>
    </message>
</context>
<context>
    <name>ui::pages::TokenCreatedPanel</name>
    <message>
        <source>The token is ready</source>
        <translation>令牌已就绪</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Snippets</source>
        <translation>代码片段</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Give %1 this key and this address.</source>
        <translation>把此密钥和此地址交给 %1。</translation>
    </message>
</context>
<context>
    <name>ui::pages::TokenEditor</name>
    <message>
        <source>Who or what will use it</source>
        <translation>谁或什么程序使用它</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>all models</source>
        <translation>全部模型</translation>
    </message>
    <message>
        <source>Models it may ask for</source>
        <translation>允许使用的模型</translation>
    </message>
    <message>
        <source>any address</source>
        <translation>任意地址</translation>
    </message>
    <message>
        <source>Addresses it may come from</source>
        <translation>允许的来源地址</translation>
    </message>
    <message>
        <source>Limit of what it may spend</source>
        <translation>花费上限</translation>
    </message>
    <message>
        <source>any amount</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>at most, in $</source>
        <translation>最多（$）</translation>
    </message>
    <message>
        <source>Dollars that it may still spend</source>
        <translation>剩余可花费的美元数</translation>
    </message>
    <message>
        <source>May still spend</source>
        <translation>剩余额度</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>never</source>
        <translation>永不</translation>
    </message>
    <message>
        <source>in 1 day</source>
        <translation>1 天后</translation>
    </message>
    <message>
        <source>in 7 days</source>
        <translation>7 天后</translation>
    </message>
    <message>
        <source>in 30 days</source>
        <translation>30 天后</translation>
    </message>
    <message>
        <source>on a date</source>
        <translation>指定日期</translation>
    </message>
    <message>
        <source>Date and time at which it expires</source>
        <translation>到期的日期和时间</translation>
    </message>
    <message>
        <source>Clients may use it</source>
        <translation>允许客户端使用</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>吊销</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>New token</source>
        <translation>新建令牌</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>May spend</source>
        <translation>可用额度</translation>
    </message>
    <message>
        <source>May still spend; $%1 are spent</source>
        <translation>剩余额度（已花费 $%1）</translation>
    </message>
    <message>
        <source>Give it a name: the list of requests shows it.</source>
        <translation>请填写名称，请求记录中会显示它。</translation>
    </message>
    <message>
        <source>How many dollars? For example 5.00.</source>
        <translation>请填写美元金额，例如 5.00。</translation>
    </message>
    <message>
        <source>separated by commas</source>
        <translation>用逗号分隔</translation>
    </message>
</context>
<context>
    <name>ui::pages::TokenTable</name>
    <message>
        <source>Tokens</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Copy key</source>
        <translation>复制密钥</translation>
    </message>
    <message>
        <source>Edit limits</source>
        <translation>编辑限制</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Turn on</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation>吊销…</translation>
    </message>
</context>
<context>
    <name>ui::pages::TokenTableModel</name>
    <message>
        <source>all models</source>
        <translation>全部模型</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · from %2</source>
        <translation>%1 · 来自 %2</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1前</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>spent</source>
        <translation>已用完</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Click to copy the whole key</source>
        <translation>点击复制完整密钥</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>已花费</translation>
    </message>
    <message>
        <source>May spend</source>
        <translation>可用额度</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>Last use</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>On</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>over %1 ago</source>
        <translation>超过 %1前</translation>
    </message>
    <message>
        <source>Used, but by none of the newest requests: they begin at %1</source>
        <translation>用过，但不在最近的请求之中：最近的请求始于 %1</translation>
    </message>
</context>
<context>
    <name>ui::pages::TokensPage</name>
    <message>
        <source>Tokens</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Create token</source>
        <translation>创建令牌</translation>
    </message>
    <message>
        <source>A click on a key copies it. Clients send it as their API key.</source>
        <translation>点击密钥即可复制。客户端将它作为 API Key 发送。</translation>
    </message>
    <message>
        <source>No token yet</source>
        <translation>还没有令牌</translation>
    </message>
    <message>
        <source>A token is the key that a client shows to this relay. Make one per client, and each can be limited and revoked by itself.</source>
        <translation>令牌是客户端访问本中继时出示的密钥。为每个客户端各建一个，就能分别限制和吊销。</translation>
    </message>
    <message>
        <source>%1 was created</source>
        <translation>已创建 %1</translation>
    </message>
    <message>
        <source>%1 was saved</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Save the changes to %1?</source>
        <translation>保存对 %1 的更改？</translation>
    </message>
    <message>
        <source>They are not in force yet and would be lost.</source>
        <translation>更改尚未生效，放弃后将丢失。</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>The key of %1 is in the clipboard</source>
        <translation>%1 的密钥已复制到剪贴板</translation>
    </message>
    <message>
        <source>%1 is on</source>
        <translation>%1 已开启</translation>
    </message>
    <message>
        <source>%1 is off</source>
        <translation>%1 已关闭</translation>
    </message>
    <message>
        <source>Revoke %1?</source>
        <translation>吊销 %1？</translation>
    </message>
    <message>
        <source>Its key is lost: whoever uses it is refused from now on. To stop it for a while, turn it off instead.</source>
        <translation>它的密钥将永久失效，此后使用者一律被拒绝。如果只想暂停一段时间，停用即可。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>吊销</translation>
    </message>
    <message>
        <source>%1 was revoked</source>
        <translation>已吊销 %1</translation>
    </message>
    <message>
        <source>Clients send a key as their API key.</source>
        <translation>客户端把密钥作为 API key 发送。</translation>
    </message>
    <message>
        <source>Create this token?</source>
        <translation>创建此令牌？</translation>
    </message>
    <message>
        <source>There is no such token yet; what was typed would be lost.</source>
        <translation>此令牌尚未创建，已输入的内容将丢失。</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
</context>
<context>
    <name>ui::pages::UpkeepCard</name>
    <message>
        <source>Upkeep</source>
        <translation>维护</translation>
    </message>
    <message>
        <source>Integrity</source>
        <translation>完整性</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>VACUUM</source>
        <translation>VACUUM</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>执行</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>保留期</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Check integrity</source>
        <translation>检查完整性</translation>
    </message>
    <message>
        <source>Run VACUUM</source>
        <translation>执行 VACUUM</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>还原备份</translation>
    </message>
    <message>
        <source>Change retention</source>
        <translation>更改保留期</translation>
    </message>
    <message>
        <source>Days that rows are kept</source>
        <translation>记录保留天数</translation>
    </message>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>永久</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>running, %1</source>
        <translation>进行中，%1</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>not checked since the start</source>
        <translation>启动后尚未检查</translation>
    </message>
    <message>
        <source>gives empty pages back</source>
        <translation>归还空闲页</translation>
    </message>
    <message>
        <source>backing up, %1</source>
        <translation>正在备份，%1</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>还没有</translation>
    </message>
    <message numerus="yes">
        <source>%n kept, last %1</source>
        <translation>
            <numerusform>保留 %n 份，最近一份：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>every row for ever</source>
        <translation>永久保留每条记录</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s), then per-day sums</source>
        <translation>
            <numerusform>%n 天，之后仅保留每日汇总</numerusform>
        </translation>
    </message>
    <message>
        <source>Waits for %1 to end</source>
        <translation>等待%1结束</translation>
    </message>
    <message>
        <source>is being cancelled</source>
        <translation>正在取消</translation>
    </message>
</context>
<context>
    <name>ui::pages::VerdictStrip</name>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Testing… %1 s</source>
        <translation>测试中… %1 秒</translation>
    </message>
    <message>
        <source>Not tested yet</source>
        <translation>尚未测试</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>测试中…</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · first token %2</source>
        <translation>%1 · 首 Token %2</translation>
    </message>
    <message>
        <source>%1 · answered in %2</source>
        <translation>%1 · 用时 %2</translation>
    </message>
</context>
<context>
    <name>ui::pages::WatchColumn</name>
    <message>
        <source>Alerts</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>above a limit; 0: off</source>
        <translation>超过上限；0 为关闭</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>since the start</source>
        <translation>自启动以来</translation>
    </message>
    <message>
        <source>Nothing has happened: no alert, no slow requests, nothing undone.</source>
        <translation>一切平静：没有告警，没有慢请求，也没有撤销。</translation>
    </message>
</context>
<context>
    <name>ui::pages::WhoAnswers</name>
    <message>
        <source>weight %1</source>
        <translation>权重 %1</translation>
    </message>
    <message>
        <source>rests</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>rests %1</source>
        <translation>暂停 %1</translation>
    </message>
    <message>
        <source>key …%1</source>
        <translation>密钥 …%1</translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation>由谁应答</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>in this order</source>
        <translation>按此顺序</translation>
    </message>
    <message>
        <source>no channel left</source>
        <translation>已无可用渠道</translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%n 次尝试</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::shell::MainWindow</name>
    <message>
        <source>This desktop shows no tray icons, so closing only minimises the window: the relay goes on. Ctrl+Q quits it.</source>
        <translation>此桌面不显示托盘图标，关闭窗口只会将其最小化，中继继续运行。按 Ctrl+Q 退出。</translation>
    </message>
    <message>
        <source>Restarting</source>
        <translation>正在重新启动</translation>
    </message>
    <message>
        <source>Give up what is begun?</source>
        <translation>放弃已开始的内容？</translation>
    </message>
    <message>
        <source>The window is made anew. Lost would be: %1.</source>
        <translation>窗口将重新建立，会丢失：%1。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Go back to it</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Give it up</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>The relay has begun anew</source>
        <translation>中继已重新启动</translation>
    </message>
    <message>
        <source>The database is that of %1</source>
        <translation>数据库已是 %1 的版本</translation>
    </message>
    <message>
        <source>How you set the window is kept until the program ends: %1 cannot be written.</source>
        <translation>窗口的设置只保留到程序结束：%1 无法写入。</translation>
    </message>
</context>
<context>
    <name>ui::shell::SideBar</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause: clients are told to come back later</source>
        <translation>暂停：请客户端稍后再来</translation>
    </message>
    <message>
        <source>Every computer in this network can reach the relay. Settings, Network has the addresses.</source>
        <translation>局域网内的所有电脑都能访问本中转。地址见“设置”的“网络”。</translation>
    </message>
    <message>
        <source>open to the network</source>
        <translation>已对局域网开放</translation>
    </message>
</context>
<context>
    <name>ui::shell::SideBarRow</name>
    <message numerus="yes">
        <source>%n matter(s) need attention</source>
        <translation>
            <numerusform>有 %n 件事需要留意</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::shell::Tray</name>
    <message>
        <source>%1 req/min</source>
        <translation>%1 次/分</translation>
    </message>
    <message>
        <source>p95 %1</source>
        <translation>p95 %1</translation>
    </message>
    <message>
        <source>$%1 today</source>
        <translation>今日 $%1</translation>
    </message>
    <message>
        <source>WAL %1</source>
        <translation>WAL %1</translation>
    </message>
    <message>
        <source>Version %1 is there. Click here for its page.</source>
        <translation>版本 %1 已发布。点按此处打开它的页面。</translation>
    </message>
    <message>
        <source>Restarting</source>
        <translation>正在重新启动</translation>
    </message>
    <message>
        <source>The relay has begun anew</source>
        <translation>中继已重新启动</translation>
    </message>
    <message>
        <source>TrayRelay goes on here, in the tray. A click opens the window again; Quit is in this icon&apos;s menu.</source>
        <translation>TrayRelay 仍在托盘中运行。点击图标可重新打开窗口；退出在图标的菜单里。</translation>
    </message>
</context>
<context>
    <name>ui::shell::TrayMenu</name>
    <message>
        <source>Open TrayRelay</source>
        <translation>打开 TrayRelay</translation>
    </message>
    <message>
        <source>Copy base URL</source>
        <translation>复制接口地址</translation>
    </message>
    <message>
        <source>Copy token</source>
        <translation>复制令牌</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Checkpoint now</source>
        <translation>立即写回 WAL</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>No channel yet</source>
        <translation>还没有渠道</translation>
    </message>
    <message>
        <source>%1 is on</source>
        <translation>%1 已开启</translation>
    </message>
    <message>
        <source>%1 is off</source>
        <translation>%1 已关闭</translation>
    </message>
    <message>
        <source>There is no write-ahead log in this journal mode</source>
        <translation>此日志模式下没有 WAL</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n differ)</source>
        <translation>
            <numerusform>%1（%n 项不同）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Checkpoint: %1 of %Ln frame(s) copied</source>
        <translation>
            <numerusform>检查点：已复制 %1 帧，共 %Ln 帧</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::widgets::Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>ui::widgets::BrokenText</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>ui::widgets::CopyField</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>复制%1</translation>
    </message>
</context>
<context>
    <name>ui::widgets::FlameGraph</name>
    <message>
        <source>Flame graph</source>
        <translation>火焰图</translation>
    </message>
    <message>
        <source>%1
%2 % of all · total %3 · self %4
%5</source>
        <translation>%1
占全部的 %2 % · 合计 %3 · 自身 %4
%5</translation>
    </message>
</context>
<context>
    <name>ui::widgets::ProgressLine</name>
    <message>
        <source>at work</source>
        <translation>进行中</translation>
    </message>
</context>
<context>
    <name>ui::widgets::SecretLine</name>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>隐藏%1</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>显示%1</translation>
    </message>
</context>
<context>
    <name>ui::widgets::Toast</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
</context>
</TS>
