#!/usr/bin/env bash
# The sample front, run by a real nginx before a stub that answers with the header it got: a forged header is overwritten, without a
# certificate every request is refused, logs hold neither queries nor ids.
set -euo pipefail
source_dir=$1
nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || { printf 'nginx_front.sh: no nginx here\n'; exit 77; }
folder=$(mktemp -d)
stop() {
    [[ ! -e $folder/nginx.pid ]] || kill "$(cat "$folder/nginx.pid")" 2>/dev/null || true
    for _ in $(seq 100); do [[ -e $folder/nginx.pid ]] || break; sleep 0.05; done
    rm -rf "$folder"
}
trap stop EXIT
wrong() {
    printf 'nginx_front.sh: %s\n' "$*"
    cat "$folder"/*.log 2>/dev/null || true
    exit 1
}

certificate() { # NAME: one of the authority
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$folder/$1.key" -subj "/CN=$1" -out "$folder/$1.csr"
    openssl x509 -req -in "$folder/$1.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -days 2 -set_serial "$RANDOM" \
        -extfile <(printf 'subjectAltName=DNS:localhost') -out "$folder/$1.pem"
}
{
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$folder/ca.key" -subj /CN=authority -days 2 -out "$folder/ca.pem"
    certificate front
    certificate hospital
} 2>/dev/null

# Nothing of the sample is changed but where files, sockets and logs are.
sed -e "s|/etc/renkei/ca/ca.pem|$folder/ca.pem|" -e "s|/etc/renkei|$folder|" -e "s|/var/log/nginx|$folder|" -e "s|/run/renkei|$folder|" \
    -e "s|listen 443 ssl|listen unix:$folder/tls.sock ssl|" "$source_dir/tools/package/nginx.conf" >"$folder/renkei.conf"
cat >"$folder/nginx.conf" <<EOF
$([[ $(id -u) -ne 0 ]] || printf 'user root;')
pid $folder/nginx.pid;
error_log $folder/main.log warn;
events {}
http {
    access_log off;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/renkei.conf;
    server { # the gateway's part
        listen unix:$folder/front.sock;
        keepalive_timeout 0;
        location / { return 200 "cert=[\$http_client_cert] chain=[\$http_client_cert_chain] forwarded=[\$http_forwarded]\n"; }
    }
}
EOF
"$nginx" -t -q -c "$folder/nginx.conf" -e "$folder/main.log" || wrong "nginx -t refuses the sample"
"$nginx" -c "$folder/nginx.conf" -e "$folder/main.log"

ask() { curl -sS --unix-socket "$folder/tls.sock" --cacert "$folder/ca.pem" "$@" 2>&1; }
as_hospital=(--cert "$folder/hospital.pem" --key "$folder/hospital.key")
person='https://localhost/documents/0190-secret-id?patient=1234567890'

answer=$(ask "${as_hospital[@]}" -H 'Client-Cert: forged' -H 'client-cert: forged' -H 'Client_Cert: forged' -H 'Client-Cert-Chain: forged' \
    -H 'Forwarded: for=forged' "$person")
[[ $answer == 'cert=[-----BEGIN%20CERTIFICATE'* ]] || wrong "the certificate is not passed on: $answer"
[[ $answer != *forged* ]] || wrong "what the client sent came through: $answer"
[[ $answer == *'chain=[] forwarded=[]'* ]] || wrong "other headers about the client came through: $answer"

answer=$(ask -w '%{http_code}' -H 'Client-Cert: forged' "$person") || true
[[ $answer == *400 && $answer != *cert=* ]] || wrong "without a certificate: $answer"

answer=$(ask --tls-max 1.2 "${as_hospital[@]}" "$person") && wrong "TLS 1.2 is let in: $answer"

rm "$folder/front.sock" # the gateway is gone: what does the error log say?
answer=$(ask "${as_hospital[@]}" -o /dev/null -w '%{http_code}' "$person&more=1")
[[ $answer == 502 ]] || wrong "without a gateway: $answer"

grep -q ' GET /documents 200 ' "$folder/renkei-access.log" || wrong "the request is not in the log"
! grep -qE '1234567890|secret-id|\?' "$folder"/*.log || wrong "a log names a person"
