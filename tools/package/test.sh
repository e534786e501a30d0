#!/usr/bin/env bash
# tools/package/test.sh [BUILD_DIR]: makes the package twice (the second one newer), installs, upgrades and purges it in a throw-away root,
# and runs the installed program there. The root is a Debian of its own if debootstrap is here (then dependencies are proved, too), else a
# bare folder with dpkg's own lists. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 4
export LC_ALL=C.UTF-8 PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # dpkg wants them
unset RENKEI_DATA
build=${1:-build/package}
work=$(mktemp -d)
root=$work/root
leave() {
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap leave EXIT
passed=0
failed=0

fact() { # TEXT COMMAND…: counts whether the command succeeds
    local text=$1 said
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'package: not so: %s\n%s\n' "$text" "$said" >&2
    fi
}
finish() {
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [[ $failed -eq 0 && $passed -gt 0 ]]
    exit
}

first=$(tools/package/build "$build") && cp "$first" "$work/first.deb" || { failed=1; finish; }
second=$(tools/package/build "$build" -D CPACK_DEBIAN_PACKAGE_RELEASE=2) && cp "$second" "$work/second.deb" || { failed=1; finish; }

if [[ $(id -u) -eq 0 ]] && command -v debootstrap >/dev/null &&
    debootstrap --variant=minbase bookworm "$root" >"$work/debootstrap.log" 2>&1 &&
    mount -t proc proc "$root/proc"; then # the program finds its data by /proc/self/exe
    printf 'package: in a Debian of its own\n'
    install_package() {
        cp "$1" "$root/tmp/renkei.deb"
        chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold /tmp/renkei.deb </dev/null
    }
    dpkg_there() { chroot "$root" dpkg "$@"; }
    renkei() { (cd "$root" && chroot "$root" renkei "$@"); }
else
    printf 'package: in a bare folder\n'
    rm -rf --one-file-system "$root"
    mkdir -p "$root"/{etc,tmp,var/lib/dpkg/{info,updates,triggers}}
    touch "$root"/var/lib/dpkg/{status,available} "$root"/etc/{passwd,group,shadow,gshadow}
    as_user=()
    [[ $(id -u) -eq 0 ]] || as_user=(--force-not-root)
    # scripts run out here with DPKG_ROOT, because there is no shell in there; what it depends on is installed out here
    dpkg_there() { dpkg --root="$root" --log=/dev/null --force-depends --force-script-chrootless "${as_user[@]}" "$@"; }
    install_package() { dpkg_there --force-confold -i "$1"; }
    renkei() { "$root/usr/bin/renkei" "$@"; }
fi

same() { [[ $1 == "$2" ]] || { printf 'expected %s, found %s\n' "$1" "$2"; return 1; }; }
version() { dpkg-query --admindir="$root/var/lib/dpkg" -W -f='${Version} ${db:Status-Status}' renkei; }
nothing_left() { [[ -z $(find "$root/usr" "$root/etc/renkei" "$root/lib/systemd" -path '*renkei*' -not -type d 2>/dev/null | tee /dev/stderr) ]]; }

fact 'it installs' install_package "$work/first.deb"
packed=$(dpkg-deb -f "$work/first.deb" Version)
fact 'the program has the version of the package' same "renkei ${packed/\~/-}" "$(renkei --version | head -n 1)"
fact 'the package is configured' same "$packed installed" "$(version)"
fact 'there is a user for it' grep -q '^renkei:.*nologin' "$root/etc/passwd"
fact 'the master key was made, for root alone' same 600 "$(stat -c %a "$root/etc/renkei/master.key")"
key=$(sha256sum <"$root/etc/renkei/master.key")

kit=$root/usr/share/renkei/fixtures
sample=$(cd "$kit" && ls admission/NYUIN_*.CSV | head -n 1)
mkdir -p "$root/tmp/out"
in_there=${root}
[[ $(type renkei) != *chroot* ]] || in_there=
fact 'the installed program knows its forms' renkei forms
fact 'it has the commands of the network' renkei serve --help
fact 'it converts a form' renkei convert "$in_there/usr/share/renkei/fixtures/$sample" -o "$in_there/tmp/out/a.json"
fact 'and back' renkei convert "$in_there/tmp/out/a.json" --to csv -o "$in_there/tmp/out/a.csv"
fact 'the same bytes' cmp "$kit/$sample" "$root/tmp/out/a.csv"
fact 'it validates with the packages it was installed with' renkei validate --fail-on error "$in_there/tmp/out/a.json"
fact 'its own definitions become a package' renkei package -o "$in_there/tmp/out/own.tgz"
named=$(grep -oE '(^|[ `])/(usr|etc)/[A-Za-z0-9_./-]*' "$root/usr/share/doc/renkei/README.md" | tr -d ' `')
absent() { local path; for path in $named; do [[ -e $root$path ]] || printf '%s\n' "$path"; done; }
fact 'its README names files of the package' test -n "$named"
fact 'and none that is not there' same '' "$(absent)"
fact 'the man page is there' test -s "$root/usr/share/man/ja/man1/renkei.1"
[[ -n $in_there ]] || fact 'one command makes the store' renkei store migrate
check=$(renkei serve --check --config "$in_there/etc/renkei/renkei.yaml" 2>&1 || true)
fact 'the configuration is right' grep -q '^retention_days: ' <<<"$check"
known='\.(pem|key|crl): error\[file-unreadable\]'
[[ -z $in_there ]] || known+='|^/var/lib/renkei/' # the configuration names a folder of this machine, not of the bare one
fact 'only the certificates are still to be put there' test -z "$(grep ': error' <<<"$check" | grep -vE "$known")"
fact 'there is a folder for the store' same 700 "$(stat -c %a "$root/var/lib/renkei")"

printf 'retention_days: 30\n' >>"$root/etc/renkei/renkei.yaml"
fact 'it upgrades' install_package "$work/second.deb"
fact 'the newer one is configured' same "$packed-2 installed" "$(version)"
fact 'what was configured stays' grep -qx 'retention_days: 30' "$root/etc/renkei/renkei.yaml"
fact 'the master key stays' same "$key" "$(sha256sum <"$root/etc/renkei/master.key")"

mkdir -p "$root/var/lib/renkei"
touch "$root/var/lib/renkei/renkei.db"
fact 'it is removed' dpkg_there --remove renkei
fact 'the program is gone' test ! -e "$root/usr/bin/renkei"
fact 'the configuration stays until a purge' test -e "$root/etc/renkei/renkei.yaml"
fact 'it is purged while there are documents' dpkg_there --purge renkei
fact 'the key of the documents stays' test -e "$root/etc/renkei/master.key"
rm "$root/var/lib/renkei/renkei.db"
fact 'it installs again' install_package "$work/second.deb"
fact 'the key is still that of the documents' same "$key" "$(sha256sum <"$root/etc/renkei/master.key")"
fact 'it is purged' dpkg_there --purge renkei
fact 'nothing is left' nothing_left
finish
