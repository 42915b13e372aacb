// Loaded into the Microsoft 365 Agents Playground before it starts: it has no setting for the
// address that it listens on (it would take all of them), and it must reach no other machine.
"use strict";
const net = require("node:net");
const HERE = "127.0.0.1";
const LOOPBACK = new Set([HERE, "::1", "localhost"]);

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const open = typeof port === "number" && typeof rest[0] !== "string";
  return listen.call(this, port, ...(open ? [HERE, ...rest] : rest));
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const { host, path } = [given].flat(2).find((one) => one && typeof one === "object") ?? {};
  if (!path && host && !LOOPBACK.has(host)) {
    setImmediate(() => this.destroy(new Error(`${host} is not on this machine`)));
    return this;
  }
  return connect.apply(this, given);
};
