"""Name servers on ports of this host: nsd, unbound, and small ones that misbehave.

Ports are found, not fixed.  Everything ends with the Servers that started it, also when this process is killed."""
import ctypes
import fcntl
import http.server
import os
import select
import shutil
import signal
import socket
import socketserver
import ssl
import struct
import subprocess
import tempfile
import threading
import time

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode

HOST = '127.0.0.1'
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, SIOCSIFADDR = 0x8914, 0x8916
IFF_UP, IFF_RUNNING = 1, 0x40


def free_port():
    """One that is free for UDP and for TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            tcp.bind((HOST, 0))
            try:
                udp.bind((HOST, tcp.getsockname()[1]))
            except OSError:
                continue
            return tcp.getsockname()[1]


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def own_network():
    """This process, and what it starts, get a network of their own, where nobody else is; false where that is not allowed.  It cannot go back."""
    libc, user, group = ctypes.CDLL(None), os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET):
        if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET):
            return False
        for name, text in (('setgroups', 'deny'), ('uid_map', '0 %d 1' % user), ('gid_map', '0 %d 1' % group)):     # root of that network only
            with open('/proc/self/' + name, 'w') as out:
                out.write(text)
    return True


def own_addresses(addresses):
    """In such a network, they are this host's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack('16sh14x', b'lo', IFF_UP | IFF_RUNNING))
        for i, address in enumerate(addresses):
            fcntl.ioctl(any_socket, SIOCSIFADDR, struct.pack('16sHH4s8x', b'lo:%d' % (i + 1), socket.AF_INET, 0, socket.inet_aton(address)))


