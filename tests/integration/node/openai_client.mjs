// SPDX-License-Identifier: GPL-3.0-or-later
// The openai library against the real relay, recorded answers behind it: what the library yields through the
// relay equals what the recording's expect.json says, and what it yields from the upstream itself.
// Arguments: RELAY_BINARY INSTALLED_DIR RECORDINGS... Exit code 77: skipped, with the reason.
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {join} from 'node:path';

import {callLibrary} from './library_call.mjs';
import {MockUpstream} from './mock_upstream.mjs';
import {completionForm, eventsForm, expectedChoice, responseForm, usageOf} from './neutral_form.mjs';
import {readRecordings} from './recordings.mjs';
import {clientKey, RelayChild} from './relay_child.mjs';

const [binary, installed, ...folders] = process.argv.slice(2);
const {OpenAI, APIUserAbortError} = createRequire(join(installed, 'package.json'))('openai');
const cuts = [1, 7, 4096];

const recordings = folders.flatMap(readRecordings);
const upstream = new MockUpstream(recordings);
const relay = new RelayChild();
const results = {passed: 0, failed: 0};
const rowChecks = []; // once all is done: the ledger

async function check(name, body) {
    try {
        await body();
        ++results.passed;
    } catch (error) {
        ++results.failed;
        console.log(`FAILED ${name}\n  ${String(error.message).replaceAll('\n', '\n  ')}`);
    }
}

function askedForUsage(recording) {
    return recording.call !== 'chat' && recording.call !== 'completions'
        ? true
        : !recording.request.stream || recording.request.stream_options?.include_usage === true;
}

// A chunk of usage alone is kept from a client that did not ask for it.
function hidden(recording, object) {
    return !askedForUsage(recording) && object.choices?.length === 0 && object.usage;
}

function checkUsage(actual, expected) {
    for (const [name, tokens] of Object.entries(expected)) {
        if (name in actual && (actual[name] !== undefined || tokens !== 0)) assert.equal(actual[name], tokens, name);
    }
}

function checkCompletion(recording, seen) {
    const form = completionForm(seen.objects);
    assert.deepEqual(form.choices, recording.expect.choices.map(expectedChoice));
    if (recording.expect.usage && (askedForUsage(recording) || form.usage))
        checkUsage(form.usage, recording.expect.usage);
}

function checkResponse(recording, seen) {
    const {expect} = recording;
    const form = recording.request.stream ? eventsForm(seen.objects) : responseForm(seen.objects[0]);
    for (const name of ['status', 'items', 'text', 'delta_text'])
        if (expect[name] !== undefined) assert.deepEqual(form[name], expect[name], name);
    assert.deepEqual(
        form.tool_calls,
        (expect.tool_calls ?? []).map(({id, name, args, args_raw: raw}) => ({id, name, args: args ?? raw})),
    );
    if (expect.usage) checkUsage(form.usage, expect.usage);
}

function checkExpected(recording, seen) {
    const {expect, call} = recording;
    if (call === 'embeddings') {
        assert.equal(seen.objects[0].data.length, expect.vectors);
        checkUsage(seen.objects[0].usage, expect.usage);
    } else if (call === 'inputTokens') {
        assert.equal(seen.objects[0].input_tokens, expect.input_tokens);
    } else if (expect.choices) {
        checkCompletion(recording, seen);
    } else if (expect.items) {
        checkResponse(recording, seen);
    }
}

// The upstream's own 400, 404, 422 pass as they came; refused keys become 502, too many requests stay 429.
function checkRefused(recording, direct, seen) {
    const {status} = recording.meta;
    if (status === 401 || status === 403) {
        assert.equal(seen.error.status, 502);
        assert.match(seen.error.message, new RegExp(recording.id), 'names the channel');
    } else if (status === 429) {
        assert.equal(seen.error.status, 429);
        assert.equal(seen.error.class, direct.error.class);
    } else {
        assert.deepEqual(seen.error, direct.error);
        const said = recording.expect.error?.message;
        if (said && recording.meta.content_type.startsWith('application/json'))
            assert.ok(seen.error.message.includes(said), `${seen.error.message} / ${said}`);
    }
}

