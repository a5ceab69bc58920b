// SPDX-License-Identifier: GPL-3.0-or-later
// What the library yields, in the form of the recordings' expect.json.

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

function textOf(content) {
    if (typeof content === 'string') return content;
    return (content ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');
}

// Providers spell it in four ways.
function reasoningOf(message) {
    if (message.reasoning_content) return message.reasoning_content;
    if (message.reasoning) return message.reasoning;
    if (message.reasoning_details) return message.reasoning_details.map((part) => part.text ?? '').join('');
    if (!Array.isArray(message.content)) return '';
    return message.content
        .filter((part) => part.type === 'thinking')
        .map((part) => textOf(part.thinking))
        .join('');
}

export function usageOf(usage) {
    if (!usage) return null;
    const incoming = usage.prompt_tokens_details ?? usage.input_tokens_details;
    const outgoing = usage.completion_tokens_details ?? usage.output_tokens_details;
    return {
        input: usage.prompt_tokens ?? usage.input_tokens,
        output: usage.completion_tokens ?? usage.output_tokens,
        total: usage.total_tokens,
        cache_read: incoming?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.num_cached_tokens,
        reasoning: outgoing?.reasoning_tokens,
    };
}

class Choice {
    text = '';
    reasoning = '';
    refusal = '';
    finish = null;
    #calls = new Map();

    constructor(index) {
        this.index = index;
    }

    add(message) {
        this.text += textOf(message.content);
        this.reasoning += reasoningOf(message);
        this.refusal += message.refusal ?? '';
        if (message.function_call) this.#addCall(0, {function: message.function_call});
        for (const call of message.tool_calls ?? []) this.#addCall(call.index ?? this.#calls.size, call);
    }

    #addCall(index, {id, function: called}) {
        if (!this.#calls.has(index)) this.#calls.set(index, {id: null, name: '', args: ''});
        const call = this.#calls.get(index);
        if (id) call.id = id;
        if (called?.name) call.name = called.name;
        call.args += called?.arguments ?? '';
    }

    neutral() {
        const calls = [...this.#calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call);
        return {
            index: this.index,
            text: this.text,
            reasoning: this.reasoning,
            refusal: this.refusal,
            finish: this.finish,
            tool_calls: calls.map(({id, name, args}) => ({id, name, args: parsed(args || '{}')})),
        };
    }
}

// Of a chat or text completion: one object, or the chunks of a stream.
export function completionForm(objects) {
    const choices = new Map();
    let usage = null;
    for (const object of objects) {
        usage = object.usage ?? usage;
        for (const choice of object.choices ?? []) {
            if (!choices.has(choice.index)) choices.set(choice.index, new Choice(choice.index));
            const seen = choices.get(choice.index);
            seen.add(choice.delta ?? choice.message ?? {content: choice.text});
            seen.finish = choice.finish_reason ?? seen.finish;
        }
    }
    return {choices: [...choices.values()].map((choice) => choice.neutral()), usage: usageOf(usage)};
}

export function responseForm(response) {
    const items = response.output ?? [];
    const messages = items.filter((item) => item.type === 'message');
    const calls = items.filter((item) => item.type === 'function_call' || item.type === 'custom_tool_call');
    return {
        status: response.status,
        items: items.map((item) => item.type),
        text: messages
            .flatMap((item) => item.content)
            .map((part) => (part.type === 'output_text' ? part.text : ''))
            .join(''),
        tool_calls: calls.map((item) => ({
            id: item.call_id,
            name: item.name,
            args: item.type === 'function_call' ? parsed(item.arguments || '{}') : item.input,
        })),
        usage: usageOf(response.usage),
    };
}

// Of a stream of the Responses API.
export function eventsForm(events) {
    const last = events.findLast((event) => event.response && /completed|failed|incomplete/.test(event.type));
    const deltas = events.filter((event) => event.type === 'response.output_text.delta');
    return {...responseForm(last?.response ?? {}), delta_text: deltas.map((event) => event.delta).join('')};
}

// expect.json's completion with what it leaves out.
export function expectedChoice(choice) {
    return {
        index: choice.index,
        text: choice.text ?? '',
        reasoning: choice.reasoning ?? '',
        refusal: choice.refusal ?? '',
        finish: choice.finish ?? null,
        tool_calls: (choice.tool_calls ?? []).map(({id, name, args}) => ({id: id || null, name, args: args ?? {}})),
    };
}
