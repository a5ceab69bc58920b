// SPDX-License-Identifier: GPL-3.0-or-later
// An upstream that replays recordings. The request says which, and how to cut it, in two headers of its own,
// which the relay passes on: X-Recording (an id) and X-Cut (bytes per write).
import {once} from 'node:events';
import {createServer} from 'node:http';

const words = 50;

function event(text) {
    const chunk = {
        id: 'endless',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'endless',
        choices: [{index: 0, delta: {content: text}, finish_reason: null}],
    };
    return `data: ${JSON.stringify(chunk)}\n\n`;
}

export class MockUpstream {
    #recordings;
    #server = createServer((request, response) => this.#answer(request, response));
    requests = []; // {path, body, authorization} as they came
    closedAt = null; // performance.now() when the last endless or silent answer lost its client
    onSilent = () => {}; // a request that will not be answered has come

    constructor(recordings) {
        this.#recordings = new Map(recordings.map((recording) => [recording.id, recording]));
    }

    async listen() {
        this.#server.listen(0, '127.0.0.1');
        await once(this.#server, 'listening');
        return `http://127.0.0.1:${this.#server.address().port}`;
    }

    close() {
        this.#server.closeAllConnections();
        this.#server.close();
    }

    async #answer(request, response) {
        const pieces = [];
        for await (const piece of request) pieces.push(piece);
        const body = pieces.length ? JSON.parse(Buffer.concat(pieces)) : null;
        this.requests.push({path: request.url, body, authorization: request.headers.authorization});
        if (request.headers['x-recording'] === 'endless') return this.#endless(response);
        if (request.headers['x-recording'] === 'silent') return this.#silent(response);
        const recording = this.#recordings.get(request.headers['x-recording']);
        if (!recording) {
            response.writeHead(404, {'content-type': 'application/json'});
            return response.end('{"error":{"message":"no such recording"}}');
        }
        response.writeHead(recording.meta.status, {'content-type': recording.meta.content_type});
        const cut = Number(request.headers['x-cut']);
        for (let at = 0; at < recording.body.length; at += cut) {
            if (!response.write(recording.body.subarray(at, at + cut))) await once(response, 'drain');
            if (at % (cut * words) === 0) await new Promise(setImmediate); // so that pieces travel apart
        }
        response.end();
    }

    #endless(response) {
        this.closedAt = null;
        response.writeHead(200, {'content-type': 'text/event-stream'});
        const timer = setInterval(() => response.write(event('more ')), 20);
        response.on('close', () => {
            clearInterval(timer);
            this.closedAt = performance.now();
        });
    }

    #silent(response) {
        this.closedAt = null;
        response.on('close', () => (this.closedAt = performance.now()));
        this.onSilent();
    }
}
