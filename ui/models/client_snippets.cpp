// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/client_snippets.h"

#include <QCoreApplication>

namespace ui::models {

namespace {

using namespace Qt::StringLiterals;

// %URL%, %ROOT% (without /v1), %TOKEN% and %MODEL% stand for what the relay has.
QString filled(QString pattern, const ClientAccess &access)
{
    return pattern.replace("%URL%"_L1, access.baseUrl)
        .replace("%ROOT%"_L1, withoutVersion(access.baseUrl))
        .replace("%TOKEN%"_L1, access.token)
        .replace("%MODEL%"_L1, access.model);
}

constexpr const char *kCurl = R"(curl %URL%/chat/completions \
  -H "Authorization: Bearer %TOKEN%" \
  -H "Content-Type: application/json" \
  -d '{"model": "%MODEL%", "messages": [{"role": "user", "content": "Hello"}]}'
)";

// By way of standard input: on the command line Windows PowerShell drops the quotes within.
constexpr const char *kCurlPower =
    R"('{"model": "%MODEL%", "messages": [{"role": "user", "content": "Hello"}]}' |
  curl.exe %URL%/chat/completions `
  -H "Authorization: Bearer %TOKEN%" `
  -H "Content-Type: application/json" `
  -d "@-"
)";

constexpr const char *kPython = R"(from openai import OpenAI

client = OpenAI(base_url="%URL%", api_key="%TOKEN%")
answer = client.chat.completions.create(
    model="%MODEL%",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)
)";

constexpr const char *kEnvironment = R"(export OPENAI_BASE_URL="%URL%"
export OPENAI_API_BASE="%URL%"
export OPENAI_API_KEY="%TOKEN%"
export ANTHROPIC_BASE_URL="%ROOT%"
export ANTHROPIC_AUTH_TOKEN="%TOKEN%"
)";

constexpr const char *kEnvironmentPower = R"($env:OPENAI_BASE_URL = "%URL%"
$env:OPENAI_API_BASE = "%URL%"
$env:OPENAI_API_KEY = "%TOKEN%"
$env:ANTHROPIC_BASE_URL = "%ROOT%"
$env:ANTHROPIC_AUTH_TOKEN = "%TOKEN%"
)";

constexpr const char *kClaudeCode = R"(unset ANTHROPIC_API_KEY
export ANTHROPIC_BASE_URL="%ROOT%"
export ANTHROPIC_AUTH_TOKEN="%TOKEN%"
claude
)";

constexpr const char *kClaudeCodePower = R"($env:ANTHROPIC_API_KEY = $null
$env:ANTHROPIC_BASE_URL = "%ROOT%"
$env:ANTHROPIC_AUTH_TOKEN = "%TOKEN%"
claude
)";

constexpr const char *kCodex = R"(model = "%MODEL%"
model_provider = "trayrelay"

[model_providers.trayrelay]
name = "TrayRelay"
base_url = "%URL%"
env_key = "TRAYRELAY_TOKEN"
wire_api = "responses"

# and in the shell that starts codex:
)";
constexpr const char *kCodexToken = R"(# export TRAYRELAY_TOKEN="%TOKEN%"
)";
constexpr const char *kCodexTokenPower = R"(# $env:TRAYRELAY_TOKEN = "%TOKEN%"
)";

constexpr const char *kJavaScript = R"(import OpenAI from "openai";

const client = new OpenAI({ baseURL: "%URL%", apiKey: "%TOKEN%" });
const answer = await client.chat.completions.create({
  model: "%MODEL%",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.choices[0].message.content);
)";

constexpr const char *kFields = R"(Base URL: %URL%
API key: %TOKEN%
Model: %MODEL%
)";

constexpr const char *kContinue = R"(name: TrayRelay
version: 0.0.1
schema: v1
models:
  - name: TrayRelay
    provider: openai
    model: %MODEL%
    apiBase: %URL%
    apiKey: %TOKEN%
)";

constexpr const char *kAider = R"(export OPENAI_API_BASE="%URL%"
export OPENAI_API_KEY="%TOKEN%"
aider --model openai/%MODEL%
)";

constexpr const char *kAiderPower = R"($env:OPENAI_API_BASE = "%URL%"
$env:OPENAI_API_KEY = "%TOKEN%"
aider --model openai/%MODEL%
)";

constexpr const char *kZed = R"({
  "language_models": {
    "openai_compatible": {
      "TrayRelay": {
        "api_url": "%URL%",
        "available_models": [{ "name": "%MODEL%", "max_tokens": 128000 }]
      }
    }
  }
}
)";

constexpr const char *kOpenWebUi = R"(OPENAI_API_BASE_URL="%URL%"
OPENAI_API_KEY="%TOKEN%"
)";

} // namespace

QString withoutVersion(const QString &baseUrl)
{
    return baseUrl.endsWith("/v1"_L1) ? baseUrl.chopped(3) : baseUrl;
}

QList<ClientSnippet> clientSnippets(const ClientAccess &access)
{
    const auto of = [&access](const char *pattern) { return filled(QString::fromLatin1(pattern), access); };
    const bool power = access.shell == CommandShell::PowerShell;
    const QString terminal = power ? QCoreApplication::translate("ClientSnippets", "In PowerShell.")
                                   : QCoreApplication::translate("ClientSnippets", "In a terminal.");
    const QString environment =
        power ? QCoreApplication::translate("ClientSnippets", "In the PowerShell that starts the program.")
              : QCoreApplication::translate("ClientSnippets",
                                            "In the shell that starts the program, or in its .env file.");
    const QString claude =
        power ? QCoreApplication::translate("ClientSnippets", "In PowerShell. It adds /v1 itself.")
              : QCoreApplication::translate("ClientSnippets", "In a terminal. It adds /v1 itself.");
    return {
        {u"curl"_s, u"curl"_s, terminal, of(power ? kCurlPower : kCurl)},
        {u"python"_s, u"Python"_s, QCoreApplication::translate("ClientSnippets", "With the package openai."),
         of(kPython)},
        {u"environment"_s, QCoreApplication::translate("ClientSnippets", "Environment"), environment,
         of(power ? kEnvironmentPower : kEnvironment)},
        {u"claude"_s, u"Claude Code"_s, claude, of(power ? kClaudeCodePower : kClaudeCode)},
        {u"codex"_s, u"Codex"_s,
         QCoreApplication::translate("ClientSnippets",
                                     "In ~/.codex/config.toml; the token comes from the environment."),
         of(kCodex) % of(power ? kCodexTokenPower : kCodexToken)},
        {u"javascript"_s, u"JavaScript"_s,
         QCoreApplication::translate("ClientSnippets", "With the package openai."), of(kJavaScript)},
        {u"cursor"_s, u"Cursor"_s,
         QCoreApplication::translate("ClientSnippets",
                                     "Settings, Models, API Keys: Override OpenAI Base URL. Cursor calls "
                                     "from its own servers, so the "
                                     "address must be one that they can reach; 127.0.0.1 is not."),
         of(kFields)},
        {u"cline"_s, u"Cline"_s,
         QCoreApplication::translate("ClientSnippets", "API Provider: OpenAI Compatible."), of(kFields)},
        {u"continue"_s, u"Continue"_s,
         QCoreApplication::translate("ClientSnippets", "In ~/.continue/config.yaml."), of(kContinue)},
        {u"aider"_s, u"Aider"_s, terminal, of(power ? kAiderPower : kAider)},
        {u"zed"_s, u"Zed"_s,
         QCoreApplication::translate(
             "ClientSnippets",
             "In settings.json. Zed asks for the token in its agent settings, or takes it from "
             "TRAYRELAY_API_KEY."),
         of(kZed)},
        {u"openwebui"_s, u"Open WebUI"_s,
         QCoreApplication::translate("ClientSnippets",
                                     "In the environment of the server, at its first start."),
         of(kOpenWebUi)},
        {u"other"_s, QCoreApplication::translate("ClientSnippets", "Another program"),
         QCoreApplication::translate("ClientSnippets", "Whatever speaks OpenAI's interface asks for these."),
         of(kFields)},
    };
}

} // namespace ui::models
