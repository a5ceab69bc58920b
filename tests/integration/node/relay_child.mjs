// SPDX-License-Identifier: GPL-3.0-or-later
// The real relay as a child process on a fresh data directory, and its admin API.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export const adminKey = 'admin-0123456789abcdef';
export const clientKey = 'sk-client0123456789abcdef';

export class RelayChild {
    #process;
    #output = '';
    #dataDir = mkdtempSync(join(tmpdir(), 'trayrelay-openai-'));
    origin = '';

    async start(binary, environment = {}) {
        this.#process = spawn(binary, ['--headless', '--port', '0', '--data-dir', this.#dataDir], {
            env: {
                PATH: process.env.PATH,
                INITIAL_ROOT_TOKEN: clientKey,
                INITIAL_ROOT_ACCESS_TOKEN: adminKey,
                ...environment,
            },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        await new Promise((resolve, reject) => {
            const read = (data) => {
                this.#output += data;
                const ready = /listening on (http:\/\/127\.0\.0\.1:\d+)\/v1/.exec(this.#output);
                if (ready) {
                    this.origin = ready[1];
                    resolve();
                }
            };
            this.#process.stdout.on('data', read);
            this.#process.stderr.on('data', read);
            this.#process.once('exit', (code) => reject(new Error(`the relay ended (${code}): ${this.#output}`)));
            this.#process.once('error', reject);
        });
    }

    get output() {
        return this.#output;
    }

    async call(method, path, body) {
        const answer = await fetch(this.origin + path, {
            method,
            headers: {authorization: `Bearer ${adminKey}`, 'content-type': 'application/json'},
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const json = await answer.json();
        if (!json.success) throw new Error(`${method} ${path}: ${answer.status} ${json.message}`);
        return json.data;
    }

    addChannel(name, baseUrl, models, more = {}) {
        return this.call('POST', '/api/channel/', {
            name,
            type: 'openai-compatible',
            key: 'upstream-key',
            base_url: baseUrl,
            models,
            ...more,
        });
    }

    // The ledger, by request id.
    async rows() {
        const rows = new Map();
        let cursor = null;
        do {
            const page = await this.call('GET', `/api/log/?limit=1000${cursor ? `&cursor=${cursor}` : ''}`);
            for (const row of page.items) rows.set(row.request_id, row);
            cursor = page.next;
        } while (cursor);
        return rows;
    }

    // The exit code.
    async stop() {
        const ended = new Promise((resolve) => {
            this.#process.removeAllListeners('exit');
            this.#process.once('exit', (code) => resolve(code));
            if (this.#process.exitCode !== null) resolve(this.#process.exitCode);
        });
        this.#process.kill('SIGTERM');
        const code = await ended;
        rmSync(this.#dataDir, {recursive: true, force: true});
        return code;
    }
}
