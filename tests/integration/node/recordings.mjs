// SPDX-License-Identifier: GPL-3.0-or-later
// Reads folders of recorded exchanges: meta.json, request.json, expect.json and the answer's body.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const families = /^(chat|resp|compl|embed)-/;

function json(path) {
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

// Which call of the library speaks to the endpoint.
export function callOf(endpoint) {
    const path = endpoint.replace(/\?.*/, '');
    if (path.endsWith('/chat/completions')) return 'chat';
    if (path.endsWith('/completions')) return 'completions';
    if (path.endsWith('/embeddings')) return 'embeddings';
    if (path.endsWith('/responses/input_tokens')) return 'inputTokens';
    if (path.endsWith('/responses')) return 'responses';
    return null;
}

// Sources that kept only the answer: a request that would have led to it.
function plainRequest(call, stream) {
    switch (call) {
        case 'chat':
            return {
                messages: [{role: 'user', content: 'Hello'}],
                ...(stream ? {stream: true, stream_options: {include_usage: true}} : {}),
            };
        case 'completions':
            return {prompt: 'Hello', ...(stream ? {stream: true, stream_options: {include_usage: true}} : {})};
        case 'responses':
            return {input: 'Hello', ...(stream ? {stream: true} : {})};
        default:
            return {input: 'Hello'};
    }
}

export function readRecordings(folder) {
    if (!existsSync(folder)) return [];
    const recordings = [];
    for (const id of readdirSync(folder).sort()) {
        const path = join(folder, id);
        const meta = families.test(id) ? json(join(path, 'meta.json')) : null;
        if (!meta) continue;
        const call = callOf(meta.endpoint);
        if (!call) throw new Error(`${id}: no call of the library speaks to ${meta.endpoint}`);
        const file = readdirSync(path).find((name) => name.startsWith('response.'));
        const request = json(join(path, 'request.json')) ?? plainRequest(call, meta.stream);
        recordings.push({
            id,
            meta,
            call,
            expect: json(join(path, 'expect.json')) ?? {},
            request: {model: 'some-model', ...request},
            body: readFileSync(join(path, file)),
        });
    }
    return recordings;
}
