// SPDX-License-Identifier: GPL-3.0-or-later
// One call of the openai library, and all that its user sees of the answer.

const methods = {
    chat: (client) => client.chat.completions.create.bind(client.chat.completions),
    completions: (client) => client.completions.create.bind(client.completions),
    embeddings: (client) => client.embeddings.create.bind(client.embeddings),
    responses: (client) => client.responses.create.bind(client.responses),
    inputTokens: (client) => client.responses.inputTokens.count.bind(client.responses.inputTokens),
};

function seenError(error) {
    return {
        class: error.constructor.name,
        status: error.status ?? null,
        message: error.message,
        code: error.code ?? null,
        type: error.type ?? null,
    };
}

// {objects, error, requestId, headers}: the objects in their order, a stream's or the only one; then the
// error, if it came to one.
export async function callLibrary(client, recording, headers) {
    const seen = {objects: [], error: null, requestId: null, headers: null};
    try {
        const call = methods[recording.call](client)(recording.request, {headers});
        const {data, response} = await call.withResponse();
        seen.headers = response.headers;
        if (recording.request.stream) {
            for await (const object of data) seen.objects.push(object);
        } else {
            seen.objects.push(data);
        }
    } catch (error) {
        seen.error = seenError(error);
        seen.headers ??= error.headers ?? null;
    }
    seen.requestId = seen.headers?.get('x-request-id') ?? null;
    return seen;
}
