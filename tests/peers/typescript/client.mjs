// Does with a server what a client can do, one thing after the other, and prints what it saw: a JSON object a line.
//
//   node client.mjs http URL
//   node client.mjs stdio COMMAND ARGUMENT...
//
// With EARLIER=1 in its environment it begins with `initialize`, as it does by default, and leaves out what only today's
// revision has. Over HTTP it otherwise listens at last until the server ends, which is for its caller to bring about.

import { setImmediate } from 'node:timers/promises';

// Those who have PACKAGE=earlier in their environment still use the packages of 1.x.
const { Client, StdioClientTransport, StreamableHTTPClientTransport } = await import(
    process.env.PACKAGE === 'earlier' ? './earlier.mjs' : './later.mjs'
);

/** For whatever is waited for; the longest takes a fraction of a second. */
const LIMIT = 10_000;
const CANCELLED = 5;

const [kind, target, ...args] = process.argv.slice(2);
const earlier = process.env.EARLIER === '1';
const transport = () =>
    kind === 'http' ? new StreamableHTTPClientTransport(new URL(target)) : new StdioClientTransport({ command: target, args });

const print = (step, seen) => console.log(JSON.stringify({ step, seen }));

/** Prints what an action came to, or the error that it failed with. */
async function step(name, action) {
    const outcome = await action().then(value => value, ({ code, message }) => ({ error: { code, message } }));
    print(name, outcome);
}

/** What the client itself finds wrong, beside requests that fail: a message that it can't place, for example. */
const complaints = [];
/** Progress that came in one piece with the answer: the client takes the answer first, and then finds no use for it
 * (modelcontextprotocol/typescript-sdk, issue 2580). */
const late = [];
const UNPLACED_PROGRESS = 'Error: Received a progress notification for an unknown token: ';
const UNPLACED_ANSWER = 'Error: Received a response for an unknown message ID: ';

const complain = error => {
    const text = String(error);
    if (text.startsWith(UNPLACED_PROGRESS)) late.push(JSON.parse(text.slice(UNPLACED_PROGRESS.length)).params);
    else complaints.push(text);
};

/** The questions of the step that runs, and what the user answers, by the message. */
let asked = [];
let answers = {};

const client = new Client(
    { name: 'typescript', version: '1.0.0' },
    { ...(earlier ? {} : { versionNegotiation: { mode: 'auto' } }), capabilities: { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} } }
);
client.onerror = complain;
client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params);
    return answers[params.message] ?? { action: 'cancel' };
});
client.setRequestHandler('sampling/createMessage', ({ params }) => {
    asked.push(params);
    return { role: 'assistant', content: { type: 'text', text: 'Good day' }, model: 'none' };
});
client.setRequestHandler('roots/list', () => ({ roots: [{ uri: 'file:///work' }] }));

const call = (name, given = {}, options = {}) => client.callTool({ name, arguments: given }, { timeout: LIMIT, ...options });
const accept = content => ({ action: 'accept', content });
const decline = { action: 'decline' };

/** An action, with the questions that are asked on the way. */
const asking = (replies, action) => async () => {
    [asked, answers] = [[], replies];
    const result = await action();
    return { asked, result };
};

await client.connect(transport(), { timeout: LIMIT });
print('connected', {
    version: client.getNegotiatedProtocolVersion(),
    server: client.getServerVersion(),
    capabilities: client.getServerCapabilities(),
    instructions: client.getInstructions()
});

await step('tools', () => client.listTools());
await step('text', () => call('test_simple_text'));
await step('image', () => call('test_image_content'));
await step('statistics', () => call('statistics', { numbers: [1, 2.5, 4] }));
await step('number', () => call('count_words', { text: 'one two three' }));
await step('wrong arguments', () => call('statistics', { numbers: 'many' }));
await step('unknown tool', () => call('no_such_tool'));
await step('headers', () => call('test_header_params', { region: 'Zürich', shard: 7, replica: true }));
await step('whoami', () => call('whoami'));
await step('prints', () => call('prints'));

await step('prompts', () => client.listPrompts());
await step('prompt', () => client.getPrompt({ name: 'letter', arguments: { to: 'Ada', tone: 'formal', lines: '5' } }));
const completed = { type: 'ref/prompt', name: 'test_prompt_with_arguments' };
await step('complete prompt', () => client.complete({ ref: completed, argument: { name: 'arg1', value: 'par' } }));

await step('resources', () => client.listResources());
await step('templates', () => client.listResourceTemplates());
await step('read text', () => client.readResource({ uri: 'test://static-text' }));
await step('read binary', () => client.readResource({ uri: 'test://static-binary' }));
await step('read template', () => client.readResource({ uri: 'test://template/42/data' }));
await step('read nothing', () => client.readResource({ uri: 'test://no/such' }));
const files = { type: 'ref/resource', uri: 'project:///{+path}' };
await step('complete template', () => client.complete({ ref: files, argument: { name: 'path', value: 'src' } }));

const [confirm, where] = ['Order 2 of "tea"?', 'Where shall "tea" go?'];
const delivery = accept({ street: 'Long Lane 1', zip: '12345', speed: 'Express', gift: true });
const order = () => call('order', { sku: 'tea', count: 2 });
await step('order', asking({ [confirm]: accept({}), [where]: delivery }, order));
await step('order declined', asking({ [confirm]: decline, [where]: delivery }, order));
await step('order picked up', asking({ [confirm]: accept({}), [where]: decline }, order));

