// Loaded before the gateway: it listens and connects on loopback alone, and ends when its input closes.
'use strict';
const net = require('node:net');

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const ready = rest.find((argument) => typeof argument === 'function');
  return listen.call(this, Number(port?.port ?? port), '127.0.0.1', ready);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof options === 'object' ? options.host : args[1];
  if (host !== undefined && host !== '127.0.0.1' && host !== 'localhost') {
    throw new Error(`not loopback: ${host}`);
  }
  return connect.apply(this, args);
};

process.stdin.on('end', () => process.exit(0)).resume();
