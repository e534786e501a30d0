#!/usr/bin/env bash
# What run.sh must accept, what it must find wrong, and how it says so.
set -euo pipefail
export LC_ALL=C.UTF-8
run=$(realpath "$(dirname "$0")/run.sh")
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,docs,fixtures,mappings,profiles,tools}
printf '#!/bin/sh\necho "this is renkei $*"\n' >"$root/bin/renkei"
chmod +x "$root/bin/renkei"
printf 'form\n' >"$root/mappings/a.yaml"

# The document on standard input; ~~~ in it stands for a fence.
write() { sed 's/^\( *\)~~~/\1```/' >"$root/docs/page.md"; }
accepts() { # WHAT…: the output has each of them
    local out one
    out=$("$run" "$root" "$root/bin/renkei" "$root/docs/page.md" 2>&1) || { printf 'refused:\n%s\nthe document:\n' "$out"; cat "$root/docs/page.md"; exit 1; }
    for one in "$@"; do [[ $out == *"$one"* ]] || { printf 'does not say: %s\nsaid:\n%s\n' "$one" "$out"; exit 1; }; done
}
refuses() { # WHAT…
    local out one code=0
    out=$(RENKEI_DOCS_SECONDS=${limit:-60} "$run" "$root" "$root/bin/renkei" "$root/docs/page.md" 2>&1) || code=$?
    [[ $code -eq 1 ]] || { printf 'exit code %s, wanted 1 with: %s\nsaid:\n%s\nthe document:\n' "$code" "$*" "$out"; cat "$root/docs/page.md"; exit 1; }
    for one in "$@"; do [[ $out == *"$one"* ]] || { printf 'does not say: %s\nsaid:\n%s\n' "$one" "$out"; exit 1; }; done
}

write <<'END'
No command here.
END
accepts 'docs/page.md: 0 commands'

# everything that is allowed
write <<'END'
~~~console
$ renkei forms
this is renkei forms
$ printf 'one\ntwo\nthree\nfour\n'
one
…
four
$ printf 'a[1]*? 12 ms\n' >&2
a[1]*? … ms
$ echo one \
    two
one two
$ cat <<X
> text
X
> text
$ false; echo $?
1
$ false
$ echo $?
1
$ printf 'first\nx\nmiddle\ny\nz\n'
…
middle
…
z
$ printf 'all\n'
…
all
…

$ mkdir -p "$HOME/x"
~~~

1. In a list:

   ~~~sh
   # a comment
   variable=7

   twice() {
       echo "$1$1"
   }
   cat mappings/a.yaml; echo more >mappings/a.yaml
   test -d fixtures && test -d tools && test -d profiles
   false; test $? -eq 1
   sleep 60 &
   kill %1
   ~~~
   ~~~console
   $ twice "$variable"
   77
   ~~~
~~~json
{"shown": true}
~~~
~~~yaml file: sub/b.yaml
key: 1
  indented: 2
~~~
~~~console
$ cat sub/b.yaml
key: 1
  indented: 2
~~~
~~~sh skip: needs a database
no-such-command
~~~
~~~sh needs: no-such-program
no-such-program
~~~
~~~sh needs: cat sed
echo yes >yes
~~~
~~~console
$ cat yes
yes
~~~
END
accepts ': skipped: needs a database' ': skipped: not installed: no-such-program' 'docs/page.md: 23 commands'
[[ $(<"$root/mappings/a.yaml") == form ]] || { printf 'a document changed the mappings of the sources\n'; exit 1; }

# the fixed ports become free ones, in commands and in output
write <<'END'
~~~console
$ echo https://127.0.0.1:8443 8444 9464,9465
https://127.0.0.1:8443 8444 9464,9465
$ echo 8443 | grep -c '^84''43$'
0
$ echo 18443
18443
$ renkei init a
this is renkei init a --listen 127.0.0.1:8443 --management 127.0.0.1:9464
$ renkei init a --listen 127.0.0.1:8444
this is renkei init a --listen 127.0.0.1:8444 --management 127.0.0.1:9464
~~~
END
accepts

# wrong output: where, what was expected, what was found
write <<'END'
Text.

~~~console
$ echo one; \
  echo two; echo three
one
2
three
~~~
END
refuses 'docs/page.md:7: output of: echo one' 'expected: 2' 'found:    two' '| three'
printf '~~~console\n$ echo one\none\ntwo\n~~~\n' | write
refuses 'docs/page.md:4: ' 'expected: two' 'found:    (nothing more)'
printf '~~~console\n$ printf "one\\ntwo\\n"\none\n~~~\n' | write
refuses 'docs/page.md:4: ' 'expected: (nothing more)' 'found:    two'
printf '~~~console\n$ echo one\n~~~\n' | write
refuses 'expected: (nothing more)' 'found:    one'
printf '~~~console\n$ printf "one\\ntwo\\n"\n…\none\n~~~\n' | write
refuses 'docs/page.md:4: ' 'expected: one' 'found:    two'
printf '~~~console\n$ printf "one\\ntwo\\n"\n…\nthree\n…\n~~~\n' | write
refuses 'docs/page.md:4: ' 'expected: three'
printf '~~~console\n$ echo axb\na*b\n~~~\n' | write
refuses 'expected: a*b' 'found:    axb'
printf '~~~console\n$ echo 12 s, 3\n… s, 4\n$ echo 5\n6\n~~~\n' | write
refuses 'docs/page.md:3: ' 'docs/page.md:5: '

