"""A DNS server that answers what a test tells it, over UDP and TCP on one port.

    names = NameServer({"there.example": [MX("mail.there.example", 10)], "mail.there.example": [A("127.0.0.1")]})

A name that is not told does not exist (NXDOMAIN). `failing` holds names that are answered SERVFAIL, `silent` those that
are not answered at all. Threads: the server's own; a test may change the tables at any time.
"""
import dnslib
from dnslib import AAAA, CNAME, MX, SOA, TXT, A  # noqa: F401  (what a test writes zones with)
from dnslib.server import BaseResolver, DNSServer

timeToLive = 1


class NameServer(BaseResolver):
    def __init__(self, records: dict[str, list[dnslib.RD]] | None = None):
        self.records = {name.lower().rstrip("."): values for name, values in (records or {}).items()}
        self.failing: set[str] = set()
        self.silent: set[str] = set()
        self.asked: list[tuple[str, str]] = []
        for _ in range(50):
            self.udp = DNSServer(self, address="127.0.0.1", port=0, logger=Quiet())
            self.port = self.udp.server.server_address[1]
            try:
                self.tcp = DNSServer(self, address="127.0.0.1", port=self.port, tcp=True, logger=Quiet())
                break
            except OSError:
                self.udp.server.server_close()
        else:
            raise OSError("no port that is free for both UDP and TCP")
        self.address = f"127.0.0.1:{self.port}"
        for server in (self.udp, self.tcp):
            server.server.handle_error = lambda *_: None  # a silent name's ConnectionAbortedError
        self.udp.start_thread()
        self.tcp.start_thread()

    def __enter__(self) -> "NameServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for server in (self.udp, self.tcp):
            server.stop()
            server.server.server_close()

    def resolve(self, request: dnslib.DNSRecord, handler: object) -> dnslib.DNSRecord:
        name = str(request.q.qname).lower().rstrip(".")
        kind = dnslib.QTYPE[request.q.qtype]
        self.asked.append((name, kind))
        reply = request.reply()
        if name in self.silent:
            raise ConnectionAbortedError(name)  # the library then sends nothing
        if name in self.failing:
            reply.header.rcode = dnslib.RCODE.SERVFAIL
            return reply
        known = False
        for _ in range(8):
            values = self.records.get(name)
            if values is None:
                break
            known = True
            alias = [value for value in values if isinstance(value, CNAME)]
            for value in alias if alias and kind != "CNAME" else values:
                if alias or type(value).__name__ == kind:
                    reply.add_answer(dnslib.RR(name, getattr(dnslib.QTYPE, type(value).__name__), rdata=value, ttl=timeToLive))
            if not alias or kind == "CNAME":
                break
            name = str(alias[0].label).lower().rstrip(".")
        if not known:
            reply.header.rcode = dnslib.RCODE.NXDOMAIN
        if not reply.rr:
            reply.add_auth(dnslib.RR(name or ".", dnslib.QTYPE.SOA, ttl=timeToLive,
                                     rdata=SOA("ns.example", "hostmaster.example", (1, 60, 60, 60, timeToLive))))
        return reply


class Quiet:
    """In place of the library's logger, which writes every question to standard output."""

    def __getattr__(self, name: str):
        return lambda *_: None
