#!/usr/bin/env python3
"""An audit repository for tests: audit_repository.py FOLDER PORT SYSLOG_PORT (0: any).

Takes IHE ITI-20 by REST and by syslog over TLS, from clients of FOLDER/ca.pem only. Writes NODE/NUMBER of each event that it takes
to FOLDER/fhir and FOLDER/syslog, before it answers, and its ports to FOLDER/ports.
"""
import http.server
import json
import os
import re
import socket
import ssl
import sys
import threading

folder, port, syslog_port = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def context():
    out = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    out.minimum_version = ssl.TLSVersion.TLSv1_3
    out.load_cert_chain(f"{folder}/arr.pem", f"{folder}/arr.key")
    out.load_verify_locations(f"{folder}/ca.pem")
    out.verify_mode = ssl.CERT_REQUIRED
    return out


def keep(name, events):
    with open(f"{folder}/{name}", "a", encoding="utf-8") as file:
        file.write("".join(f"{event}\n" for event in events))


def place_of(event):
    assert event["resourceType"] == "AuditEvent", event
    return event["entity"][-1]["name"]


class Fhir(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/fhir/AuditEvent":
            keep("fhir", [place_of(body)])
            self.answer(201, b"")
        else:
            assert self.path == "/fhir" and body["type"] == "batch", self.path
            keep("fhir", [place_of(entry["resource"]) for entry in body["entry"]])
            entries = [{"response": {"status": "201 Created"}} for _ in body["entry"]]
            self.answer(200, json.dumps({"resourceType": "Bundle", "type": "batch-response", "entry": entries}).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def frames_of(data):
    while data:
        size, _, rest = data.partition(b" ")
        yield rest[: int(size)].decode("utf-8-sig")
        data = rest[int(size) :]


def take_syslog(connection):
    data = b""
    try:
        while part := connection.recv(65536):
            data += part
        names = []
        for message in frames_of(data):
            header, _, xml = message.partition("\ufeff")
            assert re.fullmatch(r"<8[45]>1 \S+Z \S+ renkei \S+ IHE\+RFC-3881 - ", header), header
            names.append(re.findall(r"<ParticipantObjectName>([^<]*)</ParticipantObjectName>", xml)[-1])
        keep("syslog", names)
        connection.unwrap()
    except OSError:
        pass  # the gateway is gone: it sends all of it again
    connection.close()


def serve_syslog(listener):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            continue  # a client without a certificate
        threading.Thread(target=take_syslog, args=[connection], daemon=True).start()


plain = socket.create_server(("127.0.0.1", syslog_port))
syslog_port = plain.getsockname()[1]
threading.Thread(target=serve_syslog, args=[context().wrap_socket(plain, server_side=True)], daemon=True).start()
server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Fhir)
server.socket = context().wrap_socket(server.socket, server_side=True)
with open(f"{folder}/ports.new", "w", encoding="utf-8") as ready:
    ready.write(f"{server.server_port} {syslog_port}\n")
os.rename(f"{folder}/ports.new", f"{folder}/ports")
server.serve_forever()
