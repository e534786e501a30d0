# awk -v engine=NAME -f table.awk known.tsv FINDINGS: counts what an engine found by severity, message id and reason, with one example each.
# A row of known.tsv whose engine ends in /random is for the random documents only (random/FORM.ndjson): what it excuses must not be in a fixture.
# Exit code 1: an error or a warning has no row of known.tsv.
BEGIN { FS = "\t" }
FNR == NR {
    of_random = sub(/\/random$/, "", $1)
    if ($0 !~ /^#/ && NF >= 5 && ($1 == "both" || $1 == engine)) {
        row[++rows] = FNR; severity[rows] = $2; id[rows] = $3; place[rows] = $4; random_only[rows] = of_random
    }
    next
}
$1 == "information" { next }
{
    # Bundle.entry[2].resource/*Coverage/29de…*/.class[0].type becomes Coverage.class.type
    where = $4
    sub(/^.*\/\*/, "", where)
    sub(/\/[^*]*\*\//, "", where)
    gsub(/\[[0-9]+\]/, "", where)
    where = where ": " $5
    is_random = $3 ~ /\/random\/[^\/]*$/
    if (is_random) has_random = 1
    for (k = 1; k <= rows && !(severity[k] == $1 && id[k] == $2 && where ~ place[k] && (is_random || !random_only[k])); ++k) {}
    reason = k <= rows ? "known.tsv:" row[k] : "NEW"
    used[k] = 1
    key = $1 "\t" $2 "\t" reason
    ++count[key]
    if (!((key, $3) in seen)) { seen[key, $3] = 1; ++documents[key] }
    if (!(key in example)) example[key] = $3 " " where
    if (reason == "NEW") found = 1
}
END {
    for (key in count) {
        split(key, part, "\t")
        printf "%-8s  %-7s  %-40s  %4d documents  %5d times  %-12s  %s\n", engine, part[1], part[2], documents[key], count[key], part[3], example[key] | "sort"
    }
    close("sort")
    for (k = 1; k <= rows; ++k)
        if (whole && !(k in used) && (has_random || !random_only[k])) print engine ": known.tsv:" row[k] " is not found any more: " id[k] " " place[k]
    exit found
}
