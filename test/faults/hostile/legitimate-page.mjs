/**
 * A page that asks for one thing again and again, in a process of its own, so that an attacker's work does not count as waiting.
 * Arguments: address, cookie, origin, the encoded call in hexadecimal. Prints the milliseconds of each answer when its input ends.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

const [address, Cookie, Origin, call] = process.argv.slice(2);
const socket = new WebSocket(address, { headers: { Cookie, Origin } });
await once(socket, 'open');
let isWatching = true;
process.stdin.on('end', () => (isWatching = false)).resume();
const waits = [];
const replied = () =>
  new Promise((resolve, reject) => {
    socket.on('message', function listen(data) {
      if (!data.toString('latin1').includes('"kind":"reply"')) return;
      socket.off('message', listen);
      if (data.toString('latin1').includes('"ok":true')) resolve();
      else reject(new Error(`Not answered: ${data.toString('latin1')}`));
    });
    socket.once('close', () => reject(new Error('The page was closed.')));
  });
while (isWatching) {
  const startedAt = performance.now();
  const answer = replied();
  socket.send(Buffer.from(call, 'hex'));
  await answer;
  waits.push(Math.round(performance.now() - startedAt));
  socket.removeAllListeners('close');
  await sleep(40);
}
process.stdout.write(JSON.stringify(waits));
socket.close();
