#!/usr/bin/env bash
# The README of the Debian package names only what the package holds: files, commands, options. Its first examples work.
set -euo pipefail
source_dir=$1
program=$2
package=$source_dir/tools/package
readme=$package/README.md
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
wrong() { printf 'readme.sh: %s\n' "$*"; exit 1; }

# nothing of a clone or of a build
! grep -nE '(^|[ `(/])(tools|gateway|tests|build|profiles)/' "$readme" || wrong 'it names folders of the sources'
grep -q "{here}/README.md" "$package/package.cmake" || wrong 'the package has another README'

# files: each where the package takes it from
paths=0
while read -r path; do
    case $path in
    /usr/share/renkei/*) source=$source_dir/${path#/usr/share/renkei/} ;;
    /usr/share/doc/renkei/examples/scale*) source=$source_dir/tools/scale${path#/usr/share/doc/renkei/examples/scale} ;;
    /usr/share/doc/renkei/examples*) source=$package${path#/usr/share/doc/renkei/examples} ;;
    /usr/share/doc/renkei/copyright) source=$package/copyright-of-units ;; # joined with two licences
    /usr/share/doc/renkei/*errors.md | /usr/share/doc/renkei/validator-rules.md | /usr/share/doc/renkei/mapping-keys.md | /usr/share/doc/renkei/forms) source=$(dirname "$program")/../share/doc/${path#/usr/share/doc/renkei/} ;;
    /usr/share/doc/renkei/*) source=$source_dir/${path#/usr/share/doc/renkei/} ;;
    /etc/renkei/renkei.yaml) source=$package/renkei.yaml ;;
    /etc/renkei | /etc/renkei/master.key) source=$package/debian/postinst ;; # made there
    /readyz | /metrics) continue ;;
    *) wrong "where does this come from: $path" ;;
    esac
    [[ -e $source ]] || wrong "the package does not hold $path"
    paths=$((paths + 1))
done < <(grep -oE '(^|[ `])/[a-zA-Z][A-Za-z0-9_./-]*' "$readme" | tr -d ' `' | sed 's|/$||' | sort -u)
[[ $paths -ge 5 ]] || wrong "only $paths paths found"
sed -n 's/^In `\/usr\/share\/doc\/renkei\/examples`: //p' "$readme" | grep -oE '`[^`]+`' | tr -d '`' >"$folder/examples"
[[ -s $folder/examples ]] || wrong 'no examples are named'
while read -r name; do
    grep -q "{here}/$name" "$package/package.cmake" && [[ -e $package/$name ]] || wrong "the package does not hold the example $name"
done <"$folder/examples"

# commands, and the options behind them
commands=0
while read -r line; do
    read -r -a words <<<"$line"
    command=()
    for word in "${words[@]:1}"; do
        [[ $word =~ ^[a-z][a-z-]+$ ]] && "$program" "${command[@]}" "$word" --help >/dev/null 2>&1 || break
        command+=("$word")
    done
    [[ ${#command[@]} -gt 0 ]] || wrong "no such command: $line"
    "$program" "${command[@]}" --help >"$folder/help"
    while read -r option; do
        grep -qE -- "(^|[ ,])$option([ ,]|\$)" "$folder/help" || wrong "renkei ${command[*]} has no $option"
    done < <(grep -oE -- '--[a-z][a-z-]*' <<<"$line" | sort -u)
    commands=$((commands + 1))
done < <(grep -oE '(^|`)renkei [a-z][^`&]*' "$readme" | tr -d '`')
[[ $commands -ge 15 ]] || wrong "only $commands commands found"

# the first block runs
cd "$folder"
sed -n '/^## Convert/,/^## Try/p' "$readme" | sed -n '/^```$/,/^```$/p' | sed -e '/^```/d' -e "s|/usr/share/renkei|$source_dir|" >convert.sh
[[ $(grep -c renkei convert.sh) -ge 4 ]] || wrong 'there is no first block'
renkei() { "$program" "$@"; }
export -f renkei
export program
bash -euo pipefail convert.sh >said 2>&1 || wrong "the first block does not run: $(cat said)"
