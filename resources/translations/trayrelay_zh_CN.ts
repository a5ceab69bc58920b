<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
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
    <name>ui::pages::ChannelsPage</name>
    <message>
        <source>Channels</source>
        <translation>渠道</translation>
    </message>
</context>
<context>
    <name>ui::pages::DatabasePage</name>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
</context>
<context>
    <name>ui::pages::DiagnosePage</name>
    <message>
        <source>Diagnose</source>
        <translation>诊断</translation>
    </message>
</context>
<context>
    <name>ui::pages::OptimizationsPage</name>
    <message>
        <source>Optimizations</source>
        <translation>优化</translation>
    </message>
</context>
<context>
    <name>ui::pages::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>日志暂存</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>up %1 · %2 requests per minute</source>
        <translation>已运行 %1 · 每分钟 %2 次请求</translation>
    </message>
    <message>
        <source>%1 in the last hour</source>
        <translation>最近一小时 %1 次</translation>
    </message>
    <message>
        <source>%1 % of all</source>
        <translation>占全部的 %1 %</translation>
    </message>
    <message>
        <source>%1 connections</source>
        <translation>%1 个连接</translation>
    </message>
    <message>
        <source>rows to be written</source>
        <translation>待写入的记录</translation>
    </message>
    <message>
        <source>%1 threads</source>
        <translation>%1 个线程</translation>
    </message>
</context>
<context>
    <name>ui::pages::ProfilingPage</name>
    <message>
        <source>Profiling</source>
        <translation>性能剖析</translation>
    </message>
</context>
<context>
    <name>ui::pages::RequestsPage</name>
    <message>
        <source>Requests</source>
        <translation>请求记录</translation>
    </message>
</context>
<context>
    <name>ui::pages::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>ui::pages::TokensPage</name>
    <message>
        <source>Tokens</source>
        <translation>令牌</translation>
    </message>
</context>
<context>
    <name>ui::shell::MainWindow</name>
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
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>In trouble</source>
        <translation>出现故障</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>需要留意</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>$%1 today</source>
        <translation>今日 $%1</translation>
    </message>
    <message>
        <source>WAL %1</source>
        <translation>WAL %1</translation>
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
    <message numerus="yes">
        <source>%1: %n setting(s) changed</source>
        <translation>
            <numerusform>%1：已更改 %n 项设置</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: everything was so already</source>
        <translation>%1：本来就是如此</translation>
    </message>
    <message>
        <source>There is no write-ahead log in this journal mode</source>
        <translation>此日志模式下没有 WAL</translation>
    </message>
    <message>
        <source>Checkpoint: %1 of %2 frames copied</source>
        <translation>已写回 %2 帧中的 %1 帧</translation>
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
    <name>ui::widgets::CopyField</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
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
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
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