function checkRow(recording, row) {
    assert.ok(row, 'no row in the ledger');
    const {usage} = recording.expect;
    const expected = usage && usageOf(usage.input === undefined ? usage : null);
    // What a total has beyond both counts is thinking, which is paid as output (hazard 23).
    const thought = Math.max(0, (usage?.total ?? 0) - (usage?.input ?? 0) - (usage?.output ?? 0));
    const beside = usage?.input != null && usage?.output != null ? thought : 0;
    const tokens = {
        prompt_tokens: usage?.input ?? expected?.input ?? null,
        completion_tokens: usage?.output != null ? usage.output + beside : (expected?.output ?? null),
        cached_tokens: usage?.cache_read ?? null,
        reasoning_tokens: usage?.reasoning ?? (beside || null),
    };
    for (const [name, count] of Object.entries(tokens)) {
        if (count === null || count === 0) assert.ok(row[name] === null || row[name] === 0, `${name}: ${row[name]}`);
        else assert.equal(row[name], count, name);
    }
}

async function replay(direct, through, recording) {
    const refused = recording.meta.status >= 400;
    const headers = {'x-recording': recording.id, 'x-cut': '4096'};
    const straight = await callLibrary(direct, recording, headers);
    for (const cut of refused ? [4096] : cuts) {
        await check(`${recording.id} cut at ${cut}`, async () => {
            const seen = await callLibrary(through(recording), recording, {...headers, 'x-cut': String(cut)});
            assert.match(seen.requestId ?? '', /^[0-9a-f]{16}$/, 'X-Request-Id');
            rowChecks.push([recording, cut, seen.requestId]);
            if (refused) return checkRefused(recording, straight, seen);
            assert.deepEqual(seen.error, straight.error);
            assert.deepEqual(
                seen.objects,
                straight.objects.filter((object) => !hidden(recording, object)),
            );
            const sent = upstream.requests.at(-1);
            assert.equal(sent.authorization, 'Bearer upstream-key');
            const {stream_options: asked, ...body} = sent.body;
            const {stream_options: wanted, ...request} = recording.request;
            assert.deepEqual(body, request, 'what the upstream was asked');
            if (asked) assert.deepEqual(asked, {...wanted, include_usage: true});
            if (!seen.error) checkExpected(recording, seen);
        });
    }
}

async function checkRows() {
    const rows = await relay.rows();
    for (const [recording, cut, requestId] of rowChecks) {
        const row = rows.get(requestId);
        await check(`${recording.id} cut at ${cut}: row of the ledger`, () => checkRow(recording, row));
    }
}

async function checkClosed(abortedAt) {
    while (upstream.closedAt === null && performance.now() - abortedAt < 2000)
        await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(upstream.closedAt !== null, 'the upstream goes on');
    assert.ok(upstream.closedAt - abortedAt <= 500, `after ${upstream.closedAt - abortedAt} ms`);
}

async function checkAbort(client) {
    await check('an aborted stream cancels the upstream', async () => {
        const options = {headers: {'x-recording': 'endless', 'x-cut': '1'}};
        const request = {model: 'endless', messages: [{role: 'user', content: 'Hello'}], stream: true};
        const {data: stream, response} = await client.chat.completions.create(request, options).withResponse();
        let chunks = 0;
        let abortedAt = 0;
        for await (const chunk of stream) {
            assert.equal(chunk.choices[0].delta.content, 'more ');
            if (++chunks === 3) {
                abortedAt = performance.now();
                stream.controller.abort();
            }
        }
        assert.equal(chunks, 3);
        await checkClosed(abortedAt);
        const row = (await relay.rows()).get(response.headers.get('x-request-id'));
        assert.equal(row?.status, 499);
    });
    await check('a call aborted before its answer is an abort, not an error', async () => {
        const controller = new AbortController();
        const call = client.chat.completions.create(
            {model: 'endless', messages: [], stream: false},
            {headers: {'x-recording': 'silent', 'x-cut': '1'}, signal: controller.signal},
        );
        let abortedAt = 0;
        upstream.onSilent = () => {
            abortedAt = performance.now();
            controller.abort();
        };
        await assert.rejects(call, APIUserAbortError);
        await checkClosed(abortedAt);
    });
}

