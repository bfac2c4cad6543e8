// Preloaded with `node --import`: a server that would listen on every interface listens on loopback only.
import net from 'node:net';

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
    return typeof port === 'object' || typeof rest[0] === 'string'
        ? listen.call(this, port, ...rest)
        : listen.call(this, port, '127.0.0.1', ...rest);
};
