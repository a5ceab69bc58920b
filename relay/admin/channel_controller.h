// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace relay::admin {

class AdminRequest;

// /api/channel/. Lives on relay.
class ChannelController final
{
public:
    static void list(AdminRequest &request);
    static void search(AdminRequest &request);
    static void show(AdminRequest &request);
    static void create(AdminRequest &request);
    static void update(AdminRequest &request);
    static void remove(AdminRequest &request);
    static void test(AdminRequest &request);
    static void testDraft(AdminRequest &request);
    static void upstreamModels(AdminRequest &request);
    static void draftModels(AdminRequest &request);
    static void providers(AdminRequest &request);
};

} // namespace relay::admin