async function checkOwnAnswers(client, models) {
    await check('models are listed', async () => {
        const ids = [];
        for await (const model of client.models.list()) ids.push(model.id);
        for (const model of [...models, 'demo-echo', 'alias']) assert.ok(ids.includes(model), model);
        assert.equal((await client.models.retrieve('demo-echo')).id, 'demo-echo');
        await assert.rejects(client.models.retrieve('no-such-model'), {status: 404});
    });
    await check('the demo channel answers', async () => {
        const messages = [{role: 'user', content: 'Grüße, 世界'}];
        const whole = await client.chat.completions.create({model: 'demo-echo', messages});
        let streamed = '';
        for await (const chunk of await client.chat.completions.create({model: 'demo-echo', messages, stream: true}))
            streamed += chunk.choices[0]?.delta?.content ?? '';
        assert.match(whole.choices[0].message.content, /Grüße, 世界/);
        assert.equal(streamed, whole.choices[0].message.content);
    });
    await check('a mapped model is asked for by its upstream name', async () => {
        const recording = recordings.find((one) => one.call === 'chat' && !one.request.stream && one.expect.choices);
        const asked = {...recording, request: {...recording.request, model: 'alias'}};
        const seen = await callLibrary(client, asked, {'x-recording': recording.id, 'x-cut': '7'});
        assert.equal(seen.error, null);
        assert.deepEqual(upstream.requests.at(-1).body, {...recording.request, model: 'upstream-name'});
    });
    await check('a wrong key and an unknown model are named', async () => {
        const wrong = new OpenAI({apiKey: 'sk-wrong', baseURL: `${relay.origin}/v1`, maxRetries: 0});
        const request = {model: 'no-such-model', messages: [{role: 'user', content: 'Hello'}]};
        await assert.rejects(wrong.chat.completions.create(request), {status: 401});
        await assert.rejects(client.chat.completions.create(request), {status: 404});
    });
}

async function main() {
    assert.ok(recordings.length > 0, 'no recordings');
    const upstreamUrl = `${await upstream.listen()}/v1`;
    await relay.start(binary, {BREAKER_FAILURES: '1000', RETRY_TIMES: '0'});
    const answering = recordings.filter((recording) => recording.meta.status < 400);
    const models = [...new Set([...answering.map((recording) => recording.request.model), 'endless'])];
    const everything = await relay.addChannel('recordings', upstreamUrl, models);
    await relay.addChannel('mapped', upstreamUrl, ['alias'], {model_mapping: {alias: 'upstream-name'}});
    const channels = new Map(); // a refusing channel rests afterwards: each refusal has its own
    for (const recording of recordings.filter((one) => one.meta.status >= 400))
        channels.set(recording.id, (await relay.addChannel(recording.id, upstreamUrl, [recording.request.model])).id);

    const direct = new OpenAI({apiKey: 'upstream-key', baseURL: upstreamUrl, maxRetries: 0});
    const pinned = (id) => new OpenAI({apiKey: `${clientKey}-${id}`, baseURL: `${relay.origin}/v1`, maxRetries: 0});
    const client = new OpenAI({apiKey: clientKey, baseURL: `${relay.origin}/v1`, maxRetries: 0});
    for (const recording of recordings)
        await replay(direct, (one) => pinned(channels.get(one.id) ?? everything.id), recording);
    await checkOwnAnswers(client, models);
    await checkAbort(client);
    await checkRows();
    await check('the relay ends well', async () => assert.equal(await relay.stop(), 0));
    upstream.close();
    console.log(`${recordings.length} recordings: ${results.passed} checks passed, ${results.failed} failed`);
    if (results.failed > 0) console.log(relay.output.slice(-4000));
    process.exitCode = results.failed > 0 ? 1 : 0;
}

main().catch((error) => {
    console.log(`FAILED ${error.stack}`);
    process.exit(1);
});