# exit codes
write <<'END'
~~~sh
true
# the second one
ls no-such-file
echo never
~~~
END
refuses 'docs/page.md:4: expected exit code 0, found 2: ls no-such-file' 'No such file'
printf '~~~console\n$ exit 0\n$ echo x\nx\n~~~\n' | write
refuses 'docs/page.md:2: ended the shell: exit 0'
printf '~~~sh\nsleep 30\n~~~\n' | write
limit=1 refuses 'docs/page.md:2: still running after 1 s: sleep 30'

# what is no block of these
printf '~~~fish\nls\n~~~\n' | write
refuses "docs/page.md:1: unknown language 'fish'"
printf 'x\n~~~\nls\n~~~\n' | write
refuses "docs/page.md:2: unknown language ''"
printf '~~~sh\n# only a comment\n\n~~~\n' | write
refuses 'docs/page.md:1: an sh block without commands'
printf '~~~console\n~~~\n' | write
refuses 'docs/page.md:1: a console block without commands'
printf '~~~console\nrenkei forms\n~~~\n' | write
refuses 'docs/page.md:2: expected a command' 'found: renkei forms'
printf '~~~sh\nif true; then\n~~~\n' | write
refuses 'docs/page.md:2: not a whole command: if true; then'
printf '~~~sh skip: why\nif true; then\n~~~\n' | write
refuses 'docs/page.md:2: not a whole command: if true; then'
printf '~~~sh\nls\n' | write
refuses 'docs/page.md:1: a block without an end'
printf '~~~sh skip:\nls\n~~~\n' | write
refuses "docs/page.md:1: nothing behind 'skip:'"
printf '~~~sh later\nls\n~~~\n' | write
refuses 'docs/page.md:1: unknown words behind the language: later'
printf '~~~json skip: why\n{}\n~~~\n' | write
refuses "docs/page.md:1: a block of json is only shown; 'skip:' belongs to console and sh"
printf '~~~sh file: x\nls\n~~~\n' | write
refuses 'docs/page.md:1: a block of commands is no file'
printf '~~~json file: ../x\n{}\n~~~\n' | write
refuses 'docs/page.md:1: no name for a file: ../x'

# links
links() { "$(dirname "$run")/links.sh" "$root" docs/page.md 2>&1 || true; }
printf '# A `b`, 退院・退所!\n[a](#a-b-退院退所) [b](../mappings/a.yaml) [c](https://nowhere.example) `[d](none.md)`\n~~~text\n[e](none.md)\n~~~\n' | write
[[ -z $(links) ]] || { printf 'a right link is refused: %s\n' "$(links)"; exit 1; }
printf '[a](none.md)\n\n[b](page.md#c) [d](#e)\n' | write
[[ $(links) == 'docs/page.md:1: the link leads nowhere: none.md
docs/page.md:3: docs/page.md has no heading for #c
docs/page.md:3: docs/page.md has no heading for #e' ]] || { printf 'wrong links: %s\n' "$(links)"; exit 1; }

# names
mkdir -p "$root/tools/package" "$root/gateway" "$root/mappings/ledger" "$root/docs/ja"
printf 'limits:\n  #workers: 0\n' >"$root/tools/package/renkei.yaml"
printf 'log("peer-reachable"); add("renkei_tasks_failing");\n' >"$root/gateway/log.cpp"
printf '{"id":"clinic","name":"x"}\n' >"$root/fixtures/peers.ndjson"
printf '#!/bin/sh\n[ "$1" = send ] && echo "  -t,--to URL  where"\n' >"$root/bin/renkei"
names() { "$(dirname "$run")/names.sh" "$root" "$root/bin/renkei" docs/page.md docs/ja/page.md 2>&1 || true; }
printf '`limits.workers` `renkei_tasks_failing{x}` `peer-reachable` `renkei send --to URL`\n~~~sh\nrenkei send \\\n  --to x && y --z\n~~~\n' | write
cp "$root/docs/page.md" "$root/docs/ja/"
[[ $(names) == '2 documents' ]] || { printf 'right names are refused: %s\n' "$(names)"; exit 1; }
printf '`limits.threads` `renkei_jobs` `peer-gone`\n~~~sh\nrenkei send --from x\n~~~\n' | write
[[ $(names) == 'docs/page.md:3: renkei send has no --from
docs/page.md:1: there is no setting limits.threads in tools/package/renkei.yaml
docs/page.md:1: there is no metric renkei_jobs in gateway/
docs/page.md:1: there is no id peer-gone in gateway/
docs/ja/page.md:1: its command blocks are not those of docs/page.md
2 documents' ]] || { printf 'wrong names: %s\n' "$(names)"; exit 1; }
printf '~~~yaml file: a.yaml\nx: 1\n~~~\n' | write
sed 's/x: 1/x: 2/' "$root/docs/page.md" >"$root/docs/ja/page.md"
[[ $(names) == 'docs/ja/page.md:1: its command blocks are not those of docs/page.md
2 documents' ]] || { printf 'another file of a document in Japanese is not refused: %s\n' "$(names)"; exit 1; }

# nothing that a document started stays
printf '~~~sh\nsleep 4321 &\n~~~\n' | write
accepts
! ps -eo args | grep -q '^sleep 4321' || { printf 'a process of a document is left\n'; exit 1; }
