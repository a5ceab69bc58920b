// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_tls.h"

#include <QtGlobal>

// No test needs a TLS server there yet.
namespace tests {

struct FakeTls::Library
{
};

FakeTls::FakeTls(const std::string &, const std::string &)
{
    qFatal("the tests have no TLS server for Windows");
}

FakeTls::~FakeTls() = default;

std::unique_ptr<FakeTls::Session> FakeTls::accept(int) const
{
    return nullptr;
}

} // namespace tests