const name = { 'What is your name?': accept({ name: 'Ada' }) };
const rounds = {
    'Step 1: What is your name?': accept({ name: 'Ada' }),
    'Step 2: What is your favorite color, Ada?': accept({ color: 'green' })
};
await step('two rounds', asking(rounds, () => call('test_input_required_result_multi_round')));
await step('three kinds', asking(name, () => call('test_input_required_result_multiple_inputs')));
await step('page', asking({ 'Sign in to connect your account': { action: 'accept' } }, () => call('connect_account')));

const context = { 'What context should the prompt use?': accept({ context: 'tea time' }) };
await step('prompt that asks', asking(context, () => client.getPrompt({ name: 'test_input_required_result_prompt' })));
const mayRead = { 'May the assistant read "diary"?': accept({}) };
await step('resource that asks', asking(mayRead, () => client.readResource({ uri: 'test://private/diary' })));

if (earlier) {
    await step('came back', async () => {
        const answer = await client.callTool({ name: 'test_reconnection', arguments: {} });
        return answer.content[0].text;
    });
    await step('ping', () => client.ping({ timeout: LIMIT }));
    await step('subscribed', async () => {
        const updates = [];
        client.setNotificationHandler('notifications/resources/updated', ({ params }) => void updates.push(params));
        await client.subscribeResource({ uri: 'test://static-text' }, { timeout: LIMIT });
        // The stream that tells of it may be open only later.
        for (let i = 0; i < LIMIT / 50 && updates.length === 0; i++) {
            await call('touch_resource', { uri: 'test://static-text' });
            await new Promise(resolve => setTimeout(resolve, 50));
        }
        return updates[0];
    });
    await client.close();
    print('complaints', complaints);
    process.exit(0);
}

await step('progress', async () => {
    const progress = [];
    const result = await call('test_tool_with_progress', {}, { onprogress: it => progress.push(it) });
    await setImmediate(); // for what is late
    return { result, progress: [...progress, ...late] };
});

await step('log', async () => {
    const messages = [];
    client.setNotificationHandler('notifications/message', ({ params }) => void messages.push(params));
    const params = { name: 'test_logging_tool', arguments: {}, _meta: { 'io.modelcontextprotocol/logLevel': 'info' } };
    return { result: await client.callTool(params, { timeout: LIMIT }), messages };
});

// Each is cancelled at its first sign of life. An answer that comes nevertheless is an answer to nothing, for the client.
await step('cancelled', async () => {
    const outcomes = [];
    for (let i = 0; i < CANCELLED; i++) {
        const controller = new AbortController();
        const options = { onprogress: () => controller.abort('enough'), signal: controller.signal };
        outcomes.push(await call('test_tool_with_progress', {}, options).then(() => 'answered', error => error.message));
    }
    // This one begins after the others and takes as long, so that their answers would come before its own.
    await call('test_tool_with_progress', {}, { onprogress: () => {} });
    const answers = complaints.filter(it => it.startsWith(UNPLACED_ANSWER));
    for (const it of answers) complaints.splice(complaints.indexOf(it), 1);
    return { outcomes, answered: answers.length + outcomes.filter(it => it === 'answered').length };
});

/** What was told, and who waits for more of it. */
const told = [];
let enough = () => {};
const hear = ({ method, params }) => {
    told.push({ method, params });
    enough();
};
for (const method of ['tools/list_changed', 'prompts/list_changed', 'resources/list_changed', 'resources/updated'])
    client.setNotificationHandler(`notifications/${method}`, hear);
const heard = count =>
    new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`told only ${told.length} of ${count} things`)), LIMIT);
        enough = () => {
            if (told.length < count) return;
            clearTimeout(timer);
            resolve(told.slice());
        };
        enough();
    });

let second;
await step('listening', async () => {
    const first = await client.listen({ toolsListChanged: true, resourceSubscriptions: ['test://static-text'] }, { timeout: LIMIT });
    await call('test_trigger_prompt_change');
    await call('touch_resource', { uri: 'test://static-binary' });
    await call('test_trigger_tool_change');
    await call('touch_resource', { uri: 'test://static-text' });
    const before = await heard(2);
    await first.close();
    second = await client.listen({ toolsListChanged: true }, { timeout: LIMIT });
    await call('test_trigger_tool_change');
    await heard(3);
    await call('test_simple_text');
    // All of them together, and apart from those of the second subscription.
    const later = told.slice(before.length);
    const id = later[0].params._meta['io.modelcontextprotocol/subscriptionId'];
    const strays = later.filter(it => it.params._meta['io.modelcontextprotocol/subscriptionId'] !== id);
    return { honored: first.honoredFilter, told: before, 'told later': later, strays, closed: await first.closed };
});

const plain = new Client({ name: 'plain', version: '1.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
plain.onerror = complain;
await plain.connect(transport(), { timeout: LIMIT });
await step('no capability', () => plain.callTool({ name: 'order', arguments: { sku: 'tea' } }, { timeout: LIMIT }));
await plain.close();

if (kind === 'http') {
    print('waiting for the end', {});
    await step('server ended', () => second.closed);
} else {
    await second.close();
}
await client.close();
print('complaints', complaints);
