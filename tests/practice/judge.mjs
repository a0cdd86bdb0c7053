// Slack's own Node clients against a practice workspace: prints what they saw as one JSON line.
import { createRequire } from 'node:module';

const [modules, apiUrl, userToken, appToken, channel] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { WebClient, LogLevel } = require('@slack/web-api');
const { SocketModeClient } = require('@slack/socket-mode');

const options = { slackApiUrl: apiUrl, logLevel: LogLevel.ERROR };
const web = new WebClient(userToken, { ...options, retryConfig: { retries: 0 } });
const socket = new SocketModeClient({ appToken, clientOptions: options, logLevel: LogLevel.ERROR });

const heard = new Promise((resolve) => {
  socket.on('message', async ({ ack, event }) => {
    await ack();
    resolve(event);
  });
});
const who = await web.auth.test();
await socket.start();
const metadata = { event_type: 'mc_chat_taken', event_payload: { v: 1, id: 'a', chat: 'c1' } };
const posted = await web.chat.postMessage({ channel, text: 'took it', metadata });
const event = await heard;
const pages = [];
for await (const page of web.paginate('conversations.history', { channel, limit: 2, include_all_metadata: true })) {
  pages.push(page.messages.length);
}
let refused = '';
try {
  await web.conversations.history({ channel: 'C404' });
} catch (error) {
  refused = error.data.error;
}
await socket.disconnect();
console.log(JSON.stringify({
  user: who.user_id,
  scopes: who.response_metadata.scopes.length,
  posted: posted.ts,
  heard: event.ts,
  metadata: event.metadata,
  pages,
  refused,
}));
process.exit(0);
