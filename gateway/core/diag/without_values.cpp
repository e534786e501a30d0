#include "gateway/core/diag/without_values.h"

#include "gateway/core/diag/optional_words.h"

#include <algorithm>
#include <string_view>

namespace renkei::diag {
namespace {

constexpr std::string_view left_out = "…";
constexpr std::string_view count_kind = "count"; // of a number that the program counted, or a limit of it

bool is_ours(std::string_view kind, std::string_view argument) {
    if (kind == count_kind) {
        return !argument.empty() &&
               std::ranges::all_of(argument, [](char c) { return c >= '0' && c <= '9'; });
    }
    const std::vector<std::string_view> codes = codes_of(kind);
    return std::ranges::find(codes, argument) != codes.end();
}

// Of what words stand around, nothing is left.
std::string replacement_of(std::string_view kind) {
    return is_optional(kind) ? std::string() : std::string(left_out);
}

void leave_out(std::string_view sentence, const std::vector<std::string>& given,
               std::vector<std::string>& args) {
    for (std::size_t at = sentence.find('{'); at != std::string_view::npos; at = sentence.find('{', at + 1)) {
        const std::optional<Hole> hole = hole_at(sentence.substr(at));
        if (hole && hole->argument < given.size() && is_ours(hole->kind, given[hole->argument])) {
            args[hole->argument] = given[hole->argument];
        } else if (hole && hole->argument < given.size()) {
            args[hole->argument] = replacement_of(hole->kind);
        }
    }
}

// A path has names of elements; a name that an input invented may be anything.
std::string plain_path(std::string_view path) {
    std::string out;
    bool is_left_out = false;
    for (const char each : path) {
        const bool is_plain = each > ' ' && each <= '~';
        if (is_plain) {
            out += each;
        } else if (!is_left_out) {
            out += left_out;
        }
        is_left_out = !is_plain;
    }
    return out;
}

} // namespace

Finding without_values(Finding finding) {
    std::vector<std::string> args(finding.args.size(), std::string(left_out));
    leave_out(row(finding.message).english, finding.args, args);
    finding.args = std::move(args);
    finding.value.clear();
    finding.where.file.clear();
    finding.where.path = plain_path(finding.where.path);
    return finding;
}

} // namespace renkei::diag
