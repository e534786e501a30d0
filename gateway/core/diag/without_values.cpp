#include "gateway/core/diag/without_values.h"

#include "gateway/core/diag/finding.h"
#include "gateway/core/diag/message.h"

#include <algorithm>

namespace renkei::diag {
namespace {

constexpr std::string_view left_out = "…";

// Of what words stand around, nothing is left.
void leave_out_arguments(Finding& finding) {
    for (std::size_t i = 0; i < finding.args.size(); ++i) {
        if (!is_ours(finding.message, i, finding.args[i])) {
            finding.args[i] = is_optional(kind_of(finding.message, i)) ? "" : left_out;
        }
    }
}

// Where the step at the beginning ends: at a dot, or a slash in a JSON Pointer, but not within `a.b`.
std::size_t end_of_step(std::string_view path, char separator) {
    bool is_quoted = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (is_quoted && path[i] == '\\') {
            ++i;
        } else if (separator == '.' && path[i] == '`') {
            is_quoted = !is_quoted;
        } else if (!is_quoted && path[i] == separator) {
            return i;
        }
    }
    return path.size();
}

bool is_index(std::string_view text) {
    return text.starts_with('[') && text.ends_with(']') &&
           text.substr(1).find_first_not_of("0123456789") == text.size() - 2;
}

std::string known_step(std::string_view step, const IsName& is_name) {
    return std::string(is_name && is_name(step) ? step : left_out);
}

// "name", "name[3]"
std::string known_fhirpath_step(std::string_view step, const IsName& is_name) {
    const std::size_t open = std::min(step.rfind('['), step.size());
    const bool has_index = is_index(step.substr(open));
    return has_index ? known_step(step.substr(0, open), is_name).append(step.substr(open))
                     : known_step(step, is_name);
}

std::string known_path(std::string_view path, const IsName& is_name) {
    const bool is_pointer = path.starts_with('/');
    const char separator = is_pointer ? '/' : '.';
    std::string out;
    while (!path.empty()) {
        if (path.front() == separator) {
            out += separator;
            path.remove_prefix(1);
        }
        const std::size_t end = end_of_step(path, separator);
        const std::string_view step = path.substr(0, end);
        out += is_pointer ? known_step(step, is_name) : known_fhirpath_step(step, is_name);
        path.remove_prefix(end);
    }
    return out;
}

} // namespace

Finding without_values(Finding finding, const IsName& is_name) {
    leave_out_arguments(finding);
    finding.value.clear();
    finding.where.file.clear();
    finding.where.path = known_path(finding.where.path, is_name);
    return finding;
}

} // namespace renkei::diag
