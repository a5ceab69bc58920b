// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/import/. Lives on relay.
class ImportController final
{
public:
    static void oneApi(AdminRequest &request);
};

} // namespace relay::admin