class _Udp(socketserver.ThreadingUDPServer):
    daemon_threads = True
    max_packet_size = 65535


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class _UdpHandler(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        reply = self.server.fake.reply(data, False)
        if reply is not None:
            sock.sendto(reply, self.client_address)


class _TcpHandler(socketserver.StreamRequestHandler):
    def handle(self):
        while True:
            head = self.rfile.read(2)
            if len(head) < 2:
                return
            reply = self.server.fake.reply(self.rfile.read(struct.unpack('!H', head)[0]), True)
            if reply is None:
                return
            self.wfile.write(struct.pack('!H', len(reply)) + reply)


class Fake:
    """answer(query, response, tcp) fills the response in, and answers it, bytes, or None for silence."""

    def __init__(self, answer):
        self.answer, self.asked, self.lock = answer, [], threading.Lock()
        self.port = free_port()
        self.servers = [_Udp((HOST, self.port), _UdpHandler), _Tcp((HOST, self.port), _TcpHandler)]
        for server in self.servers:
            server.fake = self
            threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    def reply(self, data, tcp):
        query = dns.message.from_wire(data)
        with self.lock:
            self.asked.append((query.question[0].to_text(), tcp))
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        out = self.answer(query, response, tcp)
        return out.to_wire(max_size=65535) if isinstance(out, dns.message.Message) else out

    def stop(self):
        for server in self.servers:
            server.shutdown()
            server.server_close()


class Late:
    """Answers every question for an address, each `seconds` after it came, however many there are; or with an rcode."""

    def __init__(self, seconds, rcode=0):
        self.seconds, self.rcode, self.port, self.ended = seconds, rcode, free_port(), False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind((HOST, self.port))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        due = []                                        # in the order of their time, for all wait alike
        while not self.ended:
            wait = min(0.05, max(0, due[0][0] - time.monotonic())) if due else 0.05
            if select.select([self.socket], [], [], wait)[0]:
                data, client = self.socket.recvfrom(65535)
                due.append((time.monotonic() + self.seconds, data, client))
            while due and due[0][0] <= time.monotonic():
                _, data, client = due.pop(0)
                question = data[12:data.index(b'\0', 12) + 5]
                head = data[:2] + struct.pack('!HHHHH', 0x8400 | self.rcode, 1, int(not self.rcode), 0, 0)
                record = struct.pack('!HHHIH', 0xc00c, 1, 1, 60, 4) + bytes((192, 0, 2, 1))
                self.socket.sendto(head + question + (b'' if self.rcode else record), client)

    def stop(self):
        self.ended = True
        self.thread.join()
        self.socket.close()


class Pages:
    """https: pages is {path: (code, headers, body)}; None for silence.  cert: a file of a certificate and its key."""

    def __init__(self, cert, pages):
        self.port, self.asked = free_port(), []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(handler):
                self.asked.append((handler.path, handler.headers.get('Host')))
                page = pages.get(handler.path, (404, {}, b'no such page'))
                if page is None:
                    time.sleep(30)
                    return
                handler.send_response(page[0])
                for name, value in page[1].items():
                    handler.send_header(name, value)
                handler.send_header('Content-Length', str(len(page[2])))
                handler.end_headers()
                handler.wfile.write(page[2])

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert)
        self.server = http.server.ThreadingHTTPServer((HOST, self.port), Handler)
        self.server.daemon_threads, self.server.handle_error = True, lambda *_: None
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Servers:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix='live-')
        self.running = []
        return self

    def __exit__(self, *_):
        for one in reversed(self.running):
            self._end(one) if isinstance(one, subprocess.Popen) else one.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _end(process):
        process.terminate()                             # not the whole group: nsd looks after its own children
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def _start(self, command, port, zone, host=HOST):
        log = os.path.join(self.folder, 'log-%s-%d' % (host, port))
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=open(log, 'wb'), stderr=subprocess.STDOUT, cwd=self.folder,
                                   start_new_session=True, preexec_fn=_die_with_parent)
        self.running.append(process)
        query = dns.message.make_query(zone, 'SOA')
        for _ in range(200):
            try:
                rcode = dns.query.udp(query, host, port=port, timeout=0.2).rcode()
                if process.poll() is None and rcode in (dns.rcode.NOERROR, dns.rcode.SERVFAIL):
                    return port
            except (dns.exception.DNSException, OSError):
                pass
            time.sleep(0.05)
        raise RuntimeError('%s does not serve %s:\n%s' % (command[0], zone, open(log, errors='replace').read()))

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w') as out:
            out.write(text)
        return path

    def fake(self, answer):
        self.running.append(Fake(answer))
        return self.running[-1]

    def late(self, seconds, rcode=0):
        self.running.append(Late(seconds, rcode))
        return self.running[-1]

    def certificate(self, name, days=2):
        """A file of a certificate for the name, signed by itself, and its key."""
        path = os.path.join(self.folder, 'cert-%s.pem' % name)
        key = path + '.key'
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', path,
                        '-days', str(days), '-subj', '/CN=' + name, '-addext', 'subjectAltName=DNS:' + name], check=True, stderr=subprocess.DEVNULL)
        with open(path, 'a') as out, open(key) as secret:
            out.write(secret.read())
        return path

    def pages(self, cert, pages):
        self.running.append(Pages(cert, pages))
        return self.running[-1]

    def nsd(self, zones, hosts=(HOST,), port=0):
        """zones: {name: path of its file}.  The port."""
        port = port or free_port()
        name = '%s-%d' % (hosts[0], port)
        conf = 'server:\n server-count: 1\n username: ""\n zonesdir: "%s"\n database: ""\n pidfile: ""\n xfrdfile: ""\n' % self.folder
        conf += ' zonelistfile: "%s/zones-%s"\n refuse-any: no\n rrl-ratelimit: 0\n' % (self.folder, name)
        conf += ''.join(' ip-address: %s@%d\n' % (host, port) for host in hosts) + 'remote-control:\n control-enable: no\n'
        for zone, path in zones.items():
            conf += 'zone:\n name: "%s"\n zonefile: "%s"\n' % (zone, path)
        return self._start(['nsd', '-d', '-c', self.file('nsd-%s.conf' % name, conf)], port, sorted(zones)[0], hosts[0])

    def unbound(self, zones, anchor=None):
        """A resolver that asks for each zone the server on the port that stands beside it."""
        port = free_port()
        conf = 'server:\n interface: %s\n port: %d\n username: ""\n chroot: ""\n pidfile: ""\n directory: "%s"\n' % (HOST, port, self.folder)
        conf += ' use-syslog: no\n do-daemonize: no\n do-not-query-localhost: no\n do-ip6: no\n num-threads: 1\n'
        conf += ' trust-anchor-file: "%s"\n' % anchor if anchor else ' module-config: "iterator"\n'
        conf += 'remote-control:\n control-enable: no\n'
        for name, where in zones.items():
            conf += 'stub-zone:\n name: "%s"\n stub-addr: %s@%d\n' % (name, HOST, where)
        return self._start(['unbound', '-d', '-c', self.file('unbound-%d.conf' % port, conf)], port, sorted(zones)[-1])

    def sign(self, zone, text, name, *options):
        """The zone signed with a key of its own: the path of the signed file, that of its trust anchor; beside it, ending in .ds, its DS."""
        folder = os.path.join(self.folder, 'sign-' + name)
        os.mkdir(folder)
        run = lambda *command: subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout.decode().strip()
        key = run('ldns-keygen', '-k', '-a', 'ECDSAP256SHA256', '-r', '/dev/urandom', zone)
        with open(os.path.join(folder, 'zone'), 'w') as out:
            out.write(text)
        run('ldns-signzone', *options, 'zone', key)
        return os.path.join(folder, 'zone.signed'), os.path.join(folder, key + '.key')
