#!/usr/bin/env bash
# The container file is whole: known instructions, every COPY has its source, every --from its stage, it does not run as root.
set -euo pipefail
source_dir=$1
program=$2
file=$source_dir/tools/package/Dockerfile
wrong() { printf 'container_file.sh: %s\n' "$*"; exit 1; }

known=' FROM WORKDIR COPY RUN USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT '
stages=' '
copies=0
user=root
while read -r instruction rest; do
    [[ $known == *" $instruction "* ]] || wrong "no such instruction: $instruction"
    case $instruction in
    FROM) user=root; [[ $rest != *' AS '* ]] || stages+="${rest##* AS } " ;;
    USER) user=$rest ;;
    COPY)
        read -r -a words <<<"$rest"
        if [[ ${words[0]} == --from=* ]]; then
            [[ $stages == *" ${words[0]#--from=} "* ]] || wrong "no stage ${words[0]#--from=}"
            continue
        fi
        for source in "${words[@]:0:${#words[@]}-1}"; do
            [[ -e $source_dir/$source ]] || wrong "COPY of what is not there: $source"
            copies=$((copies + 1))
        done
        ;;
    esac
done < <(sed -e '/^ *#/d' -e '/^$/d' "$file" | sed -e ':join' -e '/\\$/{N;s/\\\n *//;b join' -e '}')
[[ $copies -ge 3 ]] || wrong "only $copies COPY found"
[[ $user != root ]] || wrong "the last stage runs as root"

# what the container calls, the program has
for words in 'init' 'serve' 'health'; do
    "$program" $words --help >/dev/null || wrong "renkei has no $words"
done
sh -n "$source_dir/tools/package/start-in-container"
